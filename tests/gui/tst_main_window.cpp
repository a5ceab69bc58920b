// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_desktop.h"
#include "tests/gui/fake_relay_service.h"
#include "ui/pages/first_start_guide.h"
#include "ui/pages/page_factory.h"
#include "ui/shell/main_window.h"
#include "ui/shell/tray.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace Qt::StringLiterals;
using ui::pages::PageId;
using ui::shell::MainWindow;

class MainWindowTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void showsTheFiguresOfTheService();
    void followsTheFiguresWhileItIsVisible();
    void pagesAreReachedByMouseAndKeyboard();
    void aRowHasItsRingByTheKeyboardAlone();
    void pauseIsInTheSideBar();
    void copiesTheWholeText_data();
    void copiesTheWholeText();
    void masksTheTokenUntilItIsRevealed();
    void readsNothingWhileNobodyLooks_data();
    void readsNothingWhileNobodyLooks();
    void closingKeepsTheProgram_data();
    void closingKeepsTheProgram();
    void closingTellsOnceWhereItGoes();
    void saysThatItIsOpenToTheNetwork();
    void saysWhatTroublesTheLedger();
    void quitIsAShortcut();
    void trayCopiesAndTells();
    void survivesATurnOfTheSystemsColours();
    void theGuideComesOnce();
    void trayTurnsChannels();
    void trayLooksAtPresetsWhenItIsOpened();
    void trayIconSaysTheState();

private:
    std::unique_ptr<MainWindow> shownWindow(bool trayThere = true);
    static QString shownTexts(const QWidget &window);
    static QPushButton *button(const QWidget &window, const QString &field, const QString &name);

    std::unique_ptr<QTemporaryDir> m_data;
    tests::FakeDesktop m_desktop;
    ui::models::Measuring m_measuring{{}, {}};
    std::unique_ptr<ui::models::UiSettings> m_ui;
    std::unique_ptr<tests::FakeRelayService> m_service;
};

