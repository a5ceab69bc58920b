// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/client_load.h"
#include "tests/support/database_view.h"
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <chrono>
#include <limits>
#include <list>
#include <string>

using namespace tests;

namespace {

constexpr const char *kChat = "/v1/chat/completions";

// Nothing but look-ups asks the database, on one connection: to open another takes queries as well.
class Bed final
{
public:
    Bed(const char *cached, const char *lifetime)
        : upstream(scripts::chat())
        , relay{{"LOCAL_CACHE_ENABLED", cached},   {"LOCAL_CACHE_TTL", lifetime},
                {"LOG_BATCH_SIZE", "100000"},      {"LOG_BATCH_FLUSH_INTERVAL", "3600"},
                {"BATCH_UPDATE_INTERVAL", "3600"}, {"BACKUP_INTERVAL_HOURS", "0"},
                {"SQLITE_JOURNAL_MODE", "DELETE"}, {"SQLITE_MAX_OPEN_CONNS", "1"},
                {"SQLITE_MAX_IDLE_CONNS", "1"}}
        , database(relay.dataDir() + QStringLiteral("/trayrelay.db"))
    {
        channel = relay.add("one", upstream.baseUrl());
        key = relay.key();
        relay.rows(); // the writer has opened its connection, which takes queries as well
    }
    HttpClient client() const { return HttpClient(relay.port(), key); }
    int ask() const { return client().exchange("POST", kChat, chatRequest()).status; }
    std::int64_t queries() { return static_cast<std::int64_t>(relay.core().metrics().runtime.dbQueries); }

    FakeUpstream upstream;
    RelayFixture relay;
    DatabaseView database;
    std::int64_t channel = 0;
    std::string key;
};

constexpr const char *kTokenOff = "UPDATE tokens SET enabled = 0";
constexpr const char *kTokenOn = "UPDATE tokens SET enabled = 1";

} // namespace

// Tokens and channels as requests see them: from memory, or from the database each time.
class LookUpsTest final : public QObject
{
    Q_OBJECT

private slots:
    void withoutACacheEachRequestReads_data();
    void withoutACacheEachRequestReads();
    void anotherProgramsEdits_data();
    void anotherProgramsEdits();
    void aMissReadsOnce();
    void anEditOfOursCountsAtOnce_data();
    void anEditOfOursCountsAtOnce();
    void aTokenThatIsNotThere();
    void aTokenThatAnotherProgramMade();
    void strangersBodyIsNotRead();
    void newTokensBodyIsRead_data();
    void newTokensBodyIsRead();
    void strangersDoNotReadEachTime();
    void aClientThatLeavesMeanwhile();
    void aLockedDatabaseStopsNobody();
    void underLoadEachRequestReads_data();
    void underLoadEachRequestReads();
    void switchedUnderLoad();
};

void LookUpsTest::withoutACacheEachRequestReads_data()
{
    QTest::addColumn<QByteArray>("cached");
    QTest::addColumn<int>("queries");
    QTest::newRow("cached: nothing is read") << QByteArray("true") << 0;
    QTest::newRow("not cached: a token and the channels") << QByteArray("false") << 2;
}

void LookUpsTest::withoutACacheEachRequestReads()
{
    QFETCH(const QByteArray, cached);
    QFETCH(const int, queries);
    constexpr int kRequests = 20;
    Bed bed(cached.constData(), "3600");
    QVERIFY(bed.channel != 0);
    QCOMPARE(bed.ask(), 200);
    // Upkeep has its own schedule and may read in one of the rounds.
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (int round = 0; round < 3; ++round) {
        const std::int64_t before = bed.queries();
        for (int i = 0; i < kRequests; ++i)
            QCOMPARE(bed.ask(), 200);
        QCOMPARE(bed.client().exchange("GET", "/v1/models").status, 200);
        const std::int64_t reads = bed.queries() - before;
        QVERIFY2(reads >= std::int64_t{(kRequests + 1) * queries}, qPrintable(QString::number(reads)));
        least = std::min(least, reads);
    }
    QCOMPARE(least, std::int64_t{(kRequests + 1) * queries});
}

