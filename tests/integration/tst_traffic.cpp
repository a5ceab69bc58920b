// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QJsonArray>
#include <QTest>

#include <atomic>
#include <memory>
#include <optional>

using namespace tests;

// What people are told of traffic: who answers, and how channels fare.
class TrafficTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_relay = std::make_unique<RelayFixture>(); }
    void healthFollowsWhatUpstreamsAnswer();
    void aDisabledChannelIsInHealthAndInNoRoute();
    void aRouteIsTheOrderInWhichTheyAreTried();
    void aModelThatNobodyServesHasNoRoute();
    void theLatestClientIsTold();
    void whoIsTurnedAwayIsToldWhatToChange_data();
    void whoIsTurnedAwayIsToldWhatToChange();
    void noKeyIsKept();
    void aKnockUnderWayHasNoStatus();
    void ourOwnTestsAreNoKnocks();
    void pausedClientsAreToldToComeAgain();
    void answersUnderWayEndWhilePaused();
    void aPauseDoesNoHarmToChannels();
    void lookUpsAreCounted();
    void todaysCostSurvivesARestart();

private:
    std::optional<relay::api::Knock> knock() { return m_relay->core().trafficService().lastKnock(); }
    HttpReply admin(std::string_view method, std::string_view path, std::string_view body = {})
    {
        return HttpClient(m_relay->port(), m_relay->core().adminKey()).exchange(method, path, body);
    }
    HttpReply chat() { return m_relay->client().exchange("POST", "/v1/chat/completions", chatRequest()); }
    QJsonObject traffic() { return admin("GET", "/api/traffic/").json()[QStringLiteral("data")].toObject(); }
    QJsonObject healthOf(std::int64_t id)
    {
        for (const QJsonValue &channel : traffic()[u"channels"].toArray())
            if (channel[u"channel_id"].toInteger() == id)
                return channel.toObject();
        return {};
    }

    std::unique_ptr<RelayFixture> m_relay;
};

