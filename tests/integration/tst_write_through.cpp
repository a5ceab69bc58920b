// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/client_load.h"
#include "tests/support/database_view.h"
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <string>
#include <utility>

using namespace tests;

namespace {

constexpr const char *kRows = "SELECT count(*) FROM usage";
constexpr const char *kRowQuota = "SELECT total(quota) FROM usage";
constexpr const char *kTokenUsed = "SELECT total(used_quota) FROM tokens";
constexpr const char *kChannelUsed = "SELECT total(used_quota) FROM channels";
constexpr const char *kReserved = "SELECT count(*) FROM reservations";

class Bed final
{
public:
    explicit Bed(bool rowsStaged, bool totalsStaged, const char *rowsWanted = "true")
        : upstream(scripts::chat())
        , relay{{"LOG_BATCH_ENABLED", rowsStaged ? "true" : "false"},
                {"BATCH_UPDATE_ENABLED", totalsStaged ? "true" : "false"},
                {"LOG_CONSUME_ENABLED", rowsWanted},
                {"LOG_BATCH_SIZE", rowsStaged ? "100000" : "1"}, // rows that are not staged make no batch
                {"LOG_BATCH_FLUSH_INTERVAL", "3600"},
                {"BATCH_UPDATE_INTERVAL", "3600"},
                {"BACKUP_INTERVAL_HOURS", "0"},
                {"RETRY_TIMES", "0"}}
        , database(relay.dataDir() + QStringLiteral("/trayrelay.db"))
    {
        relay::model::Channel channel;
        channel.name = "priced";
        channel.type = relay::model::ChannelType::OpenAiCompatible;
        channel.baseUrl = upstream.baseUrl();
        channel.models = {"gpt-4o"};
        m_ready = relay.add(channel) != 0;
    }
    bool ready() const { return m_ready; }
    // The relay's first look around asks what the day has cost, and has staged rows written for it. Each look
    // leaves a point behind; who asks for the rows then is answered after it.
    void letTheStartsOwnFlushPass() const
    {
        const auto looks = [this] {
            return relay.core().metricsHistory(relay::api::HistorySpan::FiveMinutes).points.size();
        };
        QTRY_VERIFY_WITH_TIMEOUT(looks() >= 2, 30'000);
        QVERIFY(relay.rows().empty());
    }
    HttpReply ask(bool stream = false) const
    {
        return relay.client().exchange("POST", "/v1/chat/completions", request(stream));
    }
    static std::string request(bool stream)
    {
        return std::string(R"({"model":"gpt-4o","messages":[{"role":"user","content":"hi"}])") +
               (stream ? R"(,"stream":true})" : "}");
    }
    std::int64_t transactions() const
    {
        return static_cast<std::int64_t>(relay.core().metrics().runtime.dbWriteTransactions);
    }
    std::int64_t queries() const
    {
        return static_cast<std::int64_t>(relay.core().metrics().runtime.dbQueries);
    }

    FakeUpstream upstream;
    mutable RelayFixture relay;
    mutable DatabaseView database;

private:
    bool m_ready = false;
};

} // namespace

// With batching off, what an exchange was is in the database before its answer has ended.
class WriteThroughTest final : public QObject
{
    Q_OBJECT

private slots:
    void aRowIsThereWithItsAnswer_data();
    void aRowIsThereWithItsAnswer();
    void totalsAreThereWithTheAnswer();
    void quotaIsReservedWhileTheUpstreamAnswers();
    void eachPartIsATransactionOfItsOwn_data();
    void eachPartIsATransactionOfItsOwn();
    void withEverythingOff();
    void refusalsAreWrittenToo();
    void aStreamEndsOnlyWithItsRow();
    void heldBytesPauseTheUpstream();
    void whatAKilledProcessHadReservedIsGivenBack();
    void switchedUnderLoad();
};

void WriteThroughTest::aRowIsThereWithItsAnswer_data()
{
    QTest::addColumn<bool>("stream");
    QTest::addColumn<bool>("batched");
    QTest::newRow("whole answers") << false << false;
    QTest::newRow("streams") << true << false;
    QTest::newRow("batched: not yet") << false << true;
}

void WriteThroughTest::aRowIsThereWithItsAnswer()
{
    QFETCH(const bool, stream);
    QFETCH(const bool, batched);
    Bed bed(batched, true);
    QVERIFY(bed.ready());
    if (stream)
        bed.upstream.use(scripts::chatStream({"one", "two"}));
    if (batched)
        bed.letTheStartsOwnFlushPass();
    for (int i = 1; i <= 10; ++i) {
        const HttpReply reply = bed.ask(stream);
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.whole);
        QVERIFY(reply.body.find(stream ? "[DONE]" : "hello") != std::string::npos);
        QCOMPARE(bed.database.number(kRows), std::int64_t{batched ? 0 : i});
    }
    QCOMPARE(bed.relay.rows().size(), std::size_t{10});
}

