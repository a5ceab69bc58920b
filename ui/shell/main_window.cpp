// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "relay/model/phrase.h"
#include "ui/models/listen_change.h"
#include "ui/models/relay_state.h"
#include "ui/models/said_text.h"
#include "ui/models/window_language.h"
#include "ui/pages/first_start_guide.h"
#include "ui/pages/page_factory.h"
#include "ui/shell/side_bar.h"
#include "ui/widgets/ask_dialog.h"
#include "ui/widgets/banner.h"

#include <QCloseEvent>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QShortcut>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ui::shell {

namespace {

using namespace Qt::StringLiterals;
using pages::PageId;

constexpr QSize kFirstSize{1180, 760};
constexpr QMargins kFrame{4, 32, 4, 4}; // of a usual window manager: its own is known once it is shown

const QString kTrayTold = u"tray_told"_s;
constexpr std::chrono::milliseconds kChangeSettles{1000};

QString hostAndPort(const std::string &baseUrl)
{
    const QUrl url(QString::fromStdString(baseUrl));
    return url.isEmpty() ? QString() : url.authority();
}

widgets::Tone toneOf(models::RelayState state)
{
    switch (state) {
    case models::RelayState::Paused:
    case models::RelayState::Attention:
        return widgets::Tone::Warn;
    case models::RelayState::Error:
        return widgets::Tone::Error;
    case models::RelayState::Running:
        break;
    }
    return widgets::Tone::Ok;
}

} // namespace

