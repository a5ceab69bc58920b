// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"
#include "tests/gui/page_fixture.h"
#include "ui/models/client_snippets.h"
#include "ui/pages/channels_page.h"
#include "ui/pages/event_bell.h"
#include "ui/pages/knock_card.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/snippet_popover.h"
#include "ui/pages/traffic_chart.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/time_chart.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTranslator>

#include <algorithm>

using namespace Qt::StringLiterals;
using ui::pages::OverviewPage;
using ui::pages::PageId;

namespace {

const QString kToken = QStringLiteral("sk-tr-0123456789abcdefghij9f3Q");

std::int64_t nowMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

relay::api::MetricsHistory history(int points, std::uint64_t requestsEach)
{
    relay::api::MetricsHistory history{.periodSeconds = 5, .spanSeconds = 300};
    for (int i = points; i > 0; --i) {
        relay::api::HistoryPoint point{
            .startMs = nowMs() - i * 5'000, .seconds = 5, .requests = requestsEach};
        point.total = {.count = requestsEach, .p50Us = 420'000, .p95Us = 830'000, .p99Us = 1'170'000};
        point.overhead = {.count = requestsEach, .p50Us = 800, .p95Us = 1'500, .p99Us = 2'000};
        history.points.push_back(point);
    }
    return history;
}

} // namespace

class OverviewPageTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void snippetsAreCopiedWithThisRelaysOwn_data();
    void snippetsAreCopiedWithThisRelaysOwn();
    void snippetsAreForTheShell();
    void lastKnockSaysWhatToChange();
    void lastKnockSpeaksTheWindowsLanguage();
    void nobodyHasKnocked();
    void emptyChartSaysWhatToDo();
    void theEmptyChartSaysWhoWouldAnswer();
    void nobodyThereToAnswer();
    void noTokenIsSaid();
    void theTestAsksWhomOneChooses();
    void factsFitAndTellTheWhole();
    void aModelThatNoChannelHasLeadsToThem();
    void anOpenRelaySaysWhereOthersCall();
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
    template <typename T>
    T *part(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    void open() { m_page = m_fixture->shown<OverviewPage>(); }
    QString texts() const
    {
        QStringList all;
        for (const QLabel *label : m_page->findChildren<QLabel *>())
            all << label->text();
        return all.join(u'|').replace(QChar(0x00A0), u' ');
    }
    ui::widgets::TimeChart *chart() const { return part<ui::widgets::TimeChart>(u"chart"_s); }

    std::unique_ptr<tests::PageFixture> m_fixture;
    std::unique_ptr<OverviewPage> m_page;
};

void OverviewPageTest::init()
{
    m_page.reset();
    m_fixture = std::make_unique<tests::PageFixture>();
    tests::FakeRelayService &service = m_fixture->service;
    service.statusNow.baseUrl = "http://127.0.0.1:3000/v1";
    service.statusNow.port = 3000;
    service.clientKeyNow = kToken.toStdString();
    service.metricsNow.totalRequests = 100;
    service.historyNow = history(60, 2);
    relay::model::Channel channel{.id = 1, .name = "one", .type = relay::model::ChannelType::OpenAi};
    channel.models = {"gpt-4o"};
    service.channelList = {channel};
}

void OverviewPageTest::snippetsAreCopiedWithThisRelaysOwn_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("address");
    const QString url = u"http://127.0.0.1:3000/v1"_s;
    for (const ui::models::ClientSnippet &snippet : ui::models::clientSnippets({})) {
        const bool anthropic = snippet.id == u"claude"_s;
        QTest::newRow(qPrintable(snippet.name))
            << snippet.id << (anthropic ? u"\"http://127.0.0.1:3000\""_s : url);
    }
}