void WriteThroughTest::totalsAreThereWithTheAnswer()
{
    Bed bed(false, false);
    QVERIFY(bed.ready());
    for (int i = 1; i <= 5; ++i) {
        QCOMPARE(bed.ask().status, 200);
        const std::int64_t used = bed.database.number(kTokenUsed);
        QVERIFY(used >= i);
        QCOMPARE(bed.database.number(kChannelUsed), used);
        QCOMPARE(bed.database.number(kRowQuota), used);
    }
}

void WriteThroughTest::quotaIsReservedWhileTheUpstreamAnswers()
{
    Bed bed(false, false);
    QVERIFY(bed.ready());
    bed.upstream.use(scripts::stall());
    HttpClient client = bed.relay.client();
    QVERIFY(client.post("/v1/chat/completions", Bed::request(false)));
    QTRY_COMPARE(bed.upstream.requestCount(), std::size_t{1});
    QCOMPARE(bed.database.number(kReserved), std::int64_t{1});
    client.close();
    QTRY_COMPARE(bed.database.number(kReserved), std::int64_t{0});
    bed.upstream.use(scripts::chat());
    QCOMPARE(bed.ask().status, 200);
    QCOMPARE(bed.database.number(kReserved), std::int64_t{0});
    bed.upstream.use(scripts::hangUp());
    QCOMPARE(bed.ask().status, 502);
    QCOMPARE(bed.database.number(kReserved), std::int64_t{0});
}

void WriteThroughTest::eachPartIsATransactionOfItsOwn_data()
{
    QTest::addColumn<bool>("rowsStaged");
    QTest::addColumn<bool>("totalsStaged");
    QTest::addColumn<QByteArray>("rowsWanted");
    QTest::addColumn<int>("transactions");
    QTest::newRow("all on: none") << true << true << QByteArray("true") << 0;
    QTest::newRow("rows off: a row") << false << true << QByteArray("true") << 1;
    QTest::newRow("totals off: a reservation, totals") << true << false << QByteArray("true") << 2;
    QTest::newRow("both off") << false << false << QByteArray("true") << 3;
    QTest::newRow("both off, no rows wanted") << false << false << QByteArray("false") << 2;
    QTest::newRow("rows off, none wanted") << false << true << QByteArray("false") << 0;
}

void WriteThroughTest::eachPartIsATransactionOfItsOwn()
{
    QFETCH(const bool, rowsStaged);
    QFETCH(const bool, totalsStaged);
    QFETCH(const QByteArray, rowsWanted);
    QFETCH(const int, transactions);
    constexpr int kExchanges = 20;
    Bed bed(rowsStaged, totalsStaged, rowsWanted.constData());
    QVERIFY(bed.ready());
    bed.letTheStartsOwnFlushPass(); // it reads, too
    QCOMPARE(bed.ask().status, 200);
    const std::int64_t before = bed.transactions();
    const std::int64_t queriesBefore = bed.queries();
    for (int i = 0; i < kExchanges; ++i)
        QCOMPARE(bed.ask().status, 200);
    QCOMPARE(bed.transactions() - before, std::int64_t{kExchanges * transactions});
    if (transactions == 0)
        QCOMPARE(bed.queries(), queriesBefore);
    else
        QVERIFY(bed.queries() > queriesBefore);
}