void MainWindowTest::init()
{
    m_data = std::make_unique<QTemporaryDir>();
    m_desktop.directory = m_data->path();
    m_ui = std::make_unique<ui::models::UiSettings>(m_data->path());
    m_ui->setGuideSeen(true);
    m_service = std::make_unique<tests::FakeRelayService>();
    m_service->statusNow.baseUrl = "http://127.0.0.1:3000/v1";
    m_service->statusNow.port = 3000;
    m_service->statusNow.startedAtMs = QDateTime::currentMSecsSinceEpoch() - (17 * 60 + 18) * 60'000;
    m_service->clientKeyNow = "sk-tr-0123456789abcdefghij9f3Q";
    relay::api::MetricsSnapshot &metrics = m_service->metricsNow;
    metrics.totalRequests = 12'450;
    metrics.totalFailed = 23;
    metrics.minute.requests = 12;
    metrics.minute.total = {
        .count = 12, .averageUs = 0, .p50Us = 440'000, .p95Us = 840'000, .p99Us = 1'360'000, .maxUs = 0};
    metrics.minute.overhead = {
        .count = 12, .averageUs = 0, .p50Us = 80, .p95Us = 420, .p99Us = 1'500, .maxUs = 0};
    metrics.hour = metrics.minute;
    metrics.hour.requests = 731;
    metrics.runtime.liveExchanges = 3;
    metrics.runtime.clientConnections = 9;
    metrics.runtime.journalDepth = 37;
    metrics.runtime.rssBytes = 19'293'798; // 18.4 MB
    metrics.runtime.threads = 6;
    metrics.runtime.walBytes = 4'299'161; // 4.10 MB
    metrics.costTodayUsd = 1.36;
}

std::unique_ptr<MainWindow> MainWindowTest::shownWindow(bool trayThere)
{
    auto window = std::make_unique<MainWindow>(*m_service, m_desktop, *m_ui, m_measuring,
                                               [trayThere] { return trayThere; });
    window->show();
    return window;
}

QString MainWindowTest::shownTexts(const QWidget &window)
{
    QStringList texts;
    for (const QLabel *label : window.findChildren<QLabel *>()) {
        if (label->isVisible())
            texts.append(label->text());
    }
    return texts.join(u'|').replace(QChar(0x00A0), u' ');
}

QPushButton *MainWindowTest::button(const QWidget &window, const QString &field, const QString &name)
{
    return window.findChild<QWidget *>(field)->findChild<QPushButton *>(name);
}

void MainWindowTest::showsTheFiguresOfTheService()
{
    const auto window = shownWindow();
    const QString texts = shownTexts(*window);
    for (const QString &expected :
         {u"up 17 h 18 min · 12 request(s) per minute"_s, u"Running"_s, u"127.0.0.1:3000"_s})
        QVERIFY2(texts.contains(expected), qPrintable(expected % u" is not in "_s % texts));
    const auto *address = window->findChild<QWidget *>(u"address"_s)->findChild<QLineEdit *>(u"line"_s);
    QCOMPARE(address->text(), u"http://127.0.0.1:3000/v1"_s);
}

void MainWindowTest::followsTheFiguresWhileItIsVisible()
{
    const auto window = shownWindow();
    m_service->metricsNow.minute.requests = 99;
    QTRY_VERIFY(shownTexts(*window).contains(u"99 request(s) per minute"_s));
}

// Where what was clicked goes away, Qt hands the focus on as if by Tab.
void MainWindowTest::aRowHasItsRingByTheKeyboardAlone()
{
    const auto window = shownWindow();
    auto *row = window->findChild<QAbstractButton *>(u"page0"_s);
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    QTest::mouseClick(window->findChild<QPushButton *>(u"pause"_s), Qt::LeftButton);
    const QImage bare = row->grab().toImage();
    row->setFocus(Qt::TabFocusReason);
    QVERIFY(row->hasFocus());
    QCOMPARE(row->grab().toImage(), bare);
    window->setAttribute(Qt::WA_KeyboardFocusChange); // as the key sets it
    QVERIFY(row->grab().toImage() != bare);
}

void MainWindowTest::pagesAreReachedByMouseAndKeyboard()
{
    const auto window = shownWindow();
    for (const PageId page : ui::pages::kPages) {
        auto *row = window->findChild<QAbstractButton *>(u"page%1"_s.arg(int(page)));
        QVERIFY(row);
        QTest::mouseClick(row, Qt::LeftButton);
        QCOMPARE(window->currentPage(), page);
        QVERIFY(window->page(page).isVisible());
        QVERIFY(window->page(page).isActive());
        for (const PageId other : ui::pages::kPages)
            QCOMPARE(window->page(other).isActive(), other == page);
    }
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    QTest::keyClick(window.get(), Qt::Key_5, Qt::ControlModifier);
    QCOMPARE(window->currentPage(), PageId::Optimizations);
}

void MainWindowTest::pauseIsInTheSideBar()
{
    const auto window = shownWindow();
    auto *pause = window->findChild<QPushButton *>(u"pause"_s);
    QTest::mouseClick(pause, Qt::LeftButton);
    QVERIFY(m_service->fakeTraffic.isPaused);
    m_service->statusNow.paused = true;
    QTRY_COMPARE(window->findChild<QLabel *>(u"state"_s)->text(), u"Paused"_s);
    QTest::mouseClick(pause, Qt::LeftButton);
    QVERIFY(!m_service->fakeTraffic.isPaused);
}

void MainWindowTest::copiesTheWholeText_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("expected");
    QTest::newRow("the address") << u"address"_s << u"http://127.0.0.1:3000/v1"_s;
    QTest::newRow("the token, though it is masked") << u"token"_s << u"sk-tr-0123456789abcdefghij9f3Q"_s;
}

void MainWindowTest::copiesTheWholeText()
{
    QFETCH(const QString, field);
    QFETCH(const QString, expected);
    QGuiApplication::clipboard()->setText(u"before"_s);
    const auto window = shownWindow();
    QPushButton *copy = button(*window, field, u"copy"_s);
    QTest::mouseClick(copy, Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), expected);
    QCOMPARE(copy->text(), u"Copied"_s);
    QTRY_COMPARE(copy->text(), u"Copy"_s);
}

void MainWindowTest::masksTheTokenUntilItIsRevealed()
{
    const auto window = shownWindow();
    const auto *line = window->findChild<QWidget *>(u"token"_s)->findChild<QLineEdit *>(u"line"_s);
    auto *reveal = window->findChild<QWidget *>(u"token"_s)->findChild<QPushButton *>(u"eye"_s);
    QCOMPARE(line->text(), u"sk-tr-••••••••9f3Q"_s);
    reveal->click();
    QCOMPARE(line->text(), u"sk-tr-0123456789abcdefghij9f3Q"_s);
    reveal->click();
    QVERIFY(!line->text().contains(u"0123"_s));
}

void MainWindowTest::readsNothingWhileNobodyLooks_data()
{
    QTest::addColumn<bool>("minimise");
    QTest::newRow("hidden") << false;
    QTest::newRow("minimised") << true;
}

void MainWindowTest::readsNothingWhileNobodyLooks()
{
    QFETCH(const bool, minimise);
    const auto window = shownWindow();
    QVERIFY(window->figures().isActive());
    minimise ? window->showMinimized() : window->hide();
    QTRY_VERIFY(!window->figures().isActive());
    const int before = m_service->reads;
    window->setWindowState(Qt::WindowNoState);
    window->show();
    QTRY_VERIFY(window->figures().isActive());
    QCOMPARE(m_service->reads, before + 1); // once, at once
}

