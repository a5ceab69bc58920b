// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_desktop.h"
#include "tests/gui/fake_relay_service.h"
#include "ui/shell/main_window.h"
#include "ui/shell/tray.h"

#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::pages::PageId;
using ui::shell::MainWindow;

// From page to page: each link opens what it says. And what is typed on one outlives the window.
class PageLinksTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void anEmptyChartLeadsToANewChannel();
    void theSideBarCountsAsThePageDoes();
    void anEventLeadsToItsAlert();
    void anotherEventLeadsToWhatHasHappened();
    void anEventLeadsToThePageItIsAbout_data();
    void anEventLeadsToThePageItIsAbout();
    void aWrongAddressLeadsToTheRightOne();
    void aPresetInTheTrayLeadsToItsDifference();
    void aChannelDraftOutlivesItsWindow();
    void aTokenDraftOutlivesItsWindow();
    void nothingTypedIsNoDraft();

private:
    void show();
    void showAnew(PageId page); // as a change of the language does
    template <typename W>
    W *on(PageId page, const QString &name) const
    {
        return m_window->page(page).findChild<W *>(name);
    }
    void chooseEvent() const;

    std::unique_ptr<QTemporaryDir> m_data;
    tests::FakeDesktop m_desktop;
    ui::models::Measuring m_measuring{{}, {}};
    std::unique_ptr<tests::FakeRelayService> m_service;
    std::unique_ptr<ui::models::UiSettings> m_ui;
    std::unique_ptr<MainWindow> m_window;
};

