// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/server.h"
#include "tests/support/http_client.h"

#include <QTest>

#include <chrono>
#include <memory>

using namespace relay::http;
using namespace std::chrono_literals;
using relay::net::EventLoop;
using relay::net::HostAddress;
using tests::HttpClient;

namespace {

constexpr std::size_t kBigBytes = 24 * 1024 * 1024; // more than both ends' sockets hold
constexpr auto kNow = 3ms;                          // what has arrived: the server runs on this very thread

std::string get(const std::string &path, const std::string &fields = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

// Answers by path: /big, /wait (when the test says so), /refused; anything else at once.
class Answerer final : public RequestHandler, public Responder
{
public:
    Refusal admit(const RequestHead &head, const HostAddress &) override
    {
        if (head.path != "/refused")
            return {};
        ++refused;
        return {401, {}, std::string(1000, 'r')};
    }

    bool takesBody(const RequestHead &head, ServerConnection &connection) override
    {
        if (!head.path.starts_with("/ask"))
            return true;
        connection.setResponder(this);
        asking = &connection;
        return false;
    }

    void handle(const RequestHead &head, std::string_view body, ServerConnection &connection) override
    {
        ++handled;
        bodyBytes = body.size();
        if (head.path == "/wait") {
            connection.setResponder(this);
            waiting = &connection;
        } else {
            connection.respond(200, {}, head.path == "/big" ? std::string(kBigBytes, 'b') : "small");
        }
    }

    Refusal describe(const RequestHead *, int status, std::string_view reason) override
    {
        return {status, {}, std::string(reason)};
    }

    void clientGone() override
    {
        ++gone;
        waiting = asking = nullptr;
    }
    void clientDrained() override {}

    int handled = 0;
    int refused = 0;
    int gone = 0;
    std::size_t bodyBytes = 0;
    ServerConnection *waiting = nullptr;
    ServerConnection *asking = nullptr; // nothing of whose body has been read
};

} // namespace

// What a connection owes a client that is slow, and what it does not.
class ServerConnectionTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void requestsWaitUntilTheAnswerBeforeIsTaken_data();
    void requestsWaitUntilTheAnswerBeforeIsTaken();
    void answeringUntilTheBytesAreGone();
    void drainWaitsForPendingBytes();
    void drainEndsAnAnswerThatPromisedMore();
    void drainLeavesTheHalfClosedItsAnswer();
    void headIsTimedAfterASlowAnswer();
    void bodyIsTimedBehindAnInterimAnswer();
    void goneIsSeenBehindManyRequests();
    void goneIsRememberedForTheNextRequest();
    void halfClosedClientGetsAllOfAFinishedAnswer();
    void errorAfterHeadHasItsBody();
    void bodyWaitsUntilItIsAskedFor_data();
    void bodyWaitsUntilItIsAskedFor();
    void whoseBodyIsRefusedSendsItForNothing();
    void whoLeavesWhileHisBodyWaits();
    void slowReaderIsNotADeadOne();
    void deadReaderIsGivenUp();

private:
    std::unique_ptr<HttpClient> connect() const
    {
        return std::make_unique<HttpClient>(m_server->address().port());
    }
    bool readTo(HttpClient &client, std::size_t bytes) const
    {
        client.waitClosed(kNow);
        return client.unread().size() >= bytes;
    }

    std::unique_ptr<EventLoop> m_loop;
    std::unique_ptr<Answerer> m_answerer;
    std::unique_ptr<Server> m_server;
};

void ServerConnectionTest::init()
{
    m_loop = std::make_unique<EventLoop>();
    m_answerer = std::make_unique<Answerer>();
    m_server = std::make_unique<Server>(*m_loop, *m_answerer);
    QVERIFY(m_server->listen(HostAddress::loopback4()));
}

void ServerConnectionTest::cleanup()
{
    m_server->closeAll();
    QCOMPARE(m_server->answeringCount(), std::size_t{0});
    m_server.reset();
    m_loop.reset();
}

void ServerConnectionTest::requestsWaitUntilTheAnswerBeforeIsTaken_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("answered ones") << QByteArray("/small");
    QTest::newRow("refused ones, which need no key") << QByteArray("/refused");
}

void ServerConnectionTest::requestsWaitUntilTheAnswerBeforeIsTaken()
{
    QFETCH(const QByteArray, path);
    const auto done = [&] { return m_answerer->handled + m_answerer->refused; };
    const auto client = connect();
    QVERIFY(client->send(get("/big")));
    QTRY_COMPARE(done(), 1);
    constexpr int kMore = 500;
    for (int i = 0; i < kMore; ++i)
        QVERIFY(client->send(get(path.toStdString())));
    for (int i = 0; i < 3; ++i) { // answered later than those would be
        const auto other = connect();
        QVERIFY(other->send(get("/small")));
        QTRY_VERIFY(other->waitFor("small", kNow));
    }
    QCOMPARE(done(), 4);
    QTRY_VERIFY(readTo(*client, kBigBytes));
    QTRY_COMPARE(done(), 4 + kMore);
    const std::size_t least = kBigBytes + kMore * (path == "/small" ? 5U : 1000U);
    QTRY_VERIFY(readTo(*client, least));
}