void MainWindowTest::closingKeepsTheProgram_data()
{
    QTest::addColumn<bool>("trayThere");
    QTest::newRow("hides where there is a tray") << true;
    QTest::newRow("minimises where there is none") << false;
}

void MainWindowTest::closingKeepsTheProgram()
{
    QFETCH(const bool, trayThere);
    const auto window = shownWindow(trayThere);
    const QSignalSpy quit(window.get(), &MainWindow::quitRequested);
    window->close();
    QTRY_COMPARE(window->isVisible(), !trayThere);
    QCOMPARE(window->isMinimized(), !trayThere);
    QCOMPARE(window->findChild<ui::widgets::Banner *>(u"noTray"_s)->isHidden(), trayThere);
    QCOMPARE(quit.count(), 0);
}

void MainWindowTest::closingTellsOnceWhereItGoes()
{
    for (const int told : {1, 0}) {
        const auto window = shownWindow(true);
        const QSignalSpy hidden(window.get(), &MainWindow::hiddenToTray);
        window->close();
        QTRY_VERIFY(!window->isVisible());
        QCOMPARE(hidden.count(), told);
    }
    ui::shell::Tray tray(*m_service);
    const QSignalSpy said(&tray, &ui::shell::Tray::told);
    tray.tellHidden();
    QCOMPARE(said.count(), 1);
    QVERIFY(said.first().first().toString().contains(u"tray"_s));
}

void MainWindowTest::saysThatItIsOpenToTheNetwork()
{
    m_service->statusNow.listenAddress = "127.0.0.1";
    const auto window = shownWindow();
    const auto *badge = window->findChild<QWidget *>(u"openToNetwork"_s);
    QVERIFY(!badge->isVisible());
    m_service->statusNow.listenAddress = "0.0.0.0";
    QTRY_VERIFY(badge->isVisible());
    QCOMPARE(badge->accessibleName(), u"open to the network"_s);
}

void MainWindowTest::saysWhatTroublesTheLedger()
{
    const auto window = shownWindow();
    const auto *trouble = window->findChild<ui::widgets::Banner *>(u"ledgerTrouble"_s);
    QVERIFY(!trouble->isVisible());
    m_service->statusNow.ledgerHealthy = false;
    m_service->statusNow.ledgerTrouble = "the database is locked";
    QTRY_VERIFY(trouble->isVisible());
    QCOMPARE(trouble->sentence(), u"The database cannot be written: the database is locked"_s);
    QCOMPARE(window->findChild<QLabel *>(u"state"_s)->text(), u"In trouble"_s);
}

void MainWindowTest::quitIsAShortcut()
{
    const auto window = shownWindow();
    const QSignalSpy quit(window.get(), &MainWindow::quitRequested);
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    QTest::keyClick(window.get(), Qt::Key_Q, Qt::ControlModifier);
    QCOMPARE(quit.count(), 1);
}

void MainWindowTest::trayCopiesAndTells()
{
    ui::shell::Tray tray(*m_service);
    const auto item = [&tray](const QString &text) {
        for (QAction *action : tray.menu().actions()) {
            if (action->text().contains(text))
                return action;
        }
        return static_cast<QAction *>(nullptr);
    };
    QCOMPARE(tray.toolTip().replace(QChar(0x00A0), u' '),
             u"12 req/min · p95 0.84 s · $1.36 today · WAL 4.1 MB"_s);
    QVERIFY(item(u"Running · 12 req/min"_s));
    item(u"Copy base URL"_s)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"http://127.0.0.1:3000/v1"_s);
    item(u"Copy token"_s)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"sk-tr-0123456789abcdefghij9f3Q"_s);
    const QSignalSpy open(&tray, &ui::shell::Tray::openRequested);
    const QSignalSpy quit(&tray, &ui::shell::Tray::quitRequested);
    item(u"Open TrayRelay"_s)->trigger();
    item(u"Quit"_s)->trigger();
    QCOMPARE(open.count(), 1);
    QCOMPARE(quit.count(), 1);
}

