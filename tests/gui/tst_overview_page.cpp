// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"
#include "tests/gui/overview_page_fixture.h"
#include "ui/models/client_snippets.h"
#include "ui/pages/channels_page.h"
#include "ui/pages/event_bell.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/traffic_chart.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/time_chart.h"

#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using ui::pages::OverviewPage;
using ui::pages::PageId;

class OverviewPageTest final : public tests::OverviewPageFixture
{
    Q_OBJECT

private slots:
    void init() { prepare(); }
    void emptyChartSaysWhatToDo();
    void theEmptyChartSaysWhoWouldAnswer();
    void nobodyThereToAnswer();
    void theTestAsksWhomOneChooses();
    void factsFitAndTellTheWhole();
    void fewRequestsAreNoPercentiles();
    void metricsOffIsSaid();
    void spanIsRemembered();
    void settingChangesAreMarked();
    void bellCountsWhatNobodyHasSeen();
    void testRequestGoesThroughTheDoor();
    void testRequestThatFailsIsSaid();
    void aRefusedTestSaysItsOwnError();
    void whatCannotBeReadIsSaid();
    void budgetAndAlertsAreFacts();
    void todayIsAskedForAnew_data();
    void todayIsAskedForAnew();

private:
    ui::widgets::TimeChart *chart() const { return part<ui::widgets::TimeChart>(u"chart"_s); }
};

void OverviewPageTest::emptyChartSaysWhatToDo()
{
    m_fixture->service.historyNow = history(3, 0);
    m_fixture->service.metricsNow.totalRequests = 0;
    open();
    QVERIFY(part<QWidget>(u"noRequests"_s)->isVisible());
    QVERIFY(texts().contains(u"No requests in the last 5 minutes"_s));
    QVERIFY(texts().contains(u"waiting for the first request"_s));
    QSignalSpy asked(m_page.get(), &ui::pages::Page::pageRequested);
    QTest::mouseClick(part<QPushButton>(u"addChannel"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).value<PageId>(), PageId::Channels);
    const auto channels = m_fixture->shown<ui::pages::ChannelsPage>();
    channels->showSubject(asked.at(0).at(1).toString()); // which knows what is meant
    const auto *name = channels->findChild<QLineEdit *>(u"name"_s);
    QVERIFY(name->isVisible());
    QCOMPARE(name->text(), u"OpenAI"_s); // a new one, with its provider's name
    m_fixture->service.historyNow = history(10, 2);
    QTRY_VERIFY(!part<QWidget>(u"noRequests"_s)->isVisible()); // seen arriving
}

void OverviewPageTest::theEmptyChartSaysWhoWouldAnswer()
{
    m_fixture->service.historyNow = history(3, 0);
    open();
    QTRY_VERIFY(texts().contains(u"A test request asks for gpt-4o"_s));
    QVERIFY(!texts().contains(u"no key"_s));
    relay::model::Channel demo{.id = 2, .name = "demo", .type = relay::model::ChannelType::Demo};
    demo.models = {"demo"};
    m_fixture->service.channelList.push_back(demo);
    open();
    QTRY_VERIFY(texts().contains(u"asks the built-in channel demo, which is free, or gpt-4o"_s));
    m_fixture->service.channelList = {demo};
    open();
    QTRY_VERIFY(texts().contains(u"demo answers with no key"_s));
    QVERIFY(!part<QPushButton>(u"sendTestFromNote"_s)->menu()); // nothing to choose
}