void ServerConnectionTest::answeringUntilTheBytesAreGone()
{
    const auto client = connect();
    QVERIFY(client->send(get("/big")));
    QTRY_COMPARE(m_answerer->handled, 1);
    QCOMPARE(m_server->answeringCount(), std::size_t{1});
    QTRY_VERIFY(readTo(*client, kBigBytes));
    QTRY_COMPARE(m_server->answeringCount(), std::size_t{0});
    QVERIFY(client->send(get("/small")));
    QTRY_COMPARE(m_answerer->handled, 2);
    QCOMPARE(m_server->answeringCount(), std::size_t{0});
}

void ServerConnectionTest::drainWaitsForPendingBytes()
{
    const auto client = connect();
    QVERIFY(client->send(get("/big")));
    QTRY_COMPARE(m_answerer->handled, 1);
    m_server->drain();
    QCOMPARE(m_server->answeringCount(), std::size_t{1});
    QTRY_VERIFY(client->waitClosed(kNow)); // at once, not after the idle time
    QVERIFY(client->unread().size() > kBigBytes);
    QTRY_COMPARE(m_server->answeringCount(), std::size_t{0});
}

void ServerConnectionTest::drainEndsAnAnswerThatPromisedMore()
{
    const auto client = connect();
    QVERIFY(client->send(get("/wait")));
    QTRY_VERIFY(m_answerer->waiting);
    const std::string_view piece = "piece";
    m_answerer->waiting->startResponse(200, {}, 10);
    m_answerer->waiting->writeBody(std::span(&piece, 1), false);
    m_server->drain();
    QTRY_VERIFY(client->waitFor("piece", kNow));
    QVERIFY(client->unread().find("Connection: close") == std::string::npos); // so it must be seen otherwise
    m_answerer->waiting->writeBody(std::span(&piece, 1), true);
    QTRY_VERIFY(client->waitClosed(kNow));
    QVERIFY(client->unread().ends_with("piecepiece"));
}

void ServerConnectionTest::drainLeavesTheHalfClosedItsAnswer()
{
    const auto client = connect();
    QVERIFY(client->send(get("/wait", "Connection: close\r\n")));
    QTRY_VERIFY(m_answerer->waiting);
    m_server->drain();
    client->halfClose();
    const auto other = connect(); // refused by now; its sight of that is later than the half-close
    QTRY_VERIFY(!other->connected() || other->waitClosed(kNow));
    QVERIFY(m_answerer->waiting);
    m_answerer->waiting->respond(200, {}, "late");
    QTRY_VERIFY(client->waitClosed(kNow));
    QVERIFY(client->unread().ends_with("late"));
}

// A big answer is pending while the next head begins: it may not stay for ever.
void ServerConnectionTest::headIsTimedAfterASlowAnswer()
{
    m_server->setLimits({.headTimeout = 100ms});
    const auto client = connect();
    QVERIFY(client->send(get("/big")));
    QTRY_COMPARE(m_answerer->handled, 1);
    QVERIFY(client->send("GET /half-a-head HTTP/1.1\r\n"));
    QTRY_VERIFY(readTo(*client, kBigBytes));
    QTRY_VERIFY(client->waitClosed(kNow));
    QVERIFY(client->unread().find("HTTP/1.1 408 ", kBigBytes) != std::string::npos);
}

void ServerConnectionTest::bodyIsTimedBehindAnInterimAnswer()
{
    m_server->setLimits({.bodyTimeout = 100ms});
    const auto client = connect();
    QVERIFY(client->send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: "
                         "100-continue\r\n\r\n"));
    QTRY_VERIFY(client->waitFor("100 Continue\r\n\r\n", kNow));
    QTRY_VERIFY(client->waitClosed(kNow));
    QVERIFY(client->unread().find("HTTP/1.1 408 ") != std::string::npos);
}