void TrafficTest::healthFollowsWhatUpstreamsAnswer()
{
    FakeUpstream upstream(scripts::chat());
    relay::model::Channel channel;
    channel.name = "watched";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.keys = {"first-key-0123456789", "second-key-0123456789"};
    const std::int64_t id = m_relay->add(channel);
    QCOMPARE(healthOf(id)[u"state"].toString(), QStringLiteral("healthy"));
    QCOMPARE(healthOf(id)[u"keys"].toArray().size(), 2);
    QCOMPARE(healthOf(id)[u"keys"][0][u"key"].toString(), QStringLiteral("fir****6789"));

    upstream.use([](UpstreamCall &call) { // the first key's account is closed
        if (call.request().field("authorization").find("first-key") != std::string::npos)
            return scripts::errorAnswer(401, "account closed")(call);
        scripts::chat()(call);
    });
    for (int i = 0; i < 30; ++i) // chance chooses the key
        QCOMPARE(chat().status, 200);
    const QJsonObject health = healthOf(id);
    QCOMPARE(health[u"state"].toString(), QStringLiteral("healthy")); // its best key
    QCOMPARE(health[u"reason"].toString(), QString());
    QCOMPARE(health[u"keys"][0][u"state"].toString(), QStringLiteral("open"));
    QVERIFY(health[u"keys"][0][u"until"].toInteger() > relay::Clock::system().unixMs());
    QCOMPARE(health[u"keys"][1][u"state"].toString(), QStringLiteral("healthy"));

    upstream.use(scripts::errorAnswer(429, "slow down", "Retry-After: 600\r\n"));
    QCOMPARE(chat().status, 429);
    const QJsonObject limited = healthOf(id);
    QCOMPARE(limited[u"state"].toString(), QStringLiteral("cooling"));
    QVERIFY2(limited[u"reason"].toString().contains(u"slow down"), qPrintable(limited[u"reason"].toString()));
    QVERIFY(limited[u"until"].toInteger() > relay::Clock::system().unixMs() + 300'000);
}

void TrafficTest::aDisabledChannelIsInHealthAndInNoRoute()
{
    relay::model::Channel channel;
    channel.name = "off";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = "http://127.0.0.1:1/v1";
    channel.enabled = false;
    const std::int64_t id = m_relay->add(channel);
    QCOMPARE(healthOf(id)[u"state"].toString(), QStringLiteral("disabled"));
    const HttpReply route = admin("GET", "/api/traffic/route?model=m");
    QCOMPARE(route.status, 503);
    QVERIFY(route.json()[u"message"].toString().contains(u"switched off"));
}

void TrafficTest::aRouteIsTheOrderInWhichTheyAreTried()
{
    FakeUpstream limited(scripts::errorAnswer(429, "slow down", "Retry-After: 600\r\n"));
    FakeUpstream fine(scripts::chat());
    const std::int64_t first = m_relay->add("first", limited.baseUrl(), 7);
    const std::int64_t second = m_relay->add("second", fine.baseUrl(), 3);
    const auto order = [&] {
        QList<qint64> ids;
        for (const QJsonValue &candidate :
             admin("GET", "/api/traffic/route?model=m").json()[u"data"][u"candidates"].toArray())
            ids.append(candidate[u"channel_id"].toInteger());
        return ids;
    };
    QCOMPARE(order(), (QList<qint64>{first, second}));
    QCOMPARE(chat().status, 200); // by way of the second
    QCOMPARE(order(), (QList<qint64>{second, first}));
    const QJsonValue route = admin("GET", "/api/traffic/route?model=m").json()[u"data"];
    QCOMPARE(route[u"attempts"].toInt(), 1);
    QCOMPARE(route[u"candidates"][0][u"state"].toString(), QStringLiteral("healthy"));
    QCOMPARE(route[u"candidates"][1][u"state"].toString(), QStringLiteral("cooling"));
    QCOMPARE(route[u"candidates"][1][u"priority"].toInt(), 7);
}

void TrafficTest::aModelThatNobodyServesHasNoRoute()
{
    QCOMPARE(admin("GET", "/api/traffic/route?model=nobody").status, 404);
    QCOMPARE(admin("GET", "/api/traffic/route").status, 400);
}

void TrafficTest::theLatestClientIsTold()
{
    QVERIFY(!knock());
    FakeUpstream upstream(scripts::chat());
    m_relay->add("main", upstream.baseUrl());
    QVERIFY(!knock()); // of /api/ alone
    const std::int64_t before = relay::Clock::system().unixMs();
    QCOMPARE(
        m_relay->client()
            .exchange("POST", "/v1/chat/completions?user=7", chatRequest(), "User-Agent: Cursor/1.4.3\r\n")
            .status,
        200);
    const auto seen = knock();
    QVERIFY(seen);
    QCOMPARE(seen->client, std::string("Cursor 1.4"));
    QCOMPARE(seen->endpoint, std::string("/v1/chat/completions"));
    QCOMPARE(seen->model, std::string("m"));
    QCOMPARE(seen->status, 200);
    QVERIFY(seen->error.empty());
    QVERIFY(seen->remedy.empty());
    QVERIFY(seen->atMs >= before - 1000 && seen->atMs <= relay::Clock::system().unixMs() + 1000);
    QCOMPARE(seen->requestId, m_relay->rows().front().record.requestId);
    QCOMPARE(m_relay->client().exchange("GET", "/v1/models").status, 200);
    QCOMPARE(knock()->endpoint, std::string("/v1/models"));
    QCOMPARE(knock()->status, 200);
}

void TrafficTest::whoIsTurnedAwayIsToldWhatToChange_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("remedy"); // begins so
    const QByteArray chat = "/v1/chat/completions";
    QTest::newRow("no key") << QByteArray() << chat << QByteArray() << QByteArray("m") << 401
                            << QByteArray("It sent no key.");
    QTest::newRow("a provider's key") << QByteArray("sk-proj-0123456789abcdef") << chat << QByteArray()
                                      << QByteArray("m") << 401 << QByteArray("It sent a provider's key.");
    QTest::newRow("another key") << QByteArray("sk-0123456789abcdef") << chat << QByteArray()
                                 << QByteArray("m") << 401
                                 << QByteArray("It sent a key that this relay does not know.");
    QTest::newRow("a path") << QByteArray("ours") << QByteArray("/v2/chat/completion") << QByteArray()
                            << QByteArray("m") << 404
                            << QByteArray("Its base URL should end in /v1: http://");
    QTest::newRow("a model") << QByteArray("ours") << chat << QByteArray() << QByteArray("gpt-9") << 404
                             << QByteArray("No channel serves that model. There are: demo-echo, m.");
    QTest::newRow("a web page") << QByteArray("ours") << chat
                                << QByteArray("Origin: https://evil.example\r\n") << QByteArray("m") << 403
                                << QByteArray("It is a web page:");
}

