// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"
#include "ui/widgets/badge.h"

#include <QWidget>

#include <array>

class QLabel;
class QPushButton;

namespace ui::widgets {
class ElidedLabel;
class GlyphLabel;
} // namespace ui::widgets

namespace ui::shell {

class SideBarRow;

// The pages, one above the other, and at its foot how the relay is, with Pause. Lives on gui.
class SideBar final : public QWidget
{
    Q_OBJECT

public:
    SideBar();

    void setCurrent(pages::PageId page);
    void takeFocus();                             // to the page that is shown
    void setCount(pages::PageId page, int count); // in a badge; 0: none
    void setState(widgets::Tone tone, const QString &word, const QString &address, bool paused);
    void setOpen(bool open); // to other computers

signals:
    void chosen(ui::pages::PageId page);
    void pauseRequested(bool pause);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *buildFoot();
    void fitWidth();

    std::array<SideBarRow *, 9> m_rows{};
    widgets::GlyphLabel *m_dot = nullptr;
    widgets::Badge *m_open = nullptr;
    QLabel *m_word = nullptr;
    widgets::ElidedLabel *m_address = nullptr;
    QPushButton *m_pause = nullptr;
    bool m_paused = false;
};

} // namespace ui::shell