void LookUpsTest::anotherProgramsEdits_data()
{
    QTest::addColumn<QByteArray>("cached");
    QTest::addColumn<QByteArray>("lifetime");
    QTest::addColumn<bool>("seenAtOnce");
    QTest::addColumn<bool>("seenLater");
    QTest::newRow("not cached: at once") << QByteArray("false") << QByteArray("3600") << true << true;
    QTest::newRow("cached: when its time is over") << QByteArray("true") << QByteArray("1") << false << true;
    QTest::newRow("cached for long: not yet") << QByteArray("true") << QByteArray("3600") << false << false;
}

void LookUpsTest::anotherProgramsEdits()
{
    QFETCH(const QByteArray, cached);
    QFETCH(const QByteArray, lifetime);
    QFETCH(const bool, seenAtOnce);
    QFETCH(const bool, seenLater);
    Bed bed(cached.constData(), lifetime.constData());
    QVERIFY(bed.channel != 0);
    if (seenLater && !seenAtOnce) { // so that the second begins now
        const std::int64_t before = bed.queries();
        QTRY_VERIFY(bed.ask() == 200 && bed.queries() > before);
    }
    QCOMPARE(bed.ask(), 200);
    QVERIFY(bed.database.run(kTokenOff));
    QCOMPARE(bed.ask(), seenAtOnce ? 401 : 200);
    if (!seenLater)
        return;
    QTRY_COMPARE(bed.ask(), 401);
    QVERIFY(bed.database.run(kTokenOn));
    QTRY_COMPARE(bed.ask(), 200);
    QVERIFY(bed.database.run("UPDATE channels SET enabled = 0"));
    QTRY_COMPARE(bed.ask(), 503);
}

void LookUpsTest::aMissReadsOnce()
{
    constexpr int kClients = 12;
    Bed bed("true", "1");
    QVERIFY(bed.channel != 0);
    std::int64_t before = bed.queries();
    QTRY_VERIFY(bed.ask() == 200 && bed.queries() > before); // a second begins
    QElapsedTimer age;
    age.start();
    before = bed.queries();
    QTRY_VERIFY(age.hasExpired(1050));            // and is over
    QVERIFY(bed.database.run("BEGIN EXCLUSIVE")); // all come while it is read
    std::list<HttpClient> clients;
    for (int i = 0; i < kClients; ++i) {
        clients.emplace_back(bed.relay.port(), bed.key);
        QVERIFY(clients.back().post(kChat, chatRequest()));
    }
    QTRY_COMPARE(bed.relay.figures().liveExchanges, std::uint32_t{kClients});
    QVERIFY(bed.database.run("COMMIT"));
    for (HttpClient &client : clients)
        QCOMPARE(client.read().status, 200);
    QCOMPARE(bed.queries() - before, std::int64_t{2});
}

void LookUpsTest::anEditOfOursCountsAtOnce_data()
{
    QTest::addColumn<QByteArray>("cached");
    QTest::newRow("cached") << QByteArray("true");
    QTest::newRow("not cached") << QByteArray("false");
}

void LookUpsTest::anEditOfOursCountsAtOnce()
{
    QFETCH(const QByteArray, cached);
    Bed bed(cached.constData(), "3600");
    QVERIFY(bed.channel != 0);
    HttpClient admin(bed.relay.port(), bed.relay.core().adminKey());
    const std::string path = "/api/channel/" + std::to_string(bed.channel);
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(bed.ask(), 200);
        QCOMPARE(admin.exchange("PUT", path, R"({"status":2})").status, 200);
        QCOMPARE(bed.ask(), 503);
        QCOMPARE(admin.exchange("PUT", path, R"({"status":1})").status, 200);
    }
}

void LookUpsTest::aTokenThatIsNotThere()
{
    Bed bed("false", "60");
    QVERIFY(bed.channel != 0);
    HttpClient stranger(bed.relay.port(), "sk-unknown");
    QCOMPARE(stranger.exchange("POST", kChat, chatRequest()).status, 401);
    QCOMPARE(HttpClient(bed.relay.port()).exchange("POST", kChat, chatRequest()).status, 401);
    // The channel's number behind the key is none of the key's own.
    const std::string pinned = bed.key + "-" + std::to_string(bed.channel);
    QCOMPARE(HttpClient(bed.relay.port(), pinned).exchange("POST", kChat, chatRequest()).status, 200);
    QVERIFY(bed.database.run("UPDATE tokens SET deleted = 1"));
    QCOMPARE(bed.ask(), 401);
}

