// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QObject>

#include <optional>

class QApplication;

namespace ui::widgets {

enum class TextRole { Body, Title, PanelTitle, CardTitle, Secondary, Caption, Mono, MonoSmall };

// Sizes follow the system's font; its size is the body's.
QFont fontOf(TextRole role);
QFont bold(QFont font); // the house's other weight

// The house's style and palette, light or dark as the system is, also when it changes, or as the user has
// said; the system's own where that is one of high contrast. Lives on gui.
class Theme final : public QObject
{
    Q_OBJECT

public:
    enum class Choice { System, Light, Dark };

    explicit Theme(QApplication &application);

    void choose(Choice choice);
    bool systemIsDark() const { return m_systemIsDark; } // whatever was chosen
    // What the desktop says where Qt does not know; none: it says nothing.
    void takeSystem(std::optional<bool> dark);

signals:
    void systemChanged(); // from dark to light, or back

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();

    QApplication &m_application;
    Choice m_choice = Choice::System;
    bool m_applying = false;
    bool m_systemIsDark = false;
    std::optional<bool> m_said;
    std::optional<bool> m_house; // dark; none: the palette is the system's
};

} // namespace ui::widgets