// What the presets call "Full rollback": the token and the channels are read; a reservation, a row and the
// totals are written.
void WriteThroughTest::withEverythingOff()
{
    constexpr int kExchanges = 20;
    Bed bed(true, true);
    QVERIFY(bed.ready());
    bed.letTheStartsOwnFlushPass();
    HttpClient admin(bed.relay.port(), bed.relay.core().adminKey());
    const auto figure = [&](const QString &name) {
        return admin.exchange("GET", "/api/metrics/")
            .json()[QStringLiteral("data")][QStringLiteral("runtime")][name]
            .toInteger(-1);
    };
    const QString reads = QStringLiteral("db_reads");
    const QString writes = QStringLiteral("db_write_transactions");
    QCOMPARE(bed.ask().status, 200);
    const qint64 readsBefore = figure(reads);
    const qint64 writesBefore = figure(writes);
    QVERIFY(readsBefore >= 0 && writesBefore >= 0);
    for (int i = 0; i < kExchanges; ++i)
        QCOMPARE(bed.ask().status, 200);
    QCOMPARE(figure(reads), readsBefore); // with everything on nothing is asked
    QCOMPARE(figure(writes), writesBefore);

    RelayFixture slow{{"SQLITE_OPTIMIZE_ENABLED", "false"}, {"LOCAL_CACHE_ENABLED", "false"},
                      {"LOG_BATCH_ENABLED", "false"},       {"BATCH_UPDATE_ENABLED", "false"},
                      {"METRICS_ENABLED", "false"},         {"BACKUP_INTERVAL_HOURS", "0"},
                      {"SQLITE_MAX_OPEN_CONNS", "1"},       {"SQLITE_MAX_IDLE_CONNS", "1"}};
    relay::model::Channel channel;
    channel.name = "priced";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = bed.upstream.baseUrl();
    channel.models = {"gpt-4o"};
    QVERIFY(slow.add(channel) != 0);
    const auto ask = [&] {
        return slow.client().exchange("POST", "/v1/chat/completions", Bed::request(false)).status;
    };
    QCOMPARE(ask(), 200);
    const relay::api::RuntimeFigures before = slow.core().metrics().runtime;
    for (int i = 0; i < kExchanges; ++i)
        QCOMPARE(ask(), 200);
    const relay::api::RuntimeFigures after = slow.core().metrics().runtime;
    QCOMPARE(after.dbReads - before.dbReads, std::uint64_t{2 * kExchanges});
    QCOMPARE(after.dbWriteTransactions - before.dbWriteTransactions, std::uint64_t{3 * kExchanges});
}

void WriteThroughTest::refusalsAreWrittenToo()
{
    Bed bed(false, false);
    QVERIFY(bed.ready());
    const HttpReply unknown =
        bed.relay.client().exchange("POST", "/v1/chat/completions", R"({"model":"nobody","messages":[]})");
    QCOMPARE(unknown.status, 404);
    QCOMPARE(bed.database.number(kRows), std::int64_t{1});
    QCOMPARE(HttpClient(bed.relay.port(), "sk-wrong").exchange("POST", "/v1/chat/completions", "{}").status,
             401);
    QTRY_COMPARE(bed.database.number(kRows), std::int64_t{2});
}

// Whoever holds the lock holds the last event back, and that alone.
void WriteThroughTest::aStreamEndsOnlyWithItsRow()
{
    Bed bed(false, true);
    QVERIFY(bed.ready());
    bed.upstream.use(scripts::chatStream({"one", "two"}, std::chrono::milliseconds(50)));
    QVERIFY(bed.database.run("BEGIN IMMEDIATE"));
    HttpClient client = bed.relay.client();
    QVERIFY(client.post("/v1/chat/completions", Bed::request(true)));
    QVERIFY(client.waitFor("one"));
    QVERIFY(!client.waitFor("[DONE]", std::chrono::milliseconds(400)));
    QVERIFY(bed.database.run("COMMIT"));
    QVERIFY(client.waitFor("[DONE]"));
    QCOMPARE(bed.database.number(kRows), std::int64_t{1});
}

