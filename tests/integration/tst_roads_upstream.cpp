// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_proxy.h"
#include "tests/support/relay_fixture.h"
#include "tests/support/tls_certificates.h"
#include "tests/support/upstream_scripts.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tests;

// The ways to an upstream: TLS with verification, HTTP and SOCKS5 proxies, timeouts on the way.
class RoadsUpstreamTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void certificateIsVerified_data();
    void certificateIsVerified();
    void tlsStreamsAndStaysOpen();
    void handshakeTimesOut();
    void proxyIsUsed_data();
    void proxyIsUsed();
    void channelsOwnProxyWins();
    void proxyThatRefusesIsNamed();

private:
    QTemporaryDir m_directory;
    CertificateAuthority m_authority;
};

void RoadsUpstreamTest::initTestCase()
{
    const QString path = m_directory.filePath(QStringLiteral("own-ca.pem"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(m_authority.certificate()));
    file.close();
    qputenv("SSL_CERT_FILE", path.toUtf8());
}

void RoadsUpstreamTest::certificateIsVerified_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("status");
    QTest::newRow("by our own authority") << "good" << 200;
    QTest::newRow("by an unknown authority") << "unknown" << 502;
    QTest::newRow("signed by itself") << "self" << 502;
    QTest::newRow("for another name") << "name" << 502;
    QTest::newRow("expired") << "expired" << 502;
}