void OverviewPageTest::snippetsAreCopiedWithThisRelaysOwn()
{
    QFETCH(const QString, id);
    QFETCH(const QString, address);
    open();
    QTest::qWait(0); // the channels' answer
    if (auto *chip = part<QPushButton>(u"snippet-"_s % id))
        QTest::mouseClick(chip, Qt::LeftButton);
    else
        part<QAction>(u"snippet-"_s % id)->trigger();
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains(address), qPrintable(copied));
    QVERIFY2(copied.contains(kToken) || id == u"zed"_s, qPrintable(copied)); // Zed asks for it
    QVERIFY2(!copied.contains(u'%'), qPrintable(copied));
    const auto *shown = m_page->findChild<ui::pages::SnippetPopover *>();
    QVERIFY(shown && shown->isVisible());
    QVERIFY(!shown->findChild<QLabel *>(u"snippetText"_s)->text().contains(kToken));
}

// As the system has it, and the other way where somebody wants that.
void OverviewPageTest::snippetsAreForTheShell()
{
    using ui::models::CommandShell;
    for (const ui::models::ClientSnippet &snippet :
         ui::models::clientSnippets({.shell = CommandShell::PowerShell})) {
        QVERIFY2(!snippet.text.contains("export "_L1) && !snippet.text.contains("unset "_L1) &&
                     !snippet.text.contains(u'\\'),
                 qPrintable(snippet.text));
    }
    m_fixture->desktop.shellNow = CommandShell::PowerShell;
    open();
    const auto copied = [this] {
        QTest::mouseClick(part<QPushButton>(u"snippet-environment"_s), Qt::LeftButton);
        return QGuiApplication::clipboard()->text();
    };
    QVERIFY(copied().startsWith("$env:OPENAI_BASE_URL = \"http"_L1));
    delete m_page->findChild<ui::pages::SnippetPopover *>();
    part<QAction>(u"forPowerShell"_s)->trigger();
    QVERIFY(copied().startsWith("export OPENAI_BASE_URL=\"http"_L1));
}

namespace {

class OtherLanguage final : public QTranslator
{
public:
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        return qstrcmp(context, "Phrases") == 0 ? u'«' % QString::fromUtf8(source) % u'»' : QString();
    }
    bool isEmpty() const override { return false; }
};

} // namespace

void OverviewPageTest::lastKnockSpeaksTheWindowsLanguage()
{
    OtherLanguage other;
    QVERIFY(QCoreApplication::installTranslator(&other));
    m_fixture->service.fakeTraffic.knock =
        relay::api::Knock{.client = "Cursor 1.4",
                          .status = 404,
                          .error = "no such path",
                          .remedy = relay::model::phrase("knock.path.remedy", "http://127.0.0.1:3000/v1")};
    open();
    QCOMPARE(part<QLabel>(u"knockRemedy"_s)->text(),
             u"«Its base URL should end in /v1: http://127.0.0.1:3000/v1»"_s);
}

void OverviewPageTest::lastKnockSaysWhatToChange()
{
    m_fixture->service.fakeTraffic.knock = relay::api::Knock{.atMs = nowMs() - 8'000,
                                                             .requestId = 17,
                                                             .client = "Cursor 1.4",
                                                             .model = "gpt-4o",
                                                             .status = 401,
                                                             .error = "wrong key",
                                                             .remedy = "Give it this relay's token."};
    open();
    QCOMPARE(part<ui::widgets::ElidedLabel>(u"knockClient"_s)->whole(), u"Cursor 1.4"_s);
    QCOMPARE(part<ui::widgets::Badge>(u"knockBadge"_s)->text(), u"401 wrong key"_s);
    QVERIFY(part<QLabel>(u"knockRemedy"_s)->text().contains(u"this relay's token"_s));
    const int height = m_page->findChild<ui::pages::KnockCard *>()->height();
    m_fixture->service.fakeTraffic.knock->error = "not one of this relay's tokens, as the relay said itself";
    m_fixture->figures.readNow();
    QCOMPARE(part<QLabel>(u"knockRemedy"_s)->text(), u"Give it this relay's token."_s); // once is enough
    QCoreApplication::sendPostedEvents();
    QCOMPARE(m_page->findChild<ui::pages::KnockCard *>()->height(), height); // what is below does not jump
    QSignalSpy asked(m_page.get(), &ui::pages::Page::pageRequested);
    QTest::mouseClick(part<QPushButton>(u"knockShowRequest"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).value<PageId>(), PageId::Requests);
    QCOMPARE(asked.at(0).at(1).toString(), u"request:0000000000000011"_s);
    QTest::mouseClick(part<QPushButton>(u"knockCopyToken"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), kToken);
}

