// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QJsonDocument>
#include <QTest>

using namespace tests;

namespace {

QByteArray post(const QByteArray &fields, const QByteArray &body = {})
{
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %KEY%\r\n" +
           fields + "\r\n" + body;
}

QByteArray postWhole(const QByteArray &body)
{
    return post("Content-Length: " + QByteArray::number(body.size()) + "\r\n", body);
}

QByteArray postChunks(const QByteArray &coded)
{
    return post("Transfer-Encoding: chunked\r\n", coded);
}

QByteArray get(const QByteArray &fields)
{
    return "GET /v1/models HTTP/1.1\r\nAuthorization: Bearer %KEY%\r\n" + fields + "\r\n";
}

} // namespace

// Clients that send what they should not: the right status, in an error body that their library understands,
// and nothing left over.
class HostileClientTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void getsTheRightError_data();
    void getsTheRightError();
    void isTakenAllTheSame_data();
    void isTakenAllTheSame();
    void mayBeAnsweredAfterAHalfClose();

private:
    void badLines();
    void badFields();
    void badBodies();
    void badJson();
    void badCallers();

    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<RelayFixture> m_relay;
};

void HostileClientTest::initTestCase()
{
    m_upstream = std::make_unique<FakeUpstream>(scripts::chat());
    m_relay.reset(new RelayFixture{{"RELAY_MAX_BODY_MB", "1"}});
    QVERIFY(m_relay->add("main", m_upstream->baseUrl()) != 0);
}

