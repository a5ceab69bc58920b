// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

class QHBoxLayout;
class QScrollArea;
class QVBoxLayout;

namespace ui::widgets {
class ElidedLabel;
} // namespace ui::widgets

namespace ui::pages {

// A card beside a list in which one of its rows is edited: a title with a cross, fields that scroll, what is
// said about all of them, and buttons. Escape is the cross. Lives on gui.
class SidePanel : public QWidget
{
    Q_OBJECT

public:
    explicit SidePanel(QWidget *parent = nullptr);

    void setPanelTitle(const QString &title);
    bool hasKeyboard() const; // somebody types in its form

signals:
    void closeRequested();

protected:
    void setForm(QWidget *form);       // once
    void setFormEnabled(bool enabled); // the focus comes back with it
    QVBoxLayout *strips() const { return m_strips; }
    QHBoxLayout *foot() const { return m_foot; }

private:
    QWidget *buildHead();

    widgets::ElidedLabel *m_title = nullptr;
    QScrollArea *m_scroll = nullptr;
    QPointer<QWidget> m_focus; // where it was when the form was disabled
    QVBoxLayout *m_strips = nullptr;
    QHBoxLayout *m_foot = nullptr;
};

} // namespace ui::pages