void OverviewPageTest::nobodyHasKnocked()
{
    m_fixture->service.historyNow = history(3, 0);
    m_fixture->service.metricsNow.totalRequests = 0;
    open();
    QCOMPARE(part<ui::widgets::ElidedLabel>(u"knockClient"_s)->whole(), u"Nobody has called yet."_s);
    QVERIFY(texts().contains(u"Listening on port 3000"_s));
    QVERIFY(!part<QPushButton>(u"knockCopyToken"_s)->isVisible());
    relay::api::UsageRow row; // of before the start
    row.id = 1;
    row.record.createdAtMs = nowMs();
    m_fixture->service.ledger.rows.push_back(row);
    m_page->setActive(false);
    m_page->setActive(true);
    QTRY_COMPARE((m_fixture->figures.readNow(), part<ui::widgets::ElidedLabel>(u"knockClient"_s)->whole()),
                 u"No requests since the start."_s);
    const auto noteSays = [this](const QString &text) { // nor does it say that there were none for a day
        const auto labels = part<QWidget>(u"noRequests"_s)->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&text](const QLabel *label) { return label->text() == text; });
    };
    QTRY_VERIFY(noteSays(u"No requests since the start"_s));
}

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

void OverviewPageTest::noTokenIsSaid()
{
    m_fixture->service.statusNow.baseUrl = "http://127.0.0.1:3000/v1";
    m_fixture->figures.readNow();
    open();
    auto *create = part<QPushButton>(u"createToken"_s);
    auto *token = part<ui::widgets::CopyField>(u"token"_s);
    QVERIFY(!create->isVisible());
    m_fixture->service.clientKeyNow.clear();
    m_fixture->figures.readNow();
    QVERIFY(create->isVisible());
    QVERIFY(!token->button().isVisible());
    QCOMPARE(token->findChild<QLineEdit *>(u"line"_s)->placeholderText(), u"No token is on"_s);
    const QSignalSpy asked(m_page.get(), &ui::pages::Page::pageRequested);
    QTest::mouseClick(create, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).value<PageId>(), PageId::Tokens);
    QCOMPARE(asked.at(0).at(1).toString(), u"add"_s);
    m_fixture->service.clientKeyNow = kToken.toStdString();
    m_fixture->figures.readNow();
    QVERIFY(!create->isVisible());
    QVERIFY(token->button().isVisible());
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

void OverviewPageTest::aModelThatNoChannelHasLeadsToThem()
{
    m_fixture->service.fakeTraffic.knock =
        relay::api::Knock{.client = "Cursor 1.4", .model = "gpt-9", .status = 404, .error = "unknown model"};
    open();
    QVERIFY(!part<QPushButton>(u"knockCopyToken"_s)->isVisible());
    QSignalSpy asked(m_page.get(), &ui::pages::Page::pageRequested);
    QTest::mouseClick(part<QPushButton>(u"knockOpenChannels"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).value<PageId>(), PageId::Channels);
    m_fixture->service.fakeTraffic.knock->model.clear(); // a path that there is not
    m_fixture->figures.readNow();
    QVERIFY(part<QPushButton>(u"knockCopyToken"_s)->isVisible());
    QVERIFY(!part<QPushButton>(u"knockOpenChannels"_s)->isVisible());
}

void OverviewPageTest::anOpenRelaySaysWhereOthersCall()
{
    open();
    QVERIFY(!part<QWidget>(u"networkAddress"_s)->isVisible());
    m_fixture->service.statusNow.listenAddress = "192.168.7.5";
    m_fixture->service.statusNow.baseUrl = "http://192.168.7.5:3000/v1";
    m_fixture->figures.readNow();
    auto *address = part<ui::widgets::CopyField>(u"networkAddress"_s);
    QVERIFY(address->isVisible());
    address->button().click();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"http://192.168.7.5:3000/v1"_s);
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