// A test request that could only fail is not offered, but what makes it answered.
void OverviewPageTest::nobodyThereToAnswer()
{
    m_fixture->service.historyNow = history(3, 0);
    relay::model::Channel demo{.id = 2, .name = "demo", .type = relay::model::ChannelType::Demo};
    demo.models = {"demo"};
    demo.enabled = false;
    m_fixture->service.channelList = {demo};
    open();
    QTRY_VERIFY(texts().contains(u"No channel is on"_s));
    QVERIFY(part<QPushButton>(u"addChannel"_s)->isVisible());
    QVERIFY(!part<QPushButton>(u"sendTestFromNote"_s)->isVisible());
    auto *on = part<QPushButton>(u"demoOn"_s);
    QVERIFY(on->isVisible());
    QTest::mouseClick(on, Qt::LeftButton);
    QTRY_VERIFY(part<QPushButton>(u"sendTestFromNote"_s)->isVisible());
    QVERIFY(m_fixture->service.channelList.front().enabled);
    QVERIFY(!on->isVisible());
    m_fixture->service.channelList.clear();
    open();
    QTRY_VERIFY(texts().contains(u"There is no channel yet"_s));
    QVERIFY(part<QPushButton>(u"addChannel"_s)->isVisible());
    QVERIFY(!part<QPushButton>(u"sendTestFromNote"_s)->isVisible());
    QVERIFY(!part<QPushButton>(u"demoOn"_s)->isVisible());
    m_fixture->service.historyNow = history(10, 2); // nor where there was one before
    open();
    QTRY_VERIFY(part<QPushButton>(u"addChannelFromHeader"_s)->isVisible());
    QVERIFY(!part<QPushButton>(u"sendTest"_s)->isVisible());
}

void OverviewPageTest::theTestAsksWhomOneChooses()
{
    QTcpServer door; // where the request comes to
    QVERIFY(door.listen(QHostAddress::LocalHost));
    m_fixture->service.statusNow.baseUrl = u"http://127.0.0.1:%1/v1"_s.arg(door.serverPort()).toStdString();
    relay::model::Channel demo{.id = 2, .name = "demo", .type = relay::model::ChannelType::Demo};
    demo.models = {"demo-echo"};
    m_fixture->service.channelList.push_back(demo);
    open();
    auto *send = part<QPushButton>(u"sendTest"_s);
    QTRY_VERIFY(send->menu());
    const QList<QAction *> choices = send->menu()->actions();
    QCOMPARE(choices.size(), 2);
    QCOMPARE(choices.at(0)->text(), u"demo-echo: built in, free"_s);
    QCOMPARE(choices.at(1)->text(), u"gpt-4o: its provider may charge for it"_s);
    choices.at(1)->trigger();
    QTRY_VERIFY(door.hasPendingConnections());
    QTcpSocket *asked = door.nextPendingConnection();
    QByteArray request;
    QTRY_VERIFY((request += asked->readAll()).contains("\"model\""));
    QVERIFY2(request.contains("gpt-4o"), request.constData());
}

// Of a strip of seven in a window of the first size, with the numbers of some thousand requests.
void OverviewPageTest::factsFitAndTellTheWhole()
{
    relay::api::MetricsSnapshot &metrics = m_fixture->service.metricsNow;
    metrics.totalRequests = 6'475;
    metrics.totalFailed = 5'767;
    metrics.runtime.refusalsWithoutRow = 1'099;
    metrics.runtime.cacheHits = 35'184;
    relay::api::UsageRow row;
    row.id = 1;
    row.record.createdAtMs = nowMs();
    row.record.usage = {.prompt = 4'183'903, .completion = 1'061'738};
    m_fixture->service.ledger.rows.push_back(row);
    open();
    QTRY_VERIFY2((m_fixture->figures.readNow(), texts().contains(u"4.2 M in · 1.1 M out"_s)),
                 qPrintable(texts()));
    QWidget *strip = part<QWidget>(u"strip"_s);
    int facts = 0;
    for (const auto *fact : strip->findChildren<ui::widgets::ElidedLabel *>()) {
        QCOMPARE(fact->text(), fact->whole());
        const QString whole = fact->accessibleDescription();
        QCOMPARE(fact->parentWidget()->toolTip(), whole);
        facts += whole.isEmpty() ? 0 : 1;
        if (fact->whole() == u"5,767 failed"_s)
            QCOMPARE(whole.section(u'\n', 0, 0), u"5,767 of 6,475 failed"_s);
        if (fact->whole() == u"5,767 failed"_s)
            QVERIFY2(whole.contains(u"1,099 of them"_s), qPrintable(whole));
    }
    QCOMPARE(facts, 3); // successes, tokens, cache hits
}

void OverviewPageTest::fewRequestsAreNoPercentiles()
{
    m_fixture->service.historyNow = history(1, 3);
    open();
    QVERIFY(chart()->content().rects.at(0).note.startsWith(u"3 request"_s));
    QVERIFY(chart()->content().rects.at(2).note.isEmpty()); // but they are counted
}

