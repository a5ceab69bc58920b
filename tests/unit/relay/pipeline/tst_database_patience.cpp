// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/server.h"
#include "relay/pipeline/gateway.h"
#include "tests/support/http_client.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

using namespace relay;
using namespace std::chrono_literals;
using pipeline::DatabaseWaiter;
using tests::HttpClient;

namespace {

constexpr auto kNow = 3ms; // the server runs on this very thread
constexpr auto kPatienceMs = std::chrono::milliseconds(pipeline::kDatabasePatience).count();

SteadyTime longFromNow()
{
    return std::chrono::steady_clock::now() + std::chrono::hours{1};
}

// A look-up ends when the test says so.
class HeldCatalogs final : public pipeline::CatalogSource
{
public:
    HeldCatalogs() { m_freshUntil = SteadyTime::min(); }
    void lookUp(std::string_view, DatabaseWaiter &waiter) override
    {
        waiting = &waiter;
        waiter.ticket = 1;
    }
    void stopWaiting(DatabaseWaiter &waiter) override
    {
        waiting = nullptr;
        waiter.ticket = 0;
    }
    void giveUp() override { ++given; }
    void answerOthers(bool on) { m_answeredAt = on ? longFromNow() : SteadyTime{}; }
    void tell()
    {
        DatabaseWaiter &told = *std::exchange(waiting, nullptr);
        told.ticket = 0;
        told.databaseDone();
    }

    DatabaseWaiter *waiting = nullptr;
    int given = 0; // up
};

// What it is to write waits until the test says so.
class HeldUsage final : public pipeline::UsageSink
{
public:
    std::int64_t expectedQuota(const pipeline::ExpectedCall &) const override { return 0; }
    Result<void> accepting(std::size_t) const override { return {}; }
    void reserve(std::int64_t, std::int64_t, DatabaseWaiter &waiter) override
    {
        ++reserved;
        waiter.ticket = 1;
    }
    Result<void> take(model::UsageRecord &, DatabaseWaiter *waiter) override
    {
        ++taken;
        waiter->ticket = 2;
        return {};
    }
    void stopWaiting(DatabaseWaiter &waiter) override
    {
        impatient += waiter.isWaiting() && !waiter.patient ? 1 : 0;
        waiter.ticket = 0;
    }
    void forget(DatabaseWaiter &waiter) override { waiter.ticket = 0; }
    void answerOthers(bool on) { m_answeredAt = on ? longFromNow() : SteadyTime{}; }

    int reserved = 0;
    int taken = 0;
    int impatient = 0; // went on without it
};

// The relay's paths with everything written through, over a database that does what the test says. Its one
// channel cannot be reached: each request that comes so far is answered 502.
struct Bed
{
    Bed()
    {
        auto values = std::make_shared<config::Settings>();
        values->routing.retryTimes = 0;
        values->ledger.batchUpdateEnabled = false;
        context.settings = values;
        model::Channel channel;
        channel.id = 1;
        channel.type = model::ChannelType::OpenAiCompatible;
        channel.baseUrl = "http://127.0.0.1:1/v1";
        channel.models = {"m"};
        model::Token token;
        token.id = 1;
        token.key = "k";
        auto catalog = std::make_shared<pipeline::Catalog>(std::vector{channel}, std::vector{token});
        catalog->targets.rebuild(catalog->routes.channels(), pool, 0, {});
        context.health.adopt(catalog->routes);
        context.catalog = std::move(catalog);
        if (!server.listen(net::HostAddress::loopback4()))
            qFatal("no loopback port");
    }
    ~Bed()
    {
        gateway.cutAll();
        server.closeAll();
    }
    Q_DISABLE_COPY_MOVE(Bed)

    net::EventLoop loop;
    net::Resolver resolver;
    net::TlsRoots roots;
    http::ClientPool pool{loop, resolver, roots};
    metrics::RelayMetrics metrics{loop.now()};
    HeldUsage usage;
    HeldCatalogs catalogs;
    std::atomic<bool> paused{false};
    pipeline::KnockSlot knocks;
    pipeline::GatewayContext context{.loop = loop,
                                     .pool = pool,
                                     .metrics = metrics,
                                     .usage = usage,
                                     .catalogs = catalogs,
                                     .settings = {},
                                     .catalog = {},
                                     .hostCheck = access::HostCheck({"desk"}, {}),
                                     .instanceId = "0123456789abcdef",
                                     .paused = paused,
                                     .knocks = knocks};
    pipeline::Gateway gateway{context};
    http::Server server{loop, gateway};
};

bool longerThanPatience(const QElapsedTimer &since)
{
    return since.hasExpired(kPatienceMs + 300);
}

} // namespace

// How long a request waits for the database: not for one that answers nobody, but for its turn with one that
// many ask.
class DatabasePatienceTest final : public QObject
{
    Q_OBJECT

private slots:
    void aLookUpWaitsForItsTurn()
    {
        Bed bed;
        bed.catalogs.answerOthers(true);
        HttpClient client(bed.server.address().port(), "k");
        QElapsedTimer since;
        since.start();
        QVERIFY(client.post("/v1/chat/completions", R"({"model":"m","messages":[]})"));
        QTRY_VERIFY(bed.catalogs.waiting);
        QTRY_VERIFY(longerThanPatience(since));
        QCOMPARE(bed.catalogs.given, 0);
        QVERIFY(bed.catalogs.waiting);
        bed.usage.answerOthers(true);
        bed.catalogs.tell();
        QCOMPARE(bed.usage.reserved, 1); // and what comes next waits as well
        since.start();
        QTRY_VERIFY(longerThanPatience(since));
        QCOMPARE(bed.usage.impatient, 0);
        QCOMPARE(bed.usage.taken, 0);
    }

    void whatAnswersNobodyIsWaitedForOnce()
    {
        Bed bed;
        HttpClient client(bed.server.address().port(), "k");
        QVERIFY(client.post("/v1/chat/completions", R"({"model":"m","messages":[]})"));
        QTRY_COMPARE(bed.catalogs.given, 1);
        QTRY_VERIFY(client.waitFor("HTTP/1.1 502 ", kNow));
        QCOMPARE(bed.usage.reserved, 1); // it is asked for all the same
        QCOMPARE(bed.usage.taken, 1);
        QCOMPARE(bed.usage.impatient, 2); // but neither is waited for
    }

    void aReservationThatIsNotMadeIsWaitedForOnce()
    {
        Bed bed;
        HttpClient client(bed.server.address().port(), "k");
        QVERIFY(client.post("/v1/chat/completions", R"({"model":"m","messages":[]})"));
        QTRY_VERIFY(bed.catalogs.waiting);
        bed.catalogs.tell();
        QCOMPARE(bed.usage.reserved, 1);
        QCOMPARE(bed.usage.impatient, 0);
        QTRY_VERIFY(client.waitFor("HTTP/1.1 502 ", kNow));
        QCOMPARE(bed.usage.impatient, 2); // when its second was over, and the record at once
    }
};

QTEST_GUILESS_MAIN(DatabasePatienceTest)
#include "tst_database_patience.moc"