// A miss reads, also while what is there may serve for long.
void LookUpsTest::aTokenThatAnotherProgramMade()
{
    Bed bed("true", "3600");
    QVERIFY(bed.channel != 0);
    bed.relay.stop();
    QVERIFY(bed.database.run("UPDATE tokens SET deleted = 1"));
    QVERIFY(bed.relay.start());
    QCOMPARE(bed.ask(), 401);
    QVERIFY(bed.database.run("UPDATE tokens SET deleted = 0"));
    QTRY_COMPARE(bed.ask(), 200);
    const std::int64_t before = bed.queries();
    QCOMPARE(bed.ask(), 200);
    QCOMPARE(bed.queries(), before); // now it is known
}

// Before its key has been looked up, that is, which here takes until the file is free.
void LookUpsTest::strangersBodyIsNotRead()
{
    constexpr std::size_t kBodyBytes = 20 * 1024 * 1024;
    Bed bed("true", "3600");
    QVERIFY(bed.channel != 0);
    QCOMPARE(bed.ask(), 200);
    QTest::qWait(1100); // what was read is a second old
    QVERIFY(bed.database.run("BEGIN EXCLUSIVE"));
    HttpClient stranger(bed.relay.port());
    QVERIFY(stranger.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                          "sk-unknown\r\nContent-Length: " +
                          std::to_string(kBodyBytes) + "\r\n\r\n"));
    QTRY_COMPARE(bed.relay.figures().liveExchanges, std::uint32_t{1}); // it waits, with nothing of its body
    QVERIFY(bed.database.run("COMMIT"));
    QCOMPARE(stranger.read().status, 401); // to a client that has sent none of it
    const auto rows = bed.relay.rows();
    QCOMPARE(rows.front().record.status, 401);
}

void LookUpsTest::newTokensBodyIsRead_data()
{
    QTest::addColumn<QByteArray>("cached");
    QTest::newRow("cached") << QByteArray("true");
    QTest::newRow("not cached") << QByteArray("false");
}

void LookUpsTest::newTokensBodyIsRead()
{
    QFETCH(const QByteArray, cached);
    Bed bed(cached.constData(), "3600");
    QVERIFY(bed.channel != 0);
    bed.relay.stop();
    QVERIFY(bed.database.run("UPDATE tokens SET deleted = 1"));
    QVERIFY(bed.relay.start());
    QVERIFY(bed.database.run("UPDATE tokens SET deleted = 0"));
    QTest::qWait(1100);
    const std::string body = chatRequest(false, R"(,"x":")" + std::string(2'000'000, 'x') + '"');
    HttpClient client = bed.client();
    QVERIFY(client.post(kChat, body));
    QCOMPARE(client.read().status, 200);
    QCOMPARE(bed.upstream.requests().back().body, body);
}

void LookUpsTest::strangersDoNotReadEachTime()
{
    Bed bed("true", "3600");
    QVERIFY(bed.channel != 0);
    QCOMPARE(bed.ask(), 200);
    const std::int64_t before = bed.queries();
    QElapsedTimer time;
    time.start();
    constexpr int kRequests = 50;
    for (int i = 0; i < kRequests; ++i) {
        HttpClient stranger(bed.relay.port(), "sk-unknown-" + std::to_string(i));
        QCOMPARE(stranger.exchange("POST", kChat, chatRequest()).status, 401);
    }
    const std::int64_t mostReads = 2 + time.elapsed() / 1000; // once a second
    constexpr std::int64_t kUpkeep = 20;                      // has a schedule of its own
    const std::int64_t queries = bed.queries() - before;
    QVERIFY2(queries <= 2 * mostReads + kUpkeep, qPrintable(QString::number(queries)));
}