void MainWindowTest::theGuideComesOnce()
{
    m_ui->setGuideSeen(false);
    {
        const auto window = shownWindow();
        auto *guide = window->findChild<ui::pages::FirstStartGuide *>();
        QVERIFY(guide && guide->isVisible());
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QTest::keyClick(window.get(), Qt::Key_5, Qt::ControlModifier);
        QCOMPARE(window->currentPage(), PageId::Overview); // it comes first
        QTest::mouseClick(guide->findChild<QPushButton *>(u"guideLeave"_s), Qt::LeftButton);
        QTRY_VERIFY(!window->findChild<ui::pages::FirstStartGuide *>());
    }
    const auto window = shownWindow();
    QVERIFY(!window->findChild<ui::pages::FirstStartGuide *>());
    window->showPage(PageId::Settings);
    emit window->page(PageId::Settings).guideRequested();
    const auto *again = window->findChild<ui::pages::FirstStartGuide *>();
    QVERIFY(again);
    QTest::mouseClick(again->findChild<QPushButton *>(u"guideLeave"_s), Qt::LeftButton);
    QTRY_VERIFY(!window->findChild<ui::pages::FirstStartGuide *>());
    QCOMPARE(window->currentPage(), PageId::Settings); // where it was asked for
}

void MainWindowTest::trayTurnsChannels()
{
    m_service->channelList = {{.id = 1, .name = "one & only"}, {.id = 2, .name = "two", .enabled = false}};
    ui::shell::Tray tray(*m_service);
    emit const_cast<QMenu &>(tray.menu()).aboutToShow();
    const auto channel = [&tray](const QString &text) {
        for (QAction *action : tray.menu().findChildren<QAction *>()) {
            if (action->text() == text)
                return action;
        }
        return static_cast<QAction *>(nullptr);
    };
    const auto entry = [&tray, &channel](const QString &text) -> QAction * {
        for (const QAction *action : tray.menu().actions()) {
            if (const QMenu *menu = action->menu()) {
                for (QAction *one : menu->actions()) {
                    if (one->text() == text)
                        return one;
                }
            }
        }
        return channel(text);
    };
    QTRY_VERIFY(entry(u"two"_s));
    QVERIFY(entry(u"one && only"_s)->isChecked());
    QVERIFY(!entry(u"two"_s)->isChecked());
    entry(u"two"_s)->trigger();
    QTRY_VERIFY(m_service->channelList[1].enabled);
    QVERIFY(m_service->channelList[0].enabled);
}

void MainWindowTest::trayLooksAtPresetsWhenItIsOpened()
{
    ui::shell::Tray tray(*m_service);
    tray.retranslate();
    QCOMPARE(m_service->fakeSettings.differences, 0); // nobody sees a tick yet
    const auto ticked = [&tray] {
        QStringList names;
        for (const QAction *menu : tray.menu().actions()) {
            if (!menu->menu())
                continue;
            for (const QAction *item : menu->menu()->actions())
                if (item->isChecked())
                    names.append(item->text());
        }
        return names;
    };
    QVERIFY(ticked().isEmpty());
    emit const_cast<QMenu &>(tray.menu()).aboutToShow();
    QCOMPARE(m_service->fakeSettings.differences, 3);
    QTRY_COMPARE(ticked(), QStringList{u"Recommended"_s});
}

void MainWindowTest::trayIconSaysTheState()
{
    using ui::models::RelayState;
    ui::shell::Tray tray(*m_service);
    QCOMPARE(tray.state(), RelayState::Running);
    const auto now = [&tray] {
        tray.retranslate(); // reads anew
        return tray.state();
    };
    m_service->statusNow.alerts = {"the log is large"};
    QCOMPARE(now(), RelayState::Attention);
    m_service->statusNow.ledgerHealthy = false;
    QCOMPARE(now(), RelayState::Error);
    m_service->statusNow.paused = true;
    QCOMPARE(now(), RelayState::Paused);
    std::set<QByteArray> pictures;
    for (const RelayState state :
         {RelayState::Running, RelayState::Attention, RelayState::Error, RelayState::Paused}) {
        for (const bool dark : {false, true}) {
            const QImage image = ui::shell::trayIcon(state, dark).pixmap(16, 16).toImage();
            pictures.insert(QByteArray(reinterpret_cast<const char *>(image.constBits()),
                                       qsizetype(image.sizeInBytes())));
        }
    }
    QCOMPARE(pictures.size(), std::size_t{8});
}

void MainWindowTest::survivesATurnOfTheSystemsColours()
{
    ui::widgets::Theme theme(*qApp);
    const auto window = shownWindow();
    theme.choose(ui::widgets::Theme::Choice::Light);
    const QColor light = window->palette().color(QPalette::Window);
    theme.choose(ui::widgets::Theme::Choice::Dark);
    QTRY_VERIFY(window->palette().color(QPalette::Window).lightness() < light.lightness());
    theme.choose(ui::widgets::Theme::Choice::Light);
    QTRY_COMPARE(window->palette().color(QPalette::Window), light);
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    MainWindowTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_main_window.moc"
