// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/models/desktop.h"
#include "ui/models/finding_text.h"
#include "ui/models/live_figures.h"
#include "ui/models/measuring.h"
#include "ui/models/ui_settings.h"

#include <QLatin1StringView>
#include <QStringList>
#include <QWidget>

#include <any>
#include <functional>
#include <utility>
#include <vector>

class QScrollArea;
class QVBoxLayout;

namespace ui::widgets {
class Banner;
class PageHeader;
} // namespace ui::widgets

namespace ui::pages {

// A subject of the Optimizations page, before a preset's name.
constexpr QLatin1StringView kPresetSubject{"preset:"};

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
    models::Measuring &measuring;
    // Before the window is made anew: asks where something would be lost. Empty: nobody does.
    std::function<void(std::function<void()> go, std::function<void()> stay)> beforeAnew{};

    void whenNothingIsLost(std::function<void()> go, std::function<void()> stay = {}) const;
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
    // What was typed here and is not in force yet, for the page that comes in this one's place.
    virtual std::any draft() const { return {}; }
    virtual void takeDraft(const std::any &) {}
    // What is begun here and would be gone with the page, each as it stands within a sentence.
    virtual QStringList wouldBeLost() const { return {}; }
    // Something was done elsewhere, or is over: what was found out about the relay may be so no more.
    virtual void followChange() {}
    void tell(const QString &done) { say(done); } // from the window around it
    void tellTrouble(const QString &trouble) { complain(trouble); }

signals:
    void pageRequested(ui::pages::PageId page, const QString &subject);
    void guideRequested();
    void somethingDone();                                     // and said
    void troublesFound(const ui::models::Troubles &troubles); // of the relay, by somebody who looked

protected:
    virtual void activate() {}
    virtual void deactivate() {}

    relay::api::RelayService &service() const { return m_context.service; }
    const PageContext &context() const { return m_context; }
    QVBoxLayout *content() const { return m_content; } // 12 between what is added
    widgets::PageHeader &header() const { return *m_header; }
    void say(const QString &done, std::function<void()> undo = {}); // as a toast
    // In the banner; empty: it is over. Of what was done last, or of a source that goes on by itself and
    // alone takes back what it has said.
    void complain(const QString &trouble) { complainOf({}, trouble); }
    void complainOf(const QString &source, const QString &trouble);
    void reveal(QWidget &widget); // scrolls to it, and lets the keyboard act there
    void requestPage(PageId page, const QString &subject = {}) { emit pageRequested(page, subject); }

private:
    const PageContext m_context;
    bool m_active = false;
    widgets::PageHeader *m_header = nullptr;
    widgets::Banner *m_banner = nullptr;
    QScrollArea *m_scroll = nullptr;
    QVBoxLayout *m_content = nullptr;
    std::vector<std::pair<QString, QString>> m_troubles; // by source, the newest last: it is shown
};

} // namespace ui::pages