void LookUpsTest::aClientThatLeavesMeanwhile()
{
    Bed bed("false", "60");
    QVERIFY(bed.channel != 0);
    QVERIFY(bed.database.run("BEGIN EXCLUSIVE"));
    HttpClient leaving = bed.client();
    QVERIFY(leaving.post(kChat, chatRequest()));
    QTRY_COMPARE(bed.relay.figures().liveExchanges, std::uint32_t{1});
    leaving.reset();
    QTRY_COMPARE(bed.relay.figures().liveExchanges, std::uint32_t{0});
    QVERIFY(bed.database.run("COMMIT"));
    QCOMPARE(bed.ask(), 200);
    QCOMPARE(bed.upstream.requestCount(), std::size_t{1});
}

void LookUpsTest::aLockedDatabaseStopsNobody()
{
    Bed bed("false", "60");
    QVERIFY(bed.channel != 0);
    QCOMPARE(bed.ask(), 200);
    QVERIFY(bed.database.run("BEGIN EXCLUSIVE"));
    QElapsedTimer time;
    time.start();
    for (int i = 0; i < 10; ++i)
        QCOMPARE(bed.ask(), 200);
    QVERIFY2(time.elapsed() < 2500, qPrintable(QString::number(time.elapsed()))); // one waits, for a while
    QVERIFY(bed.database.run("COMMIT"));
    QVERIFY(bed.database.run(kTokenOff));
    QTRY_COMPARE_WITH_TIMEOUT(bed.ask(), 401, 10'000); // and later it is asked again
}

void LookUpsTest::underLoadEachRequestReads_data()
{
    QTest::addColumn<QByteArray>("journalMode");
    QTest::newRow("readers meet the writer's locks") << QByteArray("DELETE");
    QTest::newRow("they do not") << QByteArray("WAL");
}

// With all off each request writes three times; what it looks up finds its way between these.
void LookUpsTest::underLoadEachRequestReads()
{
    QFETCH(const QByteArray, journalMode);
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay{{"LOCAL_CACHE_ENABLED", "false"},
                       {"LOG_BATCH_ENABLED", "false"},
                       {"BATCH_UPDATE_ENABLED", "false"},
                       {"SQLITE_SYNCHRONOUS", "FULL"},
                       {"SQLITE_JOURNAL_MODE", journalMode.constData()}};
    QVERIFY(relay.add("one", upstream.baseUrl()) != 0);
    const std::uint64_t before = relay.core().metrics().runtime.dbReads;
    ClientLoad load(32, relay.port(), relay.key(), chatRequest());
    QTRY_VERIFY(load.right() > 400);
    load.stop();
    QCOMPARE(load.wrong(), 0);
    const std::uint64_t reads = relay.core().metrics().runtime.dbReads - before;
    QVERIFY2(reads >= 2 * std::uint64_t(load.right()),
             qPrintable(QString::number(double(reads) / load.right())));
}

void LookUpsTest::switchedUnderLoad()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay{{"LEDGER_JOURNAL_MB", "64"}};
    QVERIFY(relay.add("one", upstream.baseUrl()) != 0);
    HttpClient admin(relay.port(), relay.core().adminKey());
    ClientLoad load(4, relay.port(), relay.key(), chatRequest());
    for (const char *const step :
         {R"({"LOCAL_CACHE_ENABLED":false})", R"({"SQLITE_JOURNAL_MODE":"DELETE"})",
          R"({"LOCAL_CACHE_ENABLED":true,"LOCAL_CACHE_TTL":1})", R"({"LOCAL_CACHE_ENABLED":false})",
          R"({"SQLITE_JOURNAL_MODE":"WAL","LOG_BATCH_ENABLED":false,"BATCH_UPDATE_ENABLED":false})",
          R"({"LOCAL_CACHE_ENABLED":true})"}) {
        const int before = load.right();
        QTRY_VERIFY(load.right() > before + 20);
        QVERIFY(admin.request("PUT", "/api/option/", step));
        const HttpReply changed = admin.read();
        QVERIFY2(changed.status == 200, changed.body.c_str());
    }
    load.stop();
    QCOMPARE(load.wrong(), 0);
    relay.stop();
    QCOMPARE(
        DatabaseView::number(relay.dataDir() + QStringLiteral("/trayrelay.db"), "SELECT count(*) FROM usage"),
        std::int64_t{load.right()});
}

QTEST_GUILESS_MAIN(LookUpsTest)
#include "tst_look_ups.moc"