void PageLinksTest::init()
{
    m_window.reset();
    m_ui.reset();
    m_data = std::make_unique<QTemporaryDir>();
    m_desktop.directory = m_data->path();
    m_ui = std::make_unique<ui::models::UiSettings>(m_data->path());
    m_ui->setGuideSeen(true);
    m_service = std::make_unique<tests::FakeRelayService>();
    m_service->statusNow.baseUrl = "http://127.0.0.1:3000/v1";
    m_service->channelList = {{.id = 1, .name = "main", .keys = {"sk-abc"}, .models = {"gpt-4o"}}};
    m_service->tokenList = {{.id = 1, .name = "default", .key = "0123456789abcdefghij9f3Q"}};
    m_service->fakeWatch.alertsNow = {
        {.name = "p99", .setting = "ALERT_P99_MS", .unit = "ms", .limit = 10'000},
        {.name = "wal", .setting = "ALERT_WAL_MB", .unit = "MB", .limit = 64, .raised = true}};
}

void PageLinksTest::show()
{
    m_window = std::make_unique<MainWindow>(*m_service, m_desktop, *m_ui, m_measuring, [] { return true; });
    m_window->show();
}

void PageLinksTest::showAnew(PageId page)
{
    MainWindow::Drafts drafts = m_window->drafts();
    show();
    m_window->takeDrafts(std::move(drafts));
    m_window->showPage(page);
}

void PageLinksTest::chooseEvent() const
{
    QMenu *menu = on<QPushButton>(PageId::Overview, u"bell"_s)->findChild<QMenu *>();
    emit menu->aboutToShow();
    menu->actions().constFirst()->trigger();
}

void PageLinksTest::anEmptyChartLeadsToANewChannel()
{
    show();
    on<QPushButton>(PageId::Overview, u"addChannel"_s)->click();
    QCOMPARE(m_window->currentPage(), PageId::Channels);
    const auto *name = on<QLineEdit>(PageId::Channels, u"name"_s);
    QVERIFY(name->isVisible());
    QCOMPARE(name->text(), u"OpenAI"_s); // the provider's, until another is typed
    QVERIFY(!on<QPushButton>(PageId::Channels, u"delete"_s)->isVisible()); // there is none yet
}

void PageLinksTest::theSideBarCountsAsThePageDoes()
{
    using relay::api::Verdict;
    m_service->fakeDoctor.findings = {
        {.name = "wal", .verdict = Verdict::Trouble, .evidence = "the log is large"}, // an alert says so too
        {.name = "upstream", .verdict = Verdict::Trouble, .evidence = "it refuses the key"}};
    show();
    const auto counted = [this] {
        for (const QAbstractButton *row : m_window->findChildren<QAbstractButton *>()) {
            if (row->text() == "Diagnose"_L1)
                return row->accessibleDescription();
        }
        return QString();
    };
    QTRY_VERIFY2(counted().startsWith(u"1 "_s), qPrintable(counted()));
    m_window->showPage(PageId::Diagnose);
    QTRY_VERIFY2(counted().startsWith(u"2 "_s), qPrintable(counted()));
    QVERIFY(on<QLabel>(PageId::Diagnose, u"facts"_s)->text().startsWith(u"2 trouble"_s));
    showAnew(PageId::Overview);
    QTRY_VERIFY2(counted().startsWith(u"2 "_s), qPrintable(counted())); // a language has mended nothing
    // What is done on another page may have: nobody has to come back for the doctor to look.
    m_service->fakeDoctor.findings[1].verdict = Verdict::Fine;
    m_window->page(PageId::Channels).tell(u"The channel is saved"_s);
    QTRY_VERIFY2(counted().startsWith(u"1 "_s), qPrintable(counted()));
    m_service->fakeDoctor.findings[0].verdict = Verdict::Fine; // and so may have what ends an alert
    m_service->fakeWatch.alertsNow[1].raised = false;
    QTRY_VERIFY2(counted().isEmpty(), qPrintable(counted()));
}

void PageLinksTest::anEventLeadsToItsAlert()
{
    m_service->fakeWatch.eventsNow = {{.id = 1, .subject = "wal", .text = "the log is large"}};
    show();
    chooseEvent();
    QCOMPARE(m_window->currentPage(), PageId::Diagnose);
    const auto *limit = on<QWidget>(PageId::Diagnose, u"alert-wal"_s)->findChild<QLineEdit *>(u"limit"_s);
    QCOMPARE(m_window->focusWidget(), limit);
    QTRY_VERIFY(!limit->visibleRegion().isEmpty());
}

void PageLinksTest::anotherEventLeadsToWhatHasHappened()
{
    m_service->fakeWatch.eventsNow = {{.id = 1, .subject = "no alert", .text = "something"}};
    show();
    m_window->resize(m_window->minimumSizeHint());
    chooseEvent();
    QCOMPARE(m_window->currentPage(), PageId::Diagnose);
    QTRY_VERIFY(!on<QWidget>(PageId::Diagnose, u"events"_s)->visibleRegion().isEmpty());
}

void PageLinksTest::anEventLeadsToThePageItIsAbout_data()
{
    using relay::api::EventKind;
    QTest::addColumn<EventKind>("kind");
    QTest::addColumn<PageId>("page");
    QTest::newRow("slow requests") << EventKind::SlowRequests << PageId::Requests;
    QTest::newRow("the guard") << EventKind::GuardUndid << PageId::Optimizations;
    QTest::newRow("an edited file") << EventKind::SettingsFileEdited << PageId::Optimizations;
    QTest::newRow("a restore that failed") << EventKind::RestoreFailed << PageId::Database;
    QTest::newRow("a start that failed") << EventKind::RestartFailed << PageId::Settings;
    QTest::newRow("a newer version") << EventKind::UpdateAvailable << PageId::Settings;
}

void PageLinksTest::anEventLeadsToThePageItIsAbout()
{
    QFETCH(const relay::api::EventKind, kind);
    QFETCH(const PageId, page);
    m_service->fakeWatch.eventsNow = {{.id = 1, .kind = kind, .text = "it has happened"}};
    show();
    chooseEvent();
    QCOMPARE(m_window->currentPage(), page);
}

void PageLinksTest::aWrongAddressLeadsToTheRightOne()
{
    m_service->fakeDoctor.findings = {{.name = "base-url",
                                       .verdict = relay::api::Verdict::Trouble,
                                       .evidence = "a client asked for /llm",
                                       .remedy = "give it this address"}};
    show();
    m_window->showPage(PageId::Diagnose);
    QTRY_VERIFY(on<QPushButton>(PageId::Diagnose, u"remedy"_s));
    on<QPushButton>(PageId::Diagnose, u"remedy"_s)->click();
    QCOMPARE(m_window->currentPage(), PageId::Overview);
    const auto *copy = on<QWidget>(PageId::Overview, u"address"_s)->findChild<QPushButton *>(u"copy"_s);
    QCOMPARE(m_window->focusWidget(), copy);
}

void PageLinksTest::aPresetInTheTrayLeadsToItsDifference()
{
    show();
    ui::shell::Tray tray(*m_service);
    connect(&tray, &ui::shell::Tray::pageRequested, m_window.get(), &MainWindow::showPage);
    for (const QAction *menu : tray.menu().actions()) {
        if (!menu->menu())
            continue;
        for (QAction *item : menu->menu()->actions())
            if (item->text() == u"Aggressive"_s)
                item->trigger();
    }
    QCOMPARE(m_window->currentPage(), PageId::Optimizations);
    QTRY_VERIFY(on<QDialog>(PageId::Optimizations, u"presetDifference"_s));
    const auto *dialog = on<QDialog>(PageId::Optimizations, u"presetDifference"_s);
    QCOMPARE(dialog->windowTitle(), u"Aggressive"_s);
    QCOMPARE(m_service->fakeSettings.changes, 0); // nothing has changed by one click
}

void PageLinksTest::aChannelDraftOutlivesItsWindow()
{
    show();
    m_window->showPage(PageId::Channels);
    QTRY_COMPARE(on<QLineEdit>(PageId::Channels, u"name"_s)->text(), u"main"_s);
    on<QLineEdit>(PageId::Channels, u"name"_s)->setText(u"renamed"_s);
    showAnew(PageId::Overview);
    showAnew(PageId::Channels); // it was not looked at in between
    QCOMPARE(on<QLineEdit>(PageId::Channels, u"name"_s)->text(), u"renamed"_s);
    QTest::qWait(0); // the list has come
    QCOMPARE(on<QLineEdit>(PageId::Channels, u"name"_s)->text(), u"renamed"_s);
    on<QPushButton>(PageId::Channels, u"save"_s)->click();
    QTRY_COMPARE(m_service->savedChannels.size(), std::size_t{1});
    QCOMPARE(m_service->savedChannels.front().id, 1);
    QCOMPARE(m_service->savedChannels.front().name, "renamed");
    QCOMPARE(m_service->savedChannels.front().models, std::vector<std::string>{"gpt-4o"});
}

void PageLinksTest::aTokenDraftOutlivesItsWindow()
{
    show();
    m_window->showPage(PageId::Tokens, u"add"_s);
    on<QLineEdit>(PageId::Tokens, u"name"_s)->setText(u"laptop"_s);
    on<QLineEdit>(PageId::Tokens, u"addresses"_s)->setText(u"10.0.0.0/8"_s);
    showAnew(PageId::Tokens);
    QCOMPARE(on<QLineEdit>(PageId::Tokens, u"name"_s)->text(), u"laptop"_s);
    QCOMPARE(on<QLineEdit>(PageId::Tokens, u"addresses"_s)->text(), u"10.0.0.0/8"_s);
    on<QPushButton>(PageId::Tokens, u"save"_s)->click();
    QTRY_COMPARE(m_service->tokenList.size(), std::size_t{2});
    QCOMPARE(m_service->tokenList.back().name, "laptop");
}

void PageLinksTest::nothingTypedIsNoDraft()
{
    show();
    m_window->showPage(PageId::Channels);
    QTRY_COMPARE(on<QLineEdit>(PageId::Channels, u"name"_s)->text(), u"main"_s);
    m_window->showPage(PageId::Tokens);
    QVERIFY(m_window->drafts().empty());
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    PageLinksTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_page_links.moc"
