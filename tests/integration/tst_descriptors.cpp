// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/server.h"
#include "relay/net/connector.h"
#include "relay/net/socket.h"
#include "tests/support/http_client.h"

#include <QTest>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

using namespace relay::http;
using namespace relay::net;
using namespace std::chrono_literals;
using tests::HttpClient;

namespace {

constexpr auto kNow = 3ms; // what has arrived: the server runs on this very thread
constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

// All that this process may still open, taken; given back at the end.
class NoDescriptors final
{
public:
    NoDescriptors()
    {
        ::getrlimit(RLIMIT_NOFILE, &m_limit);
        const rlimit low{256, m_limit.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &low);
        takeAll();
    }
    ~NoDescriptors()
    {
        giveBack(m_taken.size());
        ::setrlimit(RLIMIT_NOFILE, &m_limit);
    }
    NoDescriptors(const NoDescriptors &) = delete;
    NoDescriptors &operator=(const NoDescriptors &) = delete;

    void takeAll()
    {
        for (int taken = ::dup(STDERR_FILENO); taken >= 0; taken = ::dup(STDERR_FILENO))
            m_taken.push_back(taken);
    }
    void giveBack(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            ::close(m_taken.back());
            m_taken.pop_back();
        }
    }

private:
    rlimit m_limit{};
    std::vector<int> m_taken;
};

std::chrono::microseconds cpuTime()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval &time) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

std::atomic<bool> noWatches = false;

class NoWatches final
{
public:
    NoWatches() { noWatches = true; }
    ~NoWatches() { noWatches = false; }
    NoWatches(const NoWatches &) = delete;
    NoWatches &operator=(const NoWatches &) = delete;
};

class Answerer final : public RequestHandler
{
public:
    Refusal admit(const RequestHead &, const HostAddress &) override { return {}; }
    void handle(const RequestHead &, std::string_view, ServerConnection &connection) override
    {
        connection.respond(200, {}, "served");
    }
    Refusal describe(const RequestHead *, int status, std::string_view reason) override
    {
        return {status, {}, std::string(reason)};
    }
};

// Takes, as another thread might, what the listener gives up for a moment.
class Thief final : public Listener::Handler
{
public:
    void accepted(SocketHandle connection, const HostAddress &) override
    {
        ++taken;
        relay::net::socket::close(connection);
    }
    void acceptedBeyondLimit(SocketHandle connection) override
    {
        ++refused;
        relay::net::socket::close(connection);
        if (none)
            none->takeAll();
    }

    NoDescriptors *none = nullptr;
    int taken = 0;
    int refused = 0;
};

class Caller final : public Connector::Handler
{
public:
    void connected(SocketHandle socket, std::unique_ptr<TlsSession>) override
    {
        relay::net::socket::close(socket);
        made = true;
    }
    void connectFailed(const relay::Error &error) override { failure = error.message; }

    bool made = false;
    QString failure;
};

} // namespace

// The C library's, which the relay calls: as if fs.epoll.max_user_watches were reached.
extern "C" int epoll_ctl(int set, int operation, int descriptor, epoll_event *event) noexcept
{
    if (noWatches && operation == EPOLL_CTL_ADD) {
        errno = ENOSPC;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_epoll_ctl, set, operation, descriptor, event));
}

// A process that may open nothing more: its clients are told, and it does not run hot.
class DescriptorsTest final : public QObject
{
    Q_OBJECT

private slots:
    void clientsAreToldAndLaterServed();
    void lossOfTheSpareCostsNothing();
    void withoutWatchesNothingListens();
    void clientThatCannotBeWatchedIsClosed();
    void upstreamThatCannotBeWatchedFailsAtOnce();
    void loopThatCannotBeWokenIsNone();
};

