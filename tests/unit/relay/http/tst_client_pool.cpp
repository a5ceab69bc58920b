// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/client_pool.h"
#include "tests/support/fake_upstream.h"

#include <QTest>

#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <semaphore>

using namespace relay::http;
using namespace std::chrono_literals;
using relay::Error;
using relay::ErrorKind;
using relay::net::EventLoop;
using tests::FakeUpstream;
using tests::UpstreamCall;

namespace {

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

// One request and what came of it.
class Call final : public ClientRequest::Handler
{
public:
    Call()
        : request(*this)
    {
    }

    void responseHead(const ResponseHead &head) override { status = head.status; }
    void responseBody(std::span<const std::string_view> pieces, bool complete) override
    {
        for (const std::string_view piece : pieces) {
            body.append(piece);
            // What a handler may do: the address sanitizer sees whether it may.
            std::array<char, EventLoop::kPaddingBytes> padding;
            std::memcpy(padding.data(), piece.data() + piece.size(), padding.size());
            lastPadding += padding.back();
        }
        whole = complete;
    }
    void responseFailed(FailedAt at, const Error &error) override
    {
        failedAt = at;
        kind = error.kind;
        failed = true;
    }

    bool over() const { return whole || failed; }

    ClientRequest request;
    std::string body;
    int status = 0;
    int lastPadding = 0;
    bool whole = false;
    bool failed = false;
    FailedAt failedAt = FailedAt::Connect;
    ErrorKind kind = ErrorKind::Internal;
};

// Each connection serves one request and dies, without a word, at its next.
FakeUpstream::Script onceEach()
{
    const auto last = std::make_shared<std::atomic<int>>(0);
    return [last](UpstreamCall &call) {
        const int connection = call.request().connection;
        if (last->exchange(connection) == connection)
            call.hangUp();
        else
            call.answer(200, "fine");
    };
}

} // namespace

// Requests to upstreams, without a relay around them.
class ClientPoolTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void headInPiecesLeavesTheBodyPadded_data();
    void headInPiecesLeavesTheBodyPadded();
    void retriesComeOnNewConnections();
    void longUploadIsNoSilence();
    void uploadThatStopsIsSilence();
    void raisedBoundServesWhoWaits();
    void unusedOriginIsDropped();
    void originInUseIsKept();
    void anUnusedOriginIsForgottenWithItsIdleConnections();
    void loweredBoundsCloseWhatIdles_data();
    void loweredBoundsCloseWhatIdles();
    void aDeadConnectionBehindALoweredBoundBlocksNobody();

private:
    Origin originOf(const FakeUpstream &upstream) const
    {
        return {.tls = false, .host = "127.0.0.1", .port = upstream.port(), .proxy = {}};
    }
    void send(const FakeUpstream &upstream, Call &call, std::string_view head = kGet,
              std::span<const std::string_view> body = {}, relay::Nanos headTime = 20s) const
    {
        m_pool->send(*m_pool->lease(originOf(upstream)), call.request,
                     {.head = head, .body = body, .headMethod = false}, {.head = headTime, .idle = 20s});
    }

    std::unique_ptr<EventLoop> m_loop;
    std::unique_ptr<relay::net::Resolver> m_resolver;
    std::unique_ptr<relay::net::TlsRoots> m_roots;
    std::unique_ptr<ClientPool> m_pool;
};

void ClientPoolTest::init()
{
    m_loop = std::make_unique<EventLoop>();
    m_resolver = std::make_unique<relay::net::Resolver>();
    m_roots = std::make_unique<relay::net::TlsRoots>();
    m_pool = std::make_unique<ClientPool>(*m_loop, *m_resolver, *m_roots);
}

void ClientPoolTest::cleanup()
{
    m_pool.reset();
    m_loop.reset();
}

void ClientPoolTest::headInPiecesLeavesTheBodyPadded_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("rest");
    const QByteArray body(487, 'b'); // with its head a size without room behind it
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Length: 487\r\n\r\n";
    for (const qsizetype cut : {1, 14, 20, 38})
        QTest::addRow("cut behind %d bytes", static_cast<int>(cut))
            << head.first(cut) << head.mid(cut) + body;
    QTest::newRow("behind an interim answer")
        << QByteArray("HTTP/1.1 103 Early Hints\r\n") << "\r\n" + head + body;
    QTest::newRow("in chunks") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chu")
                               << "nked\r\n\r\n1e7\r\n" + body + "\r\n0\r\n\r\n";
}

