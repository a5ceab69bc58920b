// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

#include <QTimer>
#include <QWidget>

#include <any>
#include <array>
#include <functional>
#include <map>

class QStackedWidget;

namespace ui::pages {
class FirstStartGuide;
}

namespace ui::widgets {
class Banner;
}

namespace ui::shell {

class SideBar;

// Side bar and pages, each made when it is first looked at. Figures are read while somebody can see them.
// Closing hides to the tray, if that is wanted and one is there at that moment; otherwise it minimises, so
// that the window can be found again. Lives on gui.
class MainWindow final : public QWidget
{
    Q_OBJECT

public:
    using TrayCheck = std::function<bool()>;

    MainWindow(relay::api::RelayService &service, models::Desktop &desktop, models::UiSettings &ui,
               models::Measuring &measuring, TrayCheck trayAvailable);
    ~MainWindow() override;

    const models::LiveFigures &figures() const { return m_figures; }
    void showPage(pages::PageId page, const QString &subject = {});
    pages::PageId currentPage() const { return m_current; }
    pages::Page &page(pages::PageId page); // made if need be
    void showGuide();                      // over whatever page is there
    void setRestarting();                  // the relay lets answers end, and goes then
    void tellNews(bool restarted);         // on this page: what came of it, if need be that it did
    QString focusName() const;             // of what has the focus, for focusOn() of a later window
    void focusOn(const QString &name);
    // What was typed and is not in force yet, by page; taken by those pages that are made from then on.
    using Drafts = std::map<pages::PageId, std::any>;
    Drafts drafts() const;
    void takeDrafts(Drafts drafts);

signals:
    void quitRequested();
    void hiddenToTray(); // for the first time: nobody has been told where it goes

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void followVisibility();
    void refresh();
    void followAlerts(const models::Troubles &raised);
    void followChange();
    void addShortcuts();
    void hideToTray();
    void minimiseForWantOfATray();
    void askBeforeAnew(std::function<void()> go, std::function<void()> stay);

    models::LiveFigures m_figures;
    const pages::PageContext m_context;
    TrayCheck m_trayAvailable;
    SideBar *m_sideBar = nullptr;
    widgets::Banner *m_trouble = nullptr;
    widgets::Banner *m_noTray = nullptr;
    QStackedWidget *m_stack = nullptr;
    std::array<pages::Page *, 9> m_pages{};
    Drafts m_drafts;                           // of pages that are not made yet
    pages::FirstStartGuide *m_guide = nullptr; // null: not open
    pages::PageId m_current = pages::PageId::Overview;
    pages::PageId m_guideFrom = pages::PageId::Overview;
    bool m_restarting = false;
    models::Troubles m_found;  // by the doctor, when he last looked
    models::Troubles m_raised; // alerts
    QTimer m_change;           // after one, in case more of them come
};

} // namespace ui::shell