void OverviewPageTest::metricsOffIsSaid()
{
    m_fixture->service.historyNow.enabled = false;
    open();
    QVERIFY(chart()->content().rects.at(0).note.contains(u"METRICS_ENABLED"_s));
}

void OverviewPageTest::spanIsRemembered()
{
    open();
    QVERIFY(chart()->content().relative);
    auto *spans = part<ui::widgets::SegmentedControl>(u"spans"_s);
    spans->setFocus();
    QTest::keyClick(spans, Qt::Key_Right);
    QVERIFY(!chart()->content().relative);
    QCOMPARE(chart()->content().endMs - chart()->content().startMs, std::int64_t{3'600'000});
    open();
    QCOMPARE(part<ui::widgets::SegmentedControl>(u"spans"_s)->current(), 1);
}

void OverviewPageTest::settingChangesAreMarked()
{
    ui::pages::TrafficChartInput input{.history = history(60, 4), .nowMs = nowMs()};
    input.changes = {{.id = 1,
                      .atMs = nowMs() - 150'000,
                      .cause = "user",
                      .changes = {{.name = "LOG_BATCH_ENABLED", .from = "false", .to = "true"}}},
                     {.id = 2, .atMs = nowMs() - 900'000, .cause = "user"}};
    input.settings = {{.name = "LOG_BATCH_ENABLED", .textEnglish = "batch usage rows; off: one by one"}};
    const ui::widgets::ChartContent content = ui::pages::trafficChart(input);
    QCOMPARE(content.marks.size(), 1); // the other is out of sight
    QCOMPARE(content.marks.at(0).title, u"Batch usage rows: off → on"_s);
    QVERIFY2(content.marks.at(0).detail.startsWith(u"by you · overhead"_s),
             qPrintable(content.marks.at(0).detail));
}

void OverviewPageTest::bellCountsWhatNobodyHasSeen()
{
    m_fixture->service.fakeWatch.eventsNow = {{.id = 1, .atMs = nowMs(), .subject = "wal", .text = "large"},
                                              {.id = 2, .atMs = nowMs(), .subject = "p99", .text = "slow"}};
    open();
    auto *bell = part<ui::pages::EventBell>(u"bell"_s);
    QCOMPARE(bell->unseen(), 2);
    QTest::mouseClick(bell, Qt::LeftButton);
    auto *menu = bell->findChild<QMenu *>();
    QTRY_VERIFY(menu->isVisible());
    QCOMPARE(menu->actions().size(), 2);
    QVERIFY(menu->actions().at(0)->text().contains(u"Slow"_s)); // the newest first
    menu->close();
    QCOMPARE(bell->unseen(), 0);
    // A long one is cut, its tool tip has the whole; what is over looks unlike what is not.
    std::string text = "it goes on";
    for (int word = 0; word < 40; ++word)
        text += " and on";
    m_fixture->service.fakeWatch.eventsNow.push_back(
        {.id = 3, .atMs = nowMs(), .kind = relay::api::EventKind::AlertRecovered, .text = text});
    QTRY_COMPARE(bell->unseen(), 1);
    emit menu->aboutToShow();
    QVERIFY(menu->actions().at(0)->text().endsWith(u'…'));
    QVERIFY(menu->actions().at(0)->toolTip().count(u'\n') >= 3);
    QVERIFY2(menu->sizeHint().width() < 460, qPrintable(QString::number(menu->sizeHint().width())));
    const auto look = [menu](int row) { return menu->actions().at(row)->icon().pixmap(16).toImage(); };
    QVERIFY(look(0) != look(1));
    QCOMPARE(look(1), look(2)); // both are raised
}

void OverviewPageTest::testRequestGoesThroughTheDoor()
{
    QTcpServer door;
    QVERIFY(door.listen(QHostAddress::LocalHost));
    QByteArray received;
    connect(&door, &QTcpServer::newConnection, &door, [&] {
        QTcpSocket *socket = door.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [&received, socket] {
            received += socket->readAll();
            if (received.endsWith('}'))
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        });
    });
    m_fixture->service.statusNow.baseUrl = "http://127.0.0.1:" + std::to_string(door.serverPort()) + "/v1";
    open();
    auto *send = part<QPushButton>(u"sendTest"_s);
    QTest::qWait(0);
    QTest::mouseClick(send, Qt::LeftButton);
    QVERIFY(!send->isEnabled());
    QTRY_VERIFY(send->isEnabled());
    QVERIFY(received.startsWith("POST /v1/chat/completions"));
    QVERIFY(received.contains(QByteArray(u"Bearer %1"_s.arg(kToken).toUtf8())));
    QVERIFY(received.contains("gpt-4o"));
    QVERIFY(!part<ui::widgets::Banner>(u"trouble"_s)->isVisible());
}

void OverviewPageTest::testRequestThatFailsIsSaid()
{
    m_fixture->service.channelList.clear();
    open();
    QTest::qWait(0);
    QTest::mouseClick(part<QPushButton>(u"sendTest"_s), Qt::LeftButton);
    QVERIFY(part<ui::widgets::Banner>(u"trouble"_s)->sentence().contains(u"no channel"_s));
    QVERIFY(part<QPushButton>(u"sendTest"_s)->isEnabled());
}

void OverviewPageTest::aRefusedTestSaysItsOwnError()
{
    QTcpServer door;
    QVERIFY(door.listen(QHostAddress::LocalHost));
    const QByteArray body = R"({"error":{"message":"it is paused"}})";
    connect(&door, &QTcpServer::newConnection, &door, [&door, body] {
        QTcpSocket *socket = door.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, body] {
            if (socket->readAll().endsWith('}'))
                socket->write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: " +
                              QByteArray::number(body.size()) + "\r\n\r\n" + body);
        });
    });
    m_fixture->service.statusNow.baseUrl = "http://127.0.0.1:" + std::to_string(door.serverPort()) + "/v1";
    m_fixture->service.fakeTraffic.knock =
        relay::api::Knock{.requestId = 17, .client = "somebody", .status = 401, .remedy = "of another"};
    open();
    auto *send = part<QPushButton>(u"sendTest"_s);
    QTest::qWait(0);
    QTest::mouseClick(send, Qt::LeftButton);
    QTRY_COMPARE(part<ui::widgets::Banner>(u"trouble"_s)->sentence(),
                 u"The test request was answered with 503: it is paused"_s);
}

