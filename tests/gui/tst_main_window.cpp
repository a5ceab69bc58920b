// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fake_relay_service.h"
#include "ui/shell/main_window.h"
#include "ui/shell/tray.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::shell::MainWindow;

class MainWindowTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void showsTheFiguresOfTheService();
    void followsTheFiguresWhileItIsVisible();
    void marksWhatWasNotMeasured();
    void copiesTheWholeText_data();
    void copiesTheWholeText();
    void masksTheTokenUntilItIsRevealed();
    void readsNothingWhileNobodyLooks_data();
    void readsNothingWhileNobodyLooks();
    void closingKeepsTheProgram_data();
    void closingKeepsTheProgram();
    void saysWhatTroublesTheLedger();
    void quitIsInTheWindowToo();
    void trayCopiesAndTells();
    void survivesATurnOfTheSystemsColours();
    void savesPicturesOnDemand();

private:
    std::unique_ptr<MainWindow> shownWindow(bool trayThere = true);
    static QString shownTexts(const QWidget &window);
    static QPushButton *button(const QWidget &window, const QString &field, const QString &name);

    std::unique_ptr<tests::FakeRelayService> m_service;
};

void MainWindowTest::init()
{
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
}

std::unique_ptr<MainWindow> MainWindowTest::shownWindow(bool trayThere)
{
    auto window = std::make_unique<MainWindow>(*m_service, [trayThere] { return trayThere; });
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
         {u"12,450"_s, u"731 in the last hour"_s, u"23"_s, u"0.18 % of all"_s, u"|3|"_s, u"9 connections"_s,
          u"|37|"_s, u"18.4|MB"_s, u"440 ms"_s, u"840 ms"_s, u"1.36 s"_s, u"0.08 ms"_s, u"0.42 ms"_s,
          u"1.50 ms"_s, u"up 17 h 18 min · 12 requests per minute"_s, u"Running"_s})
        QVERIFY2(texts.contains(expected), qPrintable(expected % u" is not in "_s % texts));
    const auto *address = window->findChild<QWidget *>(u"address"_s)->findChild<QLineEdit *>(u"line"_s);
    QCOMPARE(address->text(), u"http://127.0.0.1:3000/v1"_s);
}

void MainWindowTest::followsTheFiguresWhileItIsVisible()
{
    const auto window = shownWindow();
    m_service->metricsNow.totalRequests = 99'001;
    QTRY_VERIFY(shownTexts(*window).contains(u"99,001"_s));
}

void MainWindowTest::marksWhatWasNotMeasured()
{
    m_service->metricsNow.minute.total = {};
    m_service->metricsNow.minute.overhead = {};
    m_service->metricsNow.hour = {};
    const auto window = shownWindow();
    const QString texts = shownTexts(*window);
    QVERIFY2(!texts.contains(u"0.00 ms"_s), qPrintable(texts));
    QCOMPARE(texts.count(u'–'), 18);
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
    QPushButton *reveal = button(*window, u"token"_s, u"reveal"_s);
    QCOMPARE(line->text(), u"sk-tr-••••••••••••••••••••9f3Q"_s);
    QTest::mouseClick(reveal, Qt::LeftButton);
    QCOMPARE(line->text(), u"sk-tr-0123456789abcdefghij9f3Q"_s);
    QTest::mouseClick(reveal, Qt::LeftButton);
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
    QCOMPARE(quit.count(), 0);
}

void MainWindowTest::saysWhatTroublesTheLedger()
{
    const auto window = shownWindow();
    const auto *trouble = window->findChild<QLabel *>(u"trouble"_s);
    QVERIFY(!trouble->isVisible());
    m_service->statusNow.ledgerHealthy = false;
    m_service->statusNow.ledgerTrouble = "the database is locked";
    QTRY_VERIFY(trouble->isVisible());
    QCOMPARE(trouble->text(), u"the database is locked"_s);
    QCOMPARE(window->findChild<QLabel *>(u"state"_s)->text(), u"Needs attention"_s);
}

void MainWindowTest::quitIsInTheWindowToo()
{
    const auto window = shownWindow();
    const QSignalSpy quit(window.get(), &MainWindow::quitRequested);
    QTest::mouseClick(window->findChild<QPushButton *>(u"quit"_s), Qt::LeftButton);
    QCOMPARE(quit.count(), 1);
}

void MainWindowTest::trayCopiesAndTells()
{
    ui::shell::Tray tray(*m_service, QIcon());
    const auto item = [&tray](const QString &text) {
        for (QAction *action : tray.menu().actions()) {
            if (action->text().contains(text))
                return action;
        }
        return static_cast<QAction *>(nullptr);
    };
    QCOMPARE(tray.toolTip().replace(QChar(0x00A0), u' '), u"12 req/min · p95 840 ms · WAL 4.10 MB"_s);
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

void MainWindowTest::survivesATurnOfTheSystemsColours()
{
    ui::widgets::Theme theme(*qApp);
    const auto window = shownWindow();
    const QColor light = window->palette().color(QPalette::Window);
    theme.apply(true);
    QTRY_VERIFY(window->palette().color(QPalette::Window).lightness() < light.lightness());
    theme.apply(false);
    QTRY_COMPARE(window->palette().color(QPalette::Window), light);
}

// TRAYRELAY_PICTURES=DIR: the window as it is painted, to be looked at.
void MainWindowTest::savesPicturesOnDemand()
{
    const QString directory = qEnvironmentVariable("TRAYRELAY_PICTURES");
    if (directory.isEmpty())
        QSKIP("TRAYRELAY_PICTURES is not set");
    ui::widgets::Theme theme(*qApp);
    for (const bool dark : {false, true}) {
        theme.apply(dark);
        const auto window = shownWindow();
        const auto *facts = window->findChild<QLabel *>(u"facts"_s);
        QTRY_VERIFY(facts->width() >= facts->sizeHint().width());
        QVERIFY(window->grab().save(directory % (dark ? u"/window-dark.png"_s : u"/window-light.png"_s)));
    }
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