void TrafficTest::whoIsTurnedAwayIsToldWhatToChange()
{
    QFETCH(const QByteArray, key);
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, fields);
    QFETCH(const QByteArray, model);
    QFETCH(const int, status);
    QFETCH(const QByteArray, remedy);
    FakeUpstream upstream(scripts::chat());
    m_relay->add("main", upstream.baseUrl());
    const std::string shown = key == "ours" ? m_relay->key() : key.toStdString();
    const std::string body = R"({"model":")" + model.toStdString() + R"(","messages":[]})";
    const HttpReply reply =
        HttpClient(m_relay->port(), shown)
            .exchange("POST", path.toStdString(), body, "User-Agent: tool/2.5\r\n" + fields.toStdString());
    QCOMPARE(reply.status, status);
    const auto seen = knock();
    QVERIFY(seen);
    QCOMPARE(seen->status, status);
    QCOMPARE(seen->client, std::string("tool 2.5"));
    QCOMPARE(seen->error.english(), reply.errorText());
    QVERIFY2(seen->remedy.english().starts_with(remedy.toStdString()), seen->remedy.english().c_str());
}

void TrafficTest::noKeyIsKept()
{
    const std::string key = "sk-proj-planted0123456789";
    HttpClient(m_relay->port(), key).exchange("POST", "/v1/chat/completions?key=" + key, chatRequest());
    HttpClient(m_relay->port(), key)
        .exchange("POST", "/v1/" + key + "/chat", chatRequest(), "User-Agent: " + key + "\r\n");
    const HttpReply told = admin("GET", "/api/traffic/");
    QVERIFY2(told.body.find("planted") == std::string::npos, told.body.c_str());
    QVERIFY(told.body.find("/v1/***/chat") != std::string::npos);
}

void TrafficTest::aKnockUnderWayHasNoStatus()
{
    FakeUpstream upstream(scripts::stall());
    m_relay->add("main", upstream.baseUrl());
    HttpClient client = m_relay->client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest()));
    QTRY_VERIFY_WITH_TIMEOUT(knock().has_value(), 20'000);
    QCOMPARE(knock()->status, 0);
    QCOMPARE(knock()->model, std::string("m"));
    client.close();
    QTRY_COMPARE_WITH_TIMEOUT(knock()->status, 499, 20'000);
}

void TrafficTest::ourOwnTestsAreNoKnocks()
{
    relay::model::Channel loop; // whose upstream is this relay
    loop.name = "loop";
    loop.type = relay::model::ChannelType::OpenAiCompatible;
    loop.baseUrl = "http://127.0.0.1:" + std::to_string(m_relay->port()) + "/v1";
    loop.keys = {m_relay->key()};
    const std::int64_t id = m_relay->add(loop);
    QCOMPARE(admin("POST", "/api/channel/test/" + std::to_string(id)).status, 502);
    QCOMPARE(admin("POST", "/api/channel/test/1").status, 200); // the demo channel
    QVERIFY(!knock());
}

void TrafficTest::pausedClientsAreToldToComeAgain()
{
    FakeUpstream upstream(scripts::chat());
    m_relay->add("main", upstream.baseUrl());
    QCOMPARE(admin("POST", "/api/traffic/pause").json()[u"data"][u"paused"].toBool(), true);
    QVERIFY(m_relay->core().status().paused);
    const HttpReply reply = chat();
    QCOMPARE(reply.status, 503);
    QCOMPARE(reply.field("Retry-After"), std::string("30"));
    QCOMPARE(reply.errorCode(), std::string("paused"));
    QVERIFY2(reply.errorText().find("trayrelay resume") != std::string::npos, reply.errorText().c_str());
    QCOMPARE(m_relay->client().exchange("GET", "/v1/models").status, 503);
    QCOMPARE(knock()->remedy.english(), std::string("Press Resume."));
    for (const char *path : {"/api/health", "/api/status", "/metrics", "/api/channel/"})
        QCOMPARE(admin("GET", path).status, 200);
    QCOMPARE(admin("GET", "/api/status").json()[u"data"][u"paused"].toBool(), true);
    QCOMPARE(upstream.requestCount(), std::size_t(0));
    QCOMPARE(m_relay->core().metrics().totalFailed, std::uint64_t(2)); // as any request that is refused
    const auto rows = m_relay->rows();
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(rows.front().record.status, 503);
    QVERIFY(rows.front().record.failed);
    QCOMPARE(admin("POST", "/api/traffic/resume").json()[u"data"][u"paused"].toBool(true), false);
    QCOMPARE(chat().status, 200);
}

void TrafficTest::answersUnderWayEndWhilePaused()
{
    std::atomic<bool> begun = false;
    std::atomic<bool> go = false;
    FakeUpstream upstream([&](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("first"));
        begun = true;
        while (!go && call.pause(std::chrono::milliseconds(5))) {
        }
        call.event(scripts::contentEvent("last"));
        call.event("[DONE]");
        call.endStream();
    });
    m_relay->add("main", upstream.baseUrl());
    HttpClient client = m_relay->client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QTRY_VERIFY_WITH_TIMEOUT(begun, 20'000);
    m_relay->core().trafficService().setPaused(true);
    QCOMPARE(chat().status, 503);
    go = true;
    const HttpReply reply = client.read();
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.whole);
    QVERIFY(reply.body.find("last") != std::string::npos);
}