void DescriptorsTest::clientsAreToldAndLaterServed()
{
    EventLoop loop;
    Answerer answerer;
    Server server(loop, answerer);
    QVERIFY(server.listen(HostAddress::loopback4()));
    {
        NoDescriptors none;
        for (int i = 0; i < 5; ++i) {
            none.giveBack(1);
            HttpClient client(server.address().port()); // has the last one
            QVERIFY(client.connected());
            QVERIFY(client.send(kRequest));
            QTRY_VERIFY(client.waitClosed(kNow));
            QVERIFY2(client.unread().starts_with("HTTP/1.1 503 "), client.unread().c_str());
            QVERIFY(client.unread().find("out of file descriptors") != std::string::npos);
            client.close();
            none.takeAll();
        }
        QCOMPARE(server.connectionCount(), std::size_t{0});
    }
    HttpClient client(server.address().port());
    QVERIFY(client.send(kRequest));
    QTRY_VERIFY(client.waitFor("served", kNow));
}

void DescriptorsTest::lossOfTheSpareCostsNothing()
{
    EventLoop loop;
    Thief thief;
    Listener listener(loop, thief);
    QVERIFY(listener.listen(HostAddress::loopback4()));
    NoDescriptors none;
    thief.none = &none;
    none.giveBack(2);
    const HttpClient first(listener.address().port());
    const HttpClient second(listener.address().port());
    QVERIFY(first.connected() && second.connected());
    QTRY_COMPARE(thief.refused, 1); // and the spare is gone; the second waits
    const auto before = cpuTime();
    QTest::qWait(600);
    const auto used = cpuTime() - before;
    QVERIFY2(used < 200ms, std::to_string(used.count()).c_str());
    QCOMPARE(thief.refused + thief.taken, 1);
    thief.none = nullptr;
    none.giveBack(1); // the spare again: the second is refused, not forgotten
    QTRY_COMPARE(thief.refused, 2);
    none.giveBack(4);
    const HttpClient third(listener.address().port());
    QTRY_COMPARE(thief.taken, 1);
}

void DescriptorsTest::withoutWatchesNothingListens()
{
    EventLoop loop;
    Answerer answerer;
    Server server(loop, answerer);
    {
        const NoWatches none;
        QVERIFY(!server.listen(HostAddress::loopback4()));
    }
    QVERIFY(server.listen(HostAddress::loopback4()));
    HttpClient client(server.address().port());
    QVERIFY(client.send(kRequest));
    QTRY_VERIFY(client.waitFor("served", kNow));
}

void DescriptorsTest::clientThatCannotBeWatchedIsClosed()
{
    EventLoop loop;
    Answerer answerer;
    Server server(loop, answerer);
    QVERIFY(server.listen(HostAddress::loopback4()));
    const NoWatches none;
    HttpClient client(server.address().port());
    QVERIFY(client.connected());
    QTRY_VERIFY(client.waitClosed(kNow));
    QCOMPARE(server.connectionCount(), std::size_t{0});
}

void DescriptorsTest::upstreamThatCannotBeWatchedFailsAtOnce()
{
    EventLoop loop;
    Resolver resolver;
    Answerer answerer;
    Server server(loop, answerer);
    QVERIFY(server.listen(HostAddress::loopback4()));
    Caller caller;
    auto connector = std::make_unique<Connector>(loop, resolver, caller);
    Connector::Target target{
        .host = "127.0.0.1", .port = server.address().port(), .tls = nullptr, .proxy = {}};
    {
        const NoWatches none;
        connector->start(target, {.dial = 60s, .tls = 60s});
        QTRY_VERIFY(!caller.failure.isEmpty());
    }
    QVERIFY2(caller.failure.contains(u"max_user_watches"), qPrintable(caller.failure));
    connector->start(target, {.dial = 60s, .tls = 60s});
    QTRY_VERIFY(caller.made);
    loop.retire(std::move(connector));
}

void DescriptorsTest::loopThatCannotBeWokenIsNone()
{
    const NoWatches none;
    EventLoop loop;
    QVERIFY(!loop.poller().valid());
}

QTEST_GUILESS_MAIN(DescriptorsTest)
#include "tst_descriptors.moc"
