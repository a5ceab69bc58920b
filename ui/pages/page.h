// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/models/desktop.h"
#include "ui/models/live_figures.h"
#include "ui/models/ui_settings.h"

#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace ui::widgets {
class Banner;
class PageHeader;
} // namespace ui::widgets

namespace ui::pages {

enum class PageId {
    Overview,
    Channels,
    Tokens,
    Requests,
    Optimizations,
    Database,
    Profiling,
    Diagnose,
    Settings
};

// What a page may use; all of it outlives the page.
struct PageContext
{
    relay::api::RelayService &service;
    models::Desktop &desktop;
    models::LiveFigures &figures; // read while the window can be seen
    models::UiSettings &ui;
};

// A header (title, facts, toast, actions), a banner for what is wrong, and content that scrolls where the
// window is too small for it. A page reads and paints while it is active, and does nothing otherwise. It is
// made anew when the language changes. Lives on gui.
class Page : public QWidget
{
    Q_OBJECT

public:
    Page(const PageContext &context, const QString &title);

    void setActive(bool active); // somebody can see it
    bool isActive() const { return m_active; }
    // From another page: what to open at, in this page's own words.
    virtual void showSubject(const QString &subject);

signals:
    void pageRequested(ui::pages::PageId page, const QString &subject);
    void guideRequested();

protected:
    virtual void activate() {}
    virtual void deactivate() {}

    relay::api::RelayService &service() const { return m_context.service; }
    const PageContext &context() const { return m_context; }
    QVBoxLayout *content() const { return m_content; } // 12 between what is added
    widgets::PageHeader &header() const { return *m_header; }
    void say(const QString &done, std::function<void()> undo = {}); // as a toast
    void complain(const QString &trouble);                          // in the banner; empty: it is over
    void requestPage(PageId page, const QString &subject = {}) { emit pageRequested(page, subject); }

private:
    const PageContext m_context;
    bool m_active = false;
    widgets::PageHeader *m_header = nullptr;
    widgets::Banner *m_banner = nullptr;
    QVBoxLayout *m_content = nullptr;
};

} // namespace ui::pages