void OverviewPageTest::whatCannotBeReadIsSaid()
{
    m_fixture->service.unreadable = relay::Error{relay::ErrorKind::Storage, u"the disk is gone"_s};
    open();
    QTRY_COMPARE(part<ui::widgets::Banner>(u"trouble"_s)->sentence(), u"the disk is gone"_s);
}

void OverviewPageTest::budgetAndAlertsAreFacts()
{
    m_fixture->service.metricsNow.costTodayUsd = 1.36;
    m_fixture->service.metricsNow.totalFailed = 1;
    open();
    QVERIFY(texts().contains(u"no budget set"_s));
    QVERIFY(texts().contains(u"1 failed"_s));
    m_fixture->service.fakeWatch.alertsNow = {{.name = "budget", .limit = 5}, {.name = "rss", .limit = 1024}};
    m_fixture->figures.readNow();
    QVERIFY2(texts().contains(u"27 % of $5.00"_s), qPrintable(texts()));
    QVERIFY2(texts().contains(u"alert at 1,024 MB"_s), qPrintable(texts()));
}

void OverviewPageTest::todayIsAskedForAnew_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<int>("ticks");
    QTest::addColumn<int>("requests");
    QTest::addColumn<bool>("stale");
    QTest::newRow("nothing came") << 0 << 900 << 0 << false;
    QTest::newRow("a request, but just asked") << 0 << 4 << 1 << false;
    QTest::newRow("a request since") << 0 << 5 << 1 << true;
    QTest::newRow("midnight has passed without one") << 1 << 1 << 0 << true;
}

void OverviewPageTest::todayIsAskedForAnew()
{
    QFETCH(const int, days);
    QFETCH(const int, ticks);
    QFETCH(const int, requests);
    const QDate asked(2026, 2, 28);
    const ui::pages::TodayAsked today{.date = asked, .tick = 10, .requests = 100};
    QTEST(today.isStale(asked.addDays(days), 10 + ticks, 5, std::uint64_t(100 + requests)), "stale");
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    OverviewPageTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_overview_page.moc"