// What comes behind a stream's last event while its row waits for the database is no more than of any other.
void WriteThroughTest::heldBytesPauseTheUpstream()
{
    Bed bed(false, true);
    QVERIFY(bed.ready());
    std::atomic<std::size_t> sentAtRest = 0;
    std::string more;
    while (more.size() < 256 * 1024 * 1024)
        more += ": " + std::string(64 * 1024, 'x') + "\n\n";
    bed.upstream.use([&](UpstreamCall &call) {
        call.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: [DONE]\n\n");
        sentAtRest = 1 + call.connection().sendWithin(more, std::chrono::milliseconds(400));
        call.hangUp();
    });
    QVERIFY(bed.database.run("BEGIN IMMEDIATE"));
    HttpClient client = bed.relay.client();
    QVERIFY(client.post("/v1/chat/completions", Bed::request(true)));
    QTRY_VERIFY_WITH_TIMEOUT(sentAtRest > 0, 20'000);
    QVERIFY(bed.database.run("ROLLBACK"));
    QVERIFY2(sentAtRest < 25 * 1024 * 1024, std::to_string(sentAtRest).c_str()); // the sockets' buffers
    QVERIFY(client.waitFor("data: [DONE]", std::chrono::seconds(10)));
}

void WriteThroughTest::whatAKilledProcessHadReservedIsGivenBack()
{
    Bed bed(false, false);
    QVERIFY(bed.ready());
    QCOMPARE(bed.ask().status, 200);
    bed.relay.stop();
    QVERIFY(bed.database.run("INSERT INTO reservations(id, token_id, quota) VALUES(1, 1, 500), (7, 1, 3)"));
    QCOMPARE(bed.database.number(kReserved), std::int64_t{2});
    QVERIFY(bed.relay.start());
    QCOMPARE(bed.database.number(kReserved), std::int64_t{0});
}

void WriteThroughTest::switchedUnderLoad()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay{
        {"LOG_BATCH_SIZE", "7"}, {"LOG_BATCH_FLUSH_INTERVAL", "1"}, {"LEDGER_JOURNAL_MB", "64"}};
    relay::model::Channel channel;
    channel.name = "priced";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.models = {"gpt-4o"};
    QVERIFY(relay.add(channel) != 0);
    HttpClient admin(relay.port(), relay.core().adminKey());
    ClientLoad load(4, relay.port(), relay.key(), Bed::request(false));
    const char *const kSteps[] = {
        R"({"LOG_BATCH_ENABLED":false})",   R"({"BATCH_UPDATE_ENABLED":false})",
        R"({"LOG_BATCH_ENABLED":true})",    R"({"LOG_BATCH_ENABLED":false,"SQLITE_JOURNAL_MODE":"DELETE"})",
        R"({"BATCH_UPDATE_ENABLED":true})", R"({"SQLITE_JOURNAL_MODE":"WAL","BATCH_UPDATE_ENABLED":false})",
        R"({"LOG_BATCH_ENABLED":true})",    R"({"LOG_BATCH_ENABLED":false})",
        R"({"BATCH_UPDATE_ENABLED":true})", R"({"LOG_BATCH_ENABLED":true})",
    };
    for (const char *const step : kSteps) {
        const int before = load.right();
        QTRY_VERIFY(load.right() > before + 20);
        QVERIFY(admin.request("PUT", "/api/option/", step));
        const HttpReply changed = admin.read();
        QVERIFY2(changed.status == 200, changed.body.c_str());
    }
    load.stop();
    QCOMPARE(load.wrong(), 0);
    QVERIFY(relay.core().status().ledgerHealthy);
    relay.stop(); // writes what is staged
    DatabaseView database(relay.dataDir() + QStringLiteral("/trayrelay.db"));
    QCOMPARE(database.number(kRows), std::int64_t{load.right()});
    QCOMPARE(database.number("SELECT count(DISTINCT request_id) FROM usage"), std::int64_t{load.right()});
    QCOMPARE(database.number(kReserved), std::int64_t{0});
    const std::int64_t used = database.number(kRowQuota);
    QVERIFY(used >= load.right());
    QCOMPARE(database.number(kTokenUsed), used);
    QCOMPARE(database.number(kChannelUsed), used);
}

QTEST_GUILESS_MAIN(WriteThroughTest)
#include "tst_write_through.moc"