// Whatever happened: others are served, and no connection of the rows before is left.
void HostileClientTest::cleanup()
{
    QCOMPARE(m_relay->client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    QTRY_COMPARE(m_relay->figures().clientConnections, 0U);
    QCOMPARE(m_relay->figures().liveExchanges, 0U);
}

void HostileClientTest::badLines()
{
    const auto row = [](const char *claim, const QByteArray &bytes, int status) {
        QTest::newRow(claim) << bytes << status;
    };
    row("a truncated request line", "POST /v1/chat/comp", 400);
    row("a truncated head", "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthor", 400);
    row("a truncated body", post("Content-Length: 100\r\n", "{\"model\":"), 400);
    row("a truncated chunk", postChunks("64\r\n{\"model\":"), 400);
    row("a request line without an end", "GET /" + QByteArray(20'000, 'a'), 414);
    row("an over-long request line",
        "GET /" + QByteArray(17'000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414);
    row("not HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", 400);
    row("a TLS handshake", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n", 13), 400);
    row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("a NUL in the request line", QByteArray("GET /v1/mo\0dels HTTP/1.1\r\nHost: localhost\r\n\r\n", 45),
        400);
    row("CONNECT", "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n", 501);
    row("nothing but line feeds", "\n\n\n\n\n\n", 400);
}

void HostileClientTest::badFields()
{
    const auto row = [](const char *claim, const QByteArray &bytes, int status) {
        QTest::newRow(claim) << bytes << status;
    };
    QByteArray many;
    for (int i = 0; i < 200; ++i)
        many += "X-" + QByteArray::number(i) + ": v\r\n";
    row("200 header fields", get("Host: localhost\r\n" + many), 431);
    row("an over-long header field", get("Host: localhost\r\nX-Long: " + QByteArray(70'000, 'v') + "\r\n"),
        431);
    row("a head without an end", "GET /v1/models HTTP/1.1\r\nX-Long: " + QByteArray(70'000, 'v'), 431);
    row("a folded field", get("Host: localhost\r\nX-Folded: a\r\n b\r\n"), 400);
    row("a field without a colon", get("Host: localhost\r\nnonsense\r\n"), 400);
    row("white space before the colon", get("Host: localhost\r\nX-Odd : a\r\n"), 400);
    row("a NUL in a field", get(QByteArray("Host: localhost\r\nX-Odd: a\0b\r\n", 28)), 400);
    row("a bare CR in a field", get("Host: localhost\r\nX-Odd: a\rb\r\n"), 400);
    row("no Host", get(""), 400);
    row("two Hosts", get("Host: localhost\r\nHost: localhost\r\n"), 400);
    row("a length and a transfer coding",
        post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400);
    row("two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "{}   "), 400);
    row("a negative length", post("Content-Length: -1\r\n"), 400);
    row("a length that is no number", post("Content-Length: 1e3\r\n"), 400);
    row("a length beyond 64 bits", post("Content-Length: 99999999999999999999\r\n"), 400);
    row("a huge length", post("Content-Length: 9223372036854775807\r\n"), 413);
    row("an unknown transfer coding", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501);
    row("an unknown expectation", post("Expect: the-unexpected\r\nContent-Length: 2\r\n"), 417);
    row("a compressed body", post("Content-Encoding: gzip\r\nContent-Length: 2\r\n", "{}"), 400);
}

void HostileClientTest::badBodies()
{
    const auto row = [](const char *claim, const QByteArray &bytes, int status) {
        QTest::newRow(claim) << bytes << status;
    };
    row("a chunk size that is no number", postChunks("ZZ\r\n"), 400);
    row("a negative chunk size", postChunks("-1\r\n"), 400);
    row("a huge chunk size", postChunks("FFFFFFFFFFFFFFFFFF\r\n"), 400);
    row("a chunk longer than it says", postChunks("2\r\n{}}\r\n0\r\n\r\n"), 400);
    row("an endless chunk extension", postChunks("2;" + QByteArray(70'000, 'x')), 400);
    row("a NUL for a chunk size", postChunks(QByteArray("\0\r\n", 3)), 400);
    row("a body beyond the limit, announced",
        post("Content-Length: 104857600\r\n", QByteArray(3'000'000, ' ')), 413);
    QByteArray chunks;
    for (int i = 0; i < 40; ++i)
        chunks += "10000\r\n" + QByteArray(0x10000, ' ') + "\r\n";
    row("a body beyond the limit, in chunks", postChunks(chunks), 413);
}

void HostileClientTest::badJson()
{
    const auto row = [](const char *claim, const QByteArray &body, int status) {
        QTest::newRow(claim) << postWhole(body) << status;
    };
    row("an empty body", "", 400);
    row("a body of white space", " \r\n ", 400);
    row("not JSON", "model=m&messages=hi", 400);
    row("an array", "[{\"model\":\"m\"}]", 400);
    row("a string", "\"model\"", 400);
    row("JSON that ends early", R"({"model":"m","messages":[{"role":)", 400);
    row("without a model", R"({"messages":[]})", 400);
    row("a model of null", R"({"model":null,"messages":[]})", 400);
    row("a number for a model", R"({"model":5,"messages":[]})", 400);
    row("an object for a model", R"({"model":{"m":1},"messages":[]})", 400);
    row("an empty model", R"({"model":"","messages":[]})", 400);
    row("an unknown model", R"({"model":"no-such-model","messages":[]})", 404);
    row("a model of odd bytes", "{\"model\":\"m\\u0000\\ud800 \xff\",\"messages\":[]}", 400);
    row("only opening brackets", QByteArray(900'000, '['), 400);
    row("a deep body that never closes", R"({"model":"m","messages":)" + QByteArray(900'000, '['), 400);
    row("a body of NUL bytes", QByteArray(1000, '\0'), 400);
}

void HostileClientTest::badCallers()
{
    const auto row = [](const char *claim, const QByteArray &bytes, int status) {
        QTest::newRow(claim) << bytes << status;
    };
    const QByteArray line = "GET /v1/models HTTP/1.1\r\n";
    row("no key", line + "Host: localhost\r\n\r\n", 401);
    row("a wrong key", line + "Host: localhost\r\nAuthorization: Bearer sk-wrong\r\n\r\n", 401);
    row("a key of another scheme", line + "Host: localhost\r\nAuthorization: Basic dTpw\r\n\r\n", 401);
    row("an endless key", line + "Host: localhost\r\nx-api-key: " + QByteArray(30'000, 'k') + "\r\n\r\n",
        401);
    row("the host of a web page", get("Host: evil.example\r\n"), 403);
    row("the host of a web page with our port", get("Host: evil.example:3000\r\n"), 403);
    row("a host that only begins like ours", get("Host: localhost.evil.example\r\n"), 403);
    row("the origin of a web page", get("Host: localhost\r\nOrigin: https://evil.example\r\n"), 403);
    row("the origin of a page of this machine", get("Host: localhost\r\nOrigin: http://localhost:5173\r\n"),
        403);
    row("an opaque origin", get("Host: localhost\r\nOrigin: null\r\n"), 403);
    row("an unknown path",
        "GET /v1/secrets HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %KEY%\r\n\r\n", 404);
    row("a method that the path does not take",
        "PUT /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %KEY%\r\n\r\n", 405);
}

void HostileClientTest::getsTheRightError_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    badLines();
    badFields();
    badBodies();
    badJson();
    badCallers();
}

void HostileClientTest::getsTheRightError()
{
    QFETCH(QByteArray, bytes);
    QFETCH(const int, status);
    const std::size_t before = m_upstream->requestCount();
    bytes.replace("%KEY%", QByteArray::fromStdString(m_relay->key()));
    HttpClient client(m_relay->port());
    client.send(bytes.toStdString()); // the relay may hang up on what is too long
    client.halfClose();
    const HttpReply reply = client.read();
    QCOMPARE(reply.status, status);
    QVERIFY(reply.whole);
    const QJsonObject error = reply.json()[QLatin1String("error")].toObject();
    QVERIFY2(error[QLatin1String("message")].toString().size() > 8, reply.body.c_str());
    QVERIFY(error[QLatin1String("type")].isString());
    QVERIFY(error.contains(QLatin1String("param")) && error.contains(QLatin1String("code")));
    QVERIFY(reply.field("Content-Type").starts_with("application/json"));
    QVERIFY(reply.hasField("X-Request-Id"));
    QVERIFY(client.waitClosed());
    QCOMPARE(m_upstream->requestCount(), before);
}

void HostileClientTest::isTakenAllTheSame_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("bare LF") << QByteArray("POST /v1/chat/completions HTTP/1.1\nHost: "
                                           "localhost\nAuthorization: Bearer %KEY%\nContent-Length: 28\n\n"
                                           R"({"model":"m","messages":[]})"
                                           "\n");
    QTest::newRow("invalid UTF-8 in a field")
        << post("X-Odd: \xff\xfe\x80\r\nContent-Length: 27\r\n", R"({"model":"m","messages":[]})");
    QTest::newRow("an IPv6 host") << get("Host: [::1]:3000\r\n");
    QTest::newRow("an IPv4 host") << get("Host: 192.168.1.5\r\n");
    QTest::newRow("the host name of containers") << get("Host: host.docker.internal:3000\r\n");
    QTest::newRow("a deep body") << postWhole(R"({"model":"m","messages":[],"x":)" + QByteArray(900, '[') +
                                              QByteArray(900, ']') + "}");
    QTest::newRow("a large body") << postWhole(R"({"model":"m","messages":[{"content":")" +
                                               QByteArray(1'000'000, 'x') + R"("}]})");
}

void HostileClientTest::isTakenAllTheSame()
{
    QFETCH(QByteArray, bytes);
    bytes.replace("%KEY%", QByteArray::fromStdString(m_relay->key()));
    HttpClient client(m_relay->port());
    QVERIFY(client.send(bytes.toStdString()));
    const HttpReply reply = client.read();
    QVERIFY2(reply.status == 200, reply.body.c_str());
    QVERIFY(reply.whole);
}

void HostileClientTest::mayBeAnsweredAfterAHalfClose()
{
    HttpClient client(m_relay->port());
    QVERIFY(client.send(post("Connection: close\r\nContent-Length: 27\r\n", R"({"model":"m","messages":[]})")
                            .replace("%KEY%", QByteArray::fromStdString(m_relay->key()))
                            .toStdString()));
    client.halfClose();
    QCOMPARE(client.read().status, 200);
    QVERIFY(client.waitClosed());
}

QTEST_GUILESS_MAIN(HostileClientTest)
#include "tst_hostile_client.moc"