void ClientPoolTest::headInPiecesLeavesTheBodyPadded()
{
    QFETCH(const QByteArray, first);
    QFETCH(const QByteArray, rest);
    std::binary_semaphore go(0);
    FakeUpstream upstream([&](UpstreamCall &call) {
        call.send(first.toStdString());
        if (go.try_acquire_for(20s))
            call.send(rest.toStdString());
    });
    Call call;
    send(upstream, call);
    QTRY_VERIFY(call.request.timings().firstByteAt != relay::SteadyTime{});
    go.release();
    QTRY_VERIFY(call.over());
    QCOMPARE(call.body, std::string(487, 'b'));
}

// The place of the one that died is not given to somebody else, with a pooled one for the retry.
void ClientPoolTest::retriesComeOnNewConnections()
{
    FakeUpstream upstream(onceEach());
    m_pool->setLimits({.maxPerHost = 1});
    Call first;
    send(upstream, first);
    QTRY_VERIFY(first.whole);
    std::array<Call, 5> calls;
    for (Call &call : calls)
        send(upstream, call);
    for (const Call &call : calls) {
        QTRY_VERIFY(call.over());
        QVERIFY(call.whole);
    }
}

void ClientPoolTest::longUploadIsNoSilence()
{
    const std::string body(60 * 1024 * 1024, 'u');
    FakeUpstream upstream([&](UpstreamCall &call) {
        std::size_t left = body.size() - 256 * 1024; // some of it came with the head
        for (std::size_t pause = 0; left > 0;) {     // some 30 pauses
            const std::size_t got = call.connection().receive().size();
            if (got == 0)
                return;
            left -= std::min(left, got);
            pause += got;
            if (pause > body.size() / 30 && call.pause(100ms))
                pause = 0;
        }
        call.answer(200, "fine");
    });
    upstream.answerHeads();
    Call call;
    const std::string head =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    const std::string_view part = body;
    send(upstream, call, head, std::span(&part, 1), 1500ms);
    QTRY_VERIFY_WITH_TIMEOUT(call.over(), 20'000);
    QCOMPARE(call.status, 200);
}

void ClientPoolTest::uploadThatStopsIsSilence()
{
    const std::string body(40 * 1024 * 1024, 'u');
    FakeUpstream upstream([](UpstreamCall &call) {
        call.waitUntilGone();
        call.hangUp();
    });
    upstream.answerHeads();
    Call call;
    const std::string head =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    const std::string_view part = body;
    send(upstream, call, head, std::span(&part, 1), 300ms);
    QTRY_VERIFY(call.over());
    QVERIFY(call.failed);
    QCOMPARE(call.failedAt, FailedAt::Head);
    QCOMPARE(call.kind, ErrorKind::UpstreamSilent);
}

void ClientPoolTest::raisedBoundServesWhoWaits()
{
    std::counting_semaphore<2> go(0);
    FakeUpstream upstream([&](UpstreamCall &call) {
        if (go.try_acquire_for(20s))
            call.answer(200, "fine");
    });
    m_pool->setLimits({.maxPerHost = 1});
    std::array<Call, 2> calls;
    for (Call &call : calls)
        send(upstream, call);
    QCOMPARE(m_pool->waitingCount(), std::size_t{1});
    m_pool->setLimits({.maxPerHost = 2});
    QCOMPARE(m_pool->waitingCount(), std::size_t{0});
    QTRY_COMPARE(upstream.requestCount(), std::size_t{2});
    go.release(2);
    for (const Call &call : calls)
        QTRY_VERIFY(call.whole);
}

void ClientPoolTest::unusedOriginIsDropped()
{
    FakeUpstream upstream([](UpstreamCall &call) { call.answer(200, "fine"); });
    const Origin other{.tls = true, .host = "other", .port = 443, .proxy = {}};
    Call call;
    {
        const auto used = m_pool->lease(originOf(upstream));
        m_pool->send(*used, call.request, {.head = kGet, .body = {}, .headMethod = false},
                     {.head = 20s, .idle = 20s});
        QTRY_VERIFY(call.whole);
        QCOMPARE(m_pool->lease(originOf(upstream)), used);
    }
    const auto held = m_pool->lease(other);
    QCOMPARE(m_pool->originCount(), std::size_t{2}); // for its idle connection
    m_pool->closeIdle();
    QCOMPARE(m_pool->originCount(), std::size_t{1});
    QCOMPARE(m_pool->lease(other), held);
}

void ClientPoolTest::originInUseIsKept()
{
    FakeUpstream upstream([](UpstreamCall &call) { call.answer(200, "fine"); });
    const auto kept = m_pool->lease(originOf(upstream));
    const auto held = m_pool->lease({.tls = true, .host = "other", .port = 443, .proxy = {}});
    m_pool->lease({.tls = true, .host = "third", .port = 443, .proxy = {}}).reset();
    QCOMPARE(m_pool->lease(held->origin()), held);
    QCOMPARE(m_pool->originCount(), std::size_t{2});
    Call call;
    m_pool->send(*kept, call.request, {.head = kGet, .body = {}, .headMethod = false},
                 {.head = 20s, .idle = 20s});
    QTRY_VERIFY(call.whole);
}

void ClientPoolTest::anUnusedOriginIsForgottenWithItsIdleConnections()
{
    FakeUpstream upstream([](UpstreamCall &call) { call.answer(200, "fine"); });
    auto held = m_pool->lease(originOf(upstream));
    Call call;
    send(upstream, call);
    QTRY_VERIFY(call.whole);
    m_pool->forgetUnused();
    QCOMPARE(m_pool->idleCount(), std::size_t{1}); // it is in use
    held.reset();
    m_pool->forgetUnused();
    QCOMPARE(m_pool->idleCount(), std::size_t{0});
    QCOMPARE(m_pool->originCount(), std::size_t{0});
}

void ClientPoolTest::loweredBoundsCloseWhatIdles_data()
{
    QTest::addColumn<quint64>("maxIdle");
    QTest::addColumn<quint64>("maxIdlePerHost");
    QTest::addColumn<quint64>("maxPerHost");
    QTest::addColumn<quint64>("left");
    QTest::newRow("in all") << quint64(3) << quint64(20) << quint64(50) << quint64(3);
    QTest::newRow("idle per host") << quint64(100) << quint64(2) << quint64(50) << quint64(2);
    QTest::newRow("per host") << quint64(100) << quint64(20) << quint64(4) << quint64(4);
    QTest::newRow("none lowered") << quint64(100) << quint64(20) << quint64(50) << quint64(6);
}

void ClientPoolTest::loweredBoundsCloseWhatIdles()
{
    QFETCH(const quint64, maxIdle);
    QFETCH(const quint64, maxIdlePerHost);
    QFETCH(const quint64, maxPerHost);
    QFETCH(const quint64, left);
    std::counting_semaphore<6> go(0);
    FakeUpstream upstream([&](UpstreamCall &call) {
        (void)!go.try_acquire_for(5s);
        call.answer(200, "fine");
    });
    std::array<Call, 6> calls;
    for (Call &call : calls)
        send(upstream, call);
    QTRY_COMPARE(m_pool->connectionCount(), std::size_t{6});
    go.release(6);
    for (const Call &call : calls)
        QTRY_VERIFY(call.whole);
    QTRY_COMPARE(m_pool->idleCount(), std::size_t{6});
    relay::http::PoolLimits limits;
    limits.maxIdle = maxIdle;
    limits.maxIdlePerHost = maxIdlePerHost;
    limits.maxPerHost = maxPerHost;
    m_pool->setLimits(limits);
    QCOMPARE(m_pool->idleCount(), std::size_t(left));
    QCOMPARE(m_pool->connectionCount(), std::size_t(left));
}

// The retry wants a new connection, for which there is no room before another one goes.
void ClientPoolTest::aDeadConnectionBehindALoweredBoundBlocksNobody()
{
    FakeUpstream upstream(onceEach());
    std::array<Call, 2> first;
    for (Call &call : first)
        send(upstream, call);
    for (const Call &call : first)
        QTRY_VERIFY(call.whole);
    relay::http::PoolLimits limits;
    limits.maxPerHost = 1;
    m_pool->setLimits(limits);
    std::array<Call, 3> next;
    for (Call &call : next)
        send(upstream, call);
    for (const Call &call : next)
        QTRY_VERIFY_WITH_TIMEOUT(call.whole, 10'000);
}

QTEST_GUILESS_MAIN(ClientPoolTest)
#include "tst_client_pool.moc"