MainWindow::MainWindow(relay::api::RelayService &service, models::Desktop &desktop, models::UiSettings &ui,
                       models::Measuring &measuring, TrayCheck trayAvailable)
    : m_figures(service)
    , m_context{service,
                desktop,
                m_figures,
                ui,
                measuring,
                [this](std::function<void()> go, std::function<void()> stay) {
                    askBeforeAnew(std::move(go), std::move(stay));
                }}
    , m_trayAvailable(std::move(trayAvailable))
{
    setWindowTitle(u"TrayRelay"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_sideBar = new SideBar;
    row->addWidget(m_sideBar);
    auto *column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    row->addLayout(column, 1);
    m_trouble = new widgets::Banner;
    m_trouble->setObjectName(u"ledgerTrouble"_s);
    column->addWidget(m_trouble);
    m_noTray = new widgets::Banner;
    m_noTray->setObjectName(u"noTray"_s);
    column->addWidget(m_noTray);
    connect(m_noTray, &widgets::Banner::dismissed, this,
            [this] { m_context.ui.remember(u"no_tray_told"_s, true); });
    m_stack = new QStackedWidget;
    column->addWidget(m_stack, 1);

    connect(m_sideBar, &SideBar::chosen, this, [this](PageId page) { showPage(page); });
    connect(m_sideBar, &SideBar::pauseRequested, this, [this](bool pause) {
        m_context.service.trafficService().setPaused(pause);
        m_figures.readNow();
    });
    connect(&m_figures, &models::LiveFigures::refreshed, this, &MainWindow::refresh);
    connect(&ui, &models::UiSettings::notKept, this, [this](const QString &path) {
        page(m_current).tellTrouble(
            tr("How you set the window is kept until the program ends: %1 cannot be written.")
                .arg(QDir::toNativeSeparators(path)));
    });
    m_change.setSingleShot(true);
    m_change.setInterval(kChangeSettles);
    connect(&m_change, &QTimer::timeout, this, &MainWindow::followChange);
    addShortcuts();
    resize(kFirstSize.boundedTo(screen()->availableSize().shrunkBy(kFrame)));
    restoreGeometry(ui.memory(u"geometry"_s).toByteArray());
    showPage(m_current);
}

MainWindow::~MainWindow()
{
    m_context.ui.remember(u"geometry"_s, saveGeometry());
}

void MainWindow::addShortcuts()
{
    auto *quit = new QShortcut(QKeySequence(Qt::ControlModifier | Qt::Key_Q), this);
    connect(quit, &QShortcut::activated, this, &MainWindow::quitRequested);
    auto *close = new QShortcut(QKeySequence(Qt::ControlModifier | Qt::Key_W), this);
    connect(close, &QShortcut::activated, this, &QWidget::close);
    for (const PageId page : pages::kPages) {
        auto *go = new QShortcut(QKeySequence(Qt::ControlModifier | Qt::Key(Qt::Key_1 + int(page))), this);
        connect(go, &QShortcut::activated, this, [this, page] {
            if (!m_guide)
                showPage(page);
        });
    }
}

pages::Page &MainWindow::page(PageId page)
{
    pages::Page *&place = m_pages.at(std::size_t(page));
    if (!place) {
        place = pages::newPage(page, m_context);
        m_stack->addWidget(place);
        connect(place, &pages::Page::pageRequested, this, &MainWindow::showPage);
        connect(place, &pages::Page::guideRequested, this, &MainWindow::showGuide);
        connect(place, &pages::Page::troublesFound, this, [this](const models::Troubles &troubles) {
            m_found = troubles;
            refresh();
        });
        if (page != PageId::Diagnose) // which sees to itself
            connect(place, &pages::Page::somethingDone, &m_change, qOverload<>(&QTimer::start));
        if (const auto draft = m_drafts.extract(page))
            place->takeDraft(draft.mapped());
    }
    return *place;
}

MainWindow::Drafts MainWindow::drafts() const
{
    Drafts drafts = m_drafts;
    for (const PageId id : pages::kPages) {
        const pages::Page *page = m_pages.at(std::size_t(id));
        if (std::any draft = page ? page->draft() : std::any(); draft.has_value())
            drafts[id] = std::move(draft);
    }
    return drafts;
}

// What was found is counted in the side bar before its page is looked at.
void MainWindow::takeDrafts(Drafts drafts)
{
    m_drafts = std::move(drafts);
    if (m_drafts.contains(PageId::Diagnose))
        page(PageId::Diagnose);
}

void MainWindow::showPage(PageId wanted, const QString &subject)
{
    pages::Page &next = page(wanted);
    m_current = wanted;
    m_sideBar->setCurrent(wanted);
    const QWidget *focus = focusWidget();
    if (m_stack->currentWidget() != &next && focus && m_stack->isAncestorOf(focus))
        m_sideBar->takeFocus(); // else the first field of the page would have it, with a ring
    m_stack->setCurrentWidget(&next);
    followVisibility();
    if (!subject.isEmpty())
        next.showSubject(subject);
}

void MainWindow::showGuide()
{
    if (m_guide)
        return;
    m_guideFrom = m_current;
    m_guide = new pages::FirstStartGuide(m_context, this);
    connect(m_guide, &pages::FirstStartGuide::finished, this, [this] {
        m_context.ui.setGuideSeen(true);
        m_guide->deleteLater();
        m_guide = nullptr;
        showPage(m_guideFrom);
    });
    m_guide->show();
    m_guide->raise();
}

void MainWindow::refresh()
{
    const relay::api::StatusSnapshot &status = m_figures.status();
    const QString address = hostAndPort(status.baseUrl);
    using widgets::Tone;
    const models::RelayState state = models::relayState(status);
    m_sideBar->setState(m_restarting ? Tone::Warn : toneOf(state),
                        m_restarting ? tr("Restarting") : models::relayStateWord(state), address,
                        status.paused);
    const auto alerts = m_context.service.watchService().alerts();
    m_sideBar->setCount(PageId::Diagnose, int(models::troublesOf(alerts, m_found).size()));
    m_sideBar->setOpen(models::isOpenToNetwork(QString::fromStdString(status.listenAddress)));
    followAlerts(models::troublesOf(alerts, {}));
    if (status.ledgerHealthy)
        m_trouble->clear();
    else
        m_trouble->say(Tone::Error, models::capitalised(models::saidText(
                                        relay::model::phrase("ledger.unwritten", status.ledgerTrouble))));
}

// One that is over may take with it what the doctor found.
void MainWindow::followAlerts(const models::Troubles &raised)
{
    const models::Troubles before = std::exchange(m_raised, raised);
    if (!std::ranges::includes(raised, before))
        m_change.start();
}

void MainWindow::followChange()
{
    if (pages::Page *diagnose = m_pages.at(std::size_t(PageId::Diagnose)))
        diagnose->followChange();
}

void MainWindow::askBeforeAnew(std::function<void()> go, std::function<void()> stay)
{
    QStringList lost;
    for (const pages::Page *page : m_pages) {
        if (page)
            lost += page->wouldBeLost();
    }
    if (lost.isEmpty())
        return go();
    auto *ask = new widgets::AskDialog(
        this, tr("Give up what is begun?"),
        tr("The window is made anew. Lost would be: %1.").arg(lost.join(tr(", "))), tr("Go back to it"));
    ask->setObjectName(u"beforeAnew"_s);
    ask->addDanger(tr("Give it up"), std::move(go));
    if (stay)
        connect(ask, &QDialog::rejected, this, std::move(stay));
    ask->open();
}

void MainWindow::setRestarting()
{
    m_restarting = true;
    refresh();
}

void MainWindow::tellNews(bool restarted)
{
    using relay::api::EventKind;
    for (const relay::api::Event &event : m_context.service.watchService().events(0)) {
        if (event.kind == EventKind::Restarted && restarted)
            page(m_current).tell(tr("The relay has begun anew"));
        else if (event.kind == EventKind::DatabaseRestored)
            page(m_current).tell(tr("The database is that of %1")
                                     .arg(QFileInfo(QString::fromStdString(event.subject)).fileName()));
        else if (event.kind == EventKind::RestartFailed || event.kind == EventKind::RestoreFailed)
            page(m_current).tellTrouble(models::capitalised(models::saidText(event.text)));
    }
}

QString MainWindow::focusName() const
{
    for (const QWidget *widget = focusWidget(); widget; widget = widget->parentWidget()) {
        if (!widget->objectName().isEmpty())
            return widget->objectName();
    }
    return {};
}

void MainWindow::focusOn(const QString &name)
{
    if (auto *widget = name.isEmpty() ? nullptr : page(m_current).findChild<QWidget *>(name))
        widget->setFocus();
}

void MainWindow::followVisibility()
{
    const bool seen = isVisible() && !isMinimized();
    for (const PageId id : pages::kPages) {
        if (pages::Page *page = m_pages.at(std::size_t(id)))
            page->setActive(seen && id == m_current);
    }
    m_figures.setActive(seen);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    followVisibility();
    if (!m_context.ui.guideSeen())
        showGuide();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    followVisibility();
}

void MainWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        followVisibility();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    event->ignore(); // leaving is Quit's affair
    m_context.ui.remember(u"geometry"_s, saveGeometry());
    if (!m_context.ui.closesToTray())
        emit quitRequested();
    else if (m_trayAvailable())
        hideToTray();
    else
        minimiseForWantOfATray();
}

void MainWindow::hideToTray()
{
    hide();
    if (m_context.ui.memory(kTrayTold).toBool())
        return;
    m_context.ui.remember(kTrayTold, true);
    emit hiddenToTray();
}

void MainWindow::minimiseForWantOfATray()
{
    if (!m_context.ui.memory(u"no_tray_told"_s).toBool())
        m_noTray->say(widgets::Tone::Neutral,
                      tr("This desktop shows no tray icons, so closing only minimises the window: the relay "
                         "goes on. Ctrl+Q quits it."),
                      {}, true);
    showMinimized();
}

} // namespace ui::shell
