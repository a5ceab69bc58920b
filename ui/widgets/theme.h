// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QObject>

class QApplication;
class QWidget;

namespace ui::widgets {

enum class TextRole { Body, Title, CardTitle, Secondary, Caption, Mono };

// Sizes follow the system's font; its size is the body's.
QFont fontOf(TextRole role);

// A word that the style sheet knows: card, primary, secondary, okBadge and so on.
void setLook(QWidget *widget, const char *look);

// Fusion with the palette and the small style sheet of the house, light or dark as the system is, also when
// it changes. Lives on gui.
class Theme final : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QApplication &application);

    void apply(bool dark);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void followSystem();

    QApplication &m_application;
    bool m_applying = false;
};

} // namespace ui::widgets