void RoadsUpstreamTest::certificateIsVerified()
{
    QFETCH(const QString, what);
    QFETCH(const int, status);
    CertificateWishes wishes;
    wishes.addresses = {"127.0.0.1"};
    if (what == QLatin1String("name"))
        wishes.addresses = {"127.0.0.2"};
    if (what == QLatin1String("expired"))
        wishes.notAfter = -std::chrono::minutes(5);
    const CertificateAuthority stranger("Somebody else");
    const PemPair identity = what == QLatin1String("self")      ? CertificateAuthority::selfSigned(wishes)
                             : what == QLatin1String("unknown") ? stranger.issue(wishes)
                                                                : m_authority.issue(wishes);
    FakeUpstream upstream({scripts::chat()}, &identity);
    RelayFixture relay;
    QVERIFY(relay.add("secure", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QVERIFY2(reply.status == status, reply.body.c_str());
    QCOMPARE(upstream.requestCount(), std::size_t{status == 200 ? 1U : 0U}); // the key was not shown
    if (status != 200)
        QVERIFY2(reply.errorText().find("certificate") != std::string::npos, reply.body.c_str());
}

void RoadsUpstreamTest::tlsStreamsAndStaysOpen()
{
    CertificateWishes wishes;
    wishes.addresses = {"127.0.0.1"};
    const PemPair identity = m_authority.issue(wishes);
    const std::string large(3'000'000, 'x');
    FakeUpstream upstream({scripts::chatStream({"a", large, "b"}), scripts::chat(large),
                           [](UpstreamCall &call) { // ends without TLS's own end
                               call.send("HTTP/1.1 200 OK\r\n\r\n{\"id\":\"cut\"");
                               call.reset();
                           }},
                          &identity);
    RelayFixture relay;
    QVERIFY(relay.add("secure", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    const HttpReply stream = client.exchange("POST", "/v1/chat/completions", chatRequest(true));
    QVERIFY(stream.whole);
    QVERIFY(stream.body == "data: " + scripts::contentEvent("a") +
                               "\n\ndata: " + scripts::contentEvent(large) +
                               "\n\ndata: " + scripts::contentEvent("b") + "\n\ndata: [DONE]\n\n");
    const HttpReply whole = client.exchange("POST", "/v1/chat/completions", chatRequest());
    QVERIFY(whole.body == scripts::chatBody(large));
    QCOMPARE(upstream.connectionCount(), 1);
    // An answer until the end of the connection is whole only if TLS says so.
    QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 502);
}

void RoadsUpstreamTest::handshakeTimesOut()
{
    FakeUpstream silent(scripts::stall()); // takes the client's hello for the beginning of a request
    RelayFixture relay{{"HTTP_TLS_TIMEOUT", "1"}, {"RETRY_TIMES", "0"}};
    QVERIFY(relay.add("slow", "https://127.0.0.1:" + std::to_string(silent.port())) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 502);
    QVERIFY2(reply.errorText().find("slow") != std::string::npos, reply.body.c_str());
    QVERIFY(relay.rows().front().record.connectUs >= 900'000);
}

void RoadsUpstreamTest::proxyIsUsed_data()
{
    QTest::addColumn<bool>("socks");
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QString>("user");
    for (const bool tls : {false, true}) {
        const char *const inside = tls ? "TLS" : "plain";
        QTest::addRow("CONNECT, %s", inside) << false << tls << QString();
        QTest::addRow("CONNECT with a password, %s", inside) << false << tls << "me:p%40ss@";
        QTest::addRow("SOCKS5, %s", inside) << true << tls << QString();
        QTest::addRow("SOCKS5 with a password, %s", inside) << true << tls << "me:p%40ss@";
    }
}

void RoadsUpstreamTest::proxyIsUsed()
{
    QFETCH(const bool, socks);
    QFETCH(const bool, tls);
    QFETCH(const QString, user);
    CertificateWishes wishes;
    wishes.dnsNames = {"api.upstream.test"};
    const PemPair identity = m_authority.issue(wishes);
    FakeUpstream upstream({scripts::chatStream({"through"})}, tls ? &identity : nullptr);
    FakeProxy proxy(socks ? FakeProxy::Kind::Socks5 : FakeProxy::Kind::Http, upstream.port());
    RelayFixture relay{{"RELAY_PROXY", (socks ? "socks5://" : "http://") + user.toStdString() +
                                           "127.0.0.1:" + std::to_string(proxy.port())}};
    // A name that only the proxy knows.
    QVERIFY(relay.add("far", tls ? "https://api.upstream.test" : "http://api.upstream.test:8080") != 0);
    HttpClient client = relay.client();
    for (int i = 0; i < 2; ++i) {
        const HttpReply reply = client.exchange("POST", "/v1/chat/completions", chatRequest(true));
        QVERIFY2(reply.status == 200, reply.body.c_str());
        QVERIFY(reply.body.find("through") != std::string::npos);
    }
    QCOMPARE(proxy.targets(),
             std::vector<std::string>{tls ? "api.upstream.test:443" : "api.upstream.test:8080"});
    std::vector<std::string> shown;
    if (!user.isEmpty())
        shown = {socks ? "me:p@ss" : "Basic bWU6cEBzcw=="};
    QCOMPARE(proxy.credentials(), shown);
    QVERIFY(upstream.requests().front().field("Host").starts_with("api.upstream.test"));
    QVERIFY(upstream.requests().front().field("Proxy-Authorization").empty());
}

void RoadsUpstreamTest::channelsOwnProxyWins()
{
    FakeUpstream upstream(scripts::chat());
    FakeProxy general(FakeProxy::Kind::Http, upstream.port());
    FakeProxy own(FakeProxy::Kind::Socks5, upstream.port());
    RelayFixture relay{{"RELAY_PROXY", "http://127.0.0.1:" + std::to_string(general.port())}};
    relay::model::Channel channel;
    channel.name = "far";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = "http://api.upstream.test:8080";
    channel.proxy = "socks5://127.0.0.1:" + std::to_string(own.port());
    QVERIFY(relay.add(channel) != 0);
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    QCOMPARE(general.targets().size(), std::size_t{0});
    QCOMPARE(own.targets().size(), std::size_t{1});
}

void RoadsUpstreamTest::proxyThatRefusesIsNamed()
{
    FakeUpstream refusing(
        scripts::raw("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"));
    RelayFixture relay{{"RELAY_PROXY", "http://127.0.0.1:" + std::to_string(refusing.port())},
                       {"RETRY_TIMES", "0"}};
    QVERIFY(relay.add("far", "http://api.upstream.test:8080") != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 502);
    QVERIFY2(reply.errorText().find("proxy") != std::string::npos, reply.body.c_str());
}

QTEST_GUILESS_MAIN(RoadsUpstreamTest)
#include "tst_roads_upstream.moc"