void ServerConnectionTest::goneIsSeenBehindManyRequests()
{
    const auto client = connect();
    QVERIFY(client->send(get("/wait")));
    QTRY_VERIFY(m_answerer->waiting);
    std::string more; // beyond what is read ahead, so reading stops; what is left fits the socket
    while (more.size() < 100'000)
        more += get("/small");
    QVERIFY(client->send(more));
    const auto other = connect();
    QVERIFY(other->send(get("/small")));
    QTRY_VERIFY(other->waitFor("small", kNow));
    QCOMPARE(m_answerer->gone, 0);
    client->close();
    QTRY_COMPARE(m_answerer->gone, 1);
    QTRY_COMPARE(m_server->connectionCount(), std::size_t{1});
}

// It ends while an answer goes out and more waits than is read ahead: no request may be served for it.
void ServerConnectionTest::goneIsRememberedForTheNextRequest()
{
    const auto client = connect();
    QVERIFY(client->send(get("/big")));
    QTRY_COMPARE(m_answerer->handled, 1);
    std::string more = get("/wait");
    while (more.size() < 150'000) // twice what is read ahead, and what is left fits the socket
        more += get("/small");
    QVERIFY(client->send(more));
    client->halfClose();
    const auto other = connect();
    QVERIFY(other->send(get("/small")));
    QTRY_VERIFY(other->waitFor("small", kNow));
    QTRY_VERIFY(client->waitClosed(kNow));
    QVERIFY(client->unread().size() > kBigBytes);
    QCOMPARE(m_answerer->handled, 2); // the big one, and the other client's
    QTRY_COMPARE(m_server->connectionCount(), std::size_t{1});
}

void ServerConnectionTest::halfClosedClientGetsAllOfAFinishedAnswer()
{
    const auto client = connect();
    QVERIFY(client->send(get("/big")));
    QTRY_COMPARE(m_answerer->handled, 1);
    client->halfClose();
    QTRY_VERIFY(client->waitClosed(kNow));
    QVERIFY(client->unread().size() > kBigBytes);
}

void ServerConnectionTest::errorAfterHeadHasItsBody()
{
    const auto client = connect();
    QVERIFY(client->send("HEAD /small HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    QTRY_VERIFY(client->waitFor("\r\n\r\n", kNow));
    QVERIFY(client->unread().ends_with("\r\n\r\n"));
    QVERIFY(client->send("garbage\r\n\r\n"));
    QTRY_VERIFY(client->waitClosed(kNow));
    QVERIFY(client->unread().find("HTTP/1.1 400 ") != std::string::npos);
    QVERIFY(!client->unread().ends_with("\r\n\r\n"));
}

void ServerConnectionTest::bodyWaitsUntilItIsAskedFor_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::newRow("with a length") << false;
    QTest::newRow("chunked") << true;
}

void ServerConnectionTest::bodyWaitsUntilItIsAskedFor()
{
    QFETCH(const bool, chunked);
    constexpr std::size_t kBytes = 100'000;
    const auto client = connect();
    const std::string body(kBytes, 'x');
    QVERIFY(client->send("POST /ask HTTP/1.1\r\nHost: localhost\r\n" +
                         (chunked ? "Transfer-Encoding: chunked\r\n\r\n186a0\r\n"
                                  : "Content-Length: " + std::to_string(kBytes) + "\r\n\r\n")));
    QTRY_VERIFY(m_answerer->asking);
    QVERIFY(client->send(body + (chunked ? "\r\n0\r\n\r\n" : "")));
    QTest::qWait(20);
    QCOMPARE(m_answerer->handled, 0);
    QVERIFY(m_server->isReadingRequests());
    m_answerer->asking->setResponder(nullptr);
    m_answerer->asking->goOn({});
    QTRY_VERIFY(client->waitFor("small", kNow));
    QCOMPARE(m_answerer->bodyBytes, kBytes);
    QVERIFY(client->send(get("/next"))); // the connection goes on
    QTRY_COMPARE(m_answerer->handled, 2);
}

void ServerConnectionTest::whoseBodyIsRefusedSendsItForNothing()
{
    const auto client = connect();
    QVERIFY(client->send("POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"));
    QTRY_VERIFY(m_answerer->asking);
    m_answerer->asking->setResponder(nullptr);
    m_answerer->asking->goOn({401, {}, "unknown"});
    QTRY_VERIFY(client->waitFor("unknown", kNow));
    QVERIFY(client->unread().find("Connection: close") != std::string::npos);
    QCOMPARE(m_answerer->handled, 0);
}

void ServerConnectionTest::whoLeavesWhileHisBodyWaits()
{
    const auto client = connect();
    QVERIFY(client->send("POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"));
    QTRY_VERIFY(m_answerer->asking);
    m_server->closeAll();
    QCOMPARE(m_answerer->gone, 1);
    QCOMPARE(m_server->connectionCount(), std::size_t{0});
}

void ServerConnectionTest::slowReaderIsNotADeadOne()
{
    m_server->setLimits({.writeTimeout = 500ms});
    const auto client = connect();
    QVERIFY(client->send(get("/big")));
    QTRY_COMPARE(m_answerer->handled, 1);
    const auto begin = std::chrono::steady_clock::now();
    std::size_t received = 0;
    while (received < kBigBytes) {
        const auto step = std::chrono::steady_clock::now() + 100ms;
        QTRY_VERIFY(std::chrono::steady_clock::now() > step);
        QCOMPARE(m_server->connectionCount(), std::size_t{1});
        for (int i = 0; i < 300 && client->socket().waitReadable(0ms); ++i)
            received += client->socket().receiveSome().size();
    }
    QVERIFY(std::chrono::steady_clock::now() - begin > 1500ms);
}

void ServerConnectionTest::deadReaderIsGivenUp()
{
    m_server->setLimits({.writeTimeout = 100ms});
    const auto client = connect();
    QVERIFY(client->send(get("/big")));
    QTRY_COMPARE(m_answerer->handled, 1);
    QTRY_COMPARE(m_server->connectionCount(), std::size_t{0});
    QCOMPARE(m_server->answeringCount(), std::size_t{0});
}

QTEST_GUILESS_MAIN(ServerConnectionTest)
#include "tst_server_connection.moc"