void TrafficTest::aPauseDoesNoHarmToChannels()
{
    FakeUpstream upstream(scripts::chat());
    const std::int64_t id = m_relay->add("main", upstream.baseUrl());
    m_relay->core().trafficService().setPaused(true);
    for (int i = 0; i < 20; ++i)
        QCOMPARE(chat().status, 503);
    QCOMPARE(healthOf(id)[u"state"].toString(), QStringLiteral("healthy"));
    m_relay->core().trafficService().setPaused(false);
    QCOMPARE(chat().status, 200);
}

void TrafficTest::lookUpsAreCounted()
{
    FakeUpstream upstream(scripts::chat());
    m_relay->add("main", upstream.baseUrl());
    for (int i = 0; i < 3; ++i)
        QCOMPARE(chat().status, 200);
    QCOMPARE(m_relay->core().metrics().runtime.cacheHits, std::uint64_t(3));
    QCOMPARE(m_relay->core().metrics().runtime.cacheMisses, std::uint64_t(0));
    m_relay = std::make_unique<RelayFixture>(
        std::initializer_list<RelayFixture::Setting>{{"LOCAL_CACHE_ENABLED", "false"}});
    m_relay->add("main", upstream.baseUrl());
    for (int i = 0; i < 3; ++i)
        QCOMPARE(chat().status, 200);
    QCOMPARE(m_relay->core().metrics().runtime.cacheHits, std::uint64_t(0));
    QCOMPARE(m_relay->core().metrics().runtime.cacheMisses, std::uint64_t(3));
}

void TrafficTest::todaysCostSurvivesARestart()
{
    FakeUpstream upstream(scripts::chat());
    relay::model::Channel channel;
    channel.name = "priced";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.models = {"gpt-4o"};
    const std::int64_t id = m_relay->add(channel);
    const auto ask = [&] {
        return m_relay->client()
            .exchange("POST", "/v1/chat/completions", R"({"model":"gpt-4o","messages":[]})")
            .status;
    };
    QCOMPARE(ask(), 200);
    const relay::api::MetricsSnapshot first = m_relay->core().metrics();
    QVERIFY(first.costTodayUsd > 0);
    QCOMPARE(first.channelsToday.size(), std::size_t(1));
    QCOMPARE(first.channelsToday.front().channelId, id);
    QCOMPARE(first.channelsToday.front().costUsd, first.costTodayUsd);
    m_relay->stop();
    QVERIFY(m_relay->start());
    QTRY_COMPARE_WITH_TIMEOUT(m_relay->core().metrics().costTodayUsd, first.costTodayUsd, 20'000);
    QCOMPARE(ask(), 200);
    const relay::api::MetricsSnapshot second = m_relay->core().metrics();
    QCOMPARE(second.channelsToday.size(), std::size_t(1));
    QCOMPARE(second.channelsToday.front().requests, std::uint64_t(2));
    QVERIFY(qFuzzyCompare(second.costTodayUsd, 2 * first.costTodayUsd));
}

QTEST_GUILESS_MAIN(TrafficTest)
#include "tst_traffic.moc"
