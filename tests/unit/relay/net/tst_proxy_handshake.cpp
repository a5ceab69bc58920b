// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/proxy_handshake.h"

#include <QtTest>

using relay::net::ProxyHandshake;
using relay::net::ProxyUrl;
using State = ProxyHandshake::State;

namespace {

// One turn of the talk: what we must have sent, then what the proxy says.
struct Turn
{
    QByteArray expected;
    QByteArray answer;
};
using Talk = QList<Turn>;

QByteArray bytes(std::initializer_list<int> values)
{
    QByteArray result;
    for (const int value : values)
        result += static_cast<char>(value);
    return result;
}

const QByteArray kGreeting = bytes({5, 1, 0});
const QByteArray kGreetingWithLogin = bytes({5, 2, 0, 2});
const QByteArray kNameRequest = bytes({5, 1, 0, 3, 8}) + "api.test" + bytes({1, 0xbb});
const QByteArray kLogin = bytes({1, 2}) + "me" + bytes({6}) + "secret";
const QByteArray kGranted = bytes({5, 0, 0, 1, 10, 0, 0, 1, 0x12, 0x34});
const QByteArray kConnect = "CONNECT api.test:443 HTTP/1.1\r\nHost: api.test:443\r\n\r\n";
const QByteArray kConnectWithLogin = "CONNECT api.test:443 HTTP/1.1\r\nHost: api.test:443\r\n"
                                     "Proxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n";

Talk onlyAnswer(const QByteArray &expected, const QByteArray &answer)
{
    return {{expected, answer}};
}

} // namespace

class ProxyHandshakeTest : public QObject
{
    Q_OBJECT

private slots:
    void talks_data();
    void talks();
    void unsafeHosts_data();
    void unsafeHosts();
    void sendingInPieces();

private:
    static void httpRows();
    static void socksRows();
    static void addRow(const char *claim, const char *url, const char *host, const Talk &talk,
                       const char *complaint);
};

// Each talk is held with whole answers and byte by byte, with bytes of the tunnel behind the last answer.
void ProxyHandshakeTest::addRow(const char *claim, const char *url, const char *host, const Talk &talk,
                                const char *complaint)
{
    for (const bool byteByByte : {false, true}) {
        QTest::addRow("%s, %s", claim, byteByByte ? "byte by byte" : "whole")
            << std::string(url) << std::string(host) << talk << byteByByte << QString::fromUtf8(complaint);
    }
}

void ProxyHandshakeTest::talks_data()
{
    QTest::addColumn<std::string>("url");
    QTest::addColumn<std::string>("host");
    QTest::addColumn<Talk>("talk");
    QTest::addColumn<bool>("byteByByte");
    QTest::addColumn<QString>("complaint"); // empty: established
    httpRows();
    socksRows();
}

void ProxyHandshakeTest::httpRows()
{
    const auto row = [](const char *claim, const QByteArray &answer, const char *complaint = "") {
        addRow(claim, "http://proxy.test:3128", "api.test", onlyAnswer(kConnect, answer), complaint);
    };
    row("200 opens the tunnel", "HTTP/1.1 200 Connection established\r\n\r\n");
    row("any 2xx does", "HTTP/1.1 204 x\r\n\r\n");
    row("no reason phrase", "HTTP/1.1 200\r\n\r\n");
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\nVia: x\r\n\r\n");
    row("bare line feeds", "HTTP/1.1 200 OK\nVia: x\n\n");
    row("line ends of both kinds", "HTTP/1.1 200 OK\nVia: x\n\r\n");
    row("a length in a 2xx means nothing", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
    row("an interim answer is passed over", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
    row("407 without a login", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        "answered \"HTTP/1.1 407 Proxy Authentication Required\" to CONNECT \"api.test\". It wants a user");
    row("403", "HTTP/1.1 403 Forbidden\r\n\r\n", "rules do not allow");
    row("502", "HTTP/1.1 502 Bad Gateway\r\n\r\n", "could not reach the upstream");
    row("404 of a web server", "HTTP/1.1 404 Not Found\r\n\r\n", "Is it really a proxy");
    row("101 is no tunnel", "HTTP/1.1 101 Switching\r\n\r\n", "Is it really a proxy");
    row("a broken status", "HTTP/1.1 2x0 OK\r\n\r\n", "Is it really a proxy");
    row("control characters are not passed on", "HTTP/1.1 403 a\x1b[31m\r\n\r\n", "403 a?[31m");
    row("a SOCKS proxy", bytes({5, 0xff}), "like a SOCKS proxy");
    row("something else", "SSH-2.0\r\n", "does not answer in HTTP");
    row("an endless head", "HTTP/1.1 200 OK\r\n" + QByteArray(20'000, 'x'), "longer than 16 KiB");
    addRow("a login goes with the request", "http://me:secret@proxy.test:3128", "api.test",
           onlyAnswer(kConnectWithLogin, "HTTP/1.1 200 OK\r\n\r\n"), "");
    addRow("a refused login is told", "http://me:secret@proxy.test:3128", "api.test",
           onlyAnswer(kConnectWithLogin, "HTTP/1.1 407 No\r\n\r\n"), "does not accept the user or password");
    addRow("an IPv6 upstream stands in brackets", "http://proxy.test:3128", "2001:db8::1",
           onlyAnswer("CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n",
                      "HTTP/1.1 200 OK\r\n\r\n"),
           "");
}

void ProxyHandshakeTest::socksRows()
{
    const auto row = [](const char *claim, const Talk &talk, const char *complaint = "") {
        addRow(claim, "socks5://proxy.test", "api.test", talk, complaint);
    };
    const auto loginRow = [](const char *claim, const Talk &talk, const char *complaint = "") {
        addRow(claim, "socks5://me:secret@proxy.test", "api.test", talk, complaint);
    };
    const QByteArray noLogin = bytes({5, 0});
    row("without a login", {{kGreeting, noLogin}, {kNameRequest, kGranted}});
    row("an IPv6 address in the reply",
        {{kGreeting, noLogin}, {kNameRequest, bytes({5, 0, 0, 4}) + QByteArray(18, 'x')}});
    row("a name in the reply", {{kGreeting, noLogin}, {kNameRequest, bytes({5, 0, 0, 3, 3}) + "abc" + "pp"}});
    row("an empty name in the reply", {{kGreeting, noLogin}, {kNameRequest, bytes({5, 0, 0, 3, 0, 1, 1})}});
    row("an unknown kind of address", {{kGreeting, noLogin}, {kNameRequest, bytes({5, 0, 0, 9, 0})}},
        "unknown kind of address");
    row("it wants a login", {{kGreeting, bytes({5, 2})}}, "wants a user and password");
    row("no method", {{kGreeting, bytes({5, 0xff})}}, "wants a user and password");
    row("an HTTP proxy", {{kGreeting, "HTTP/1.1 400 Bad Request\r\n"}}, "like an HTTP proxy");
    row("SOCKS 4", {{kGreeting, bytes({0, 91})}}, "SOCKS 4");
    row("something else", {{kGreeting, bytes({21, 3})}}, "does not answer in SOCKS 5");
    row("a rule forbids it", {{kGreeting, noLogin}, {kNameRequest, bytes({5, 2})}}, "rules do not allow");
    row("host unreachable", {{kGreeting, noLogin}, {kNameRequest, bytes({5, 4, 0, 1, 0, 0, 0, 0, 0, 0})}},
        "did not connect to \"api.test\": it cannot find or reach the host");
    row("connection refused", {{kGreeting, noLogin}, {kNameRequest, bytes({5, 5})}},
        "refused the connection");
    row("an unknown reason", {{kGreeting, noLogin}, {kNameRequest, bytes({5, 200})}}, "(SOCKS reply 200)");
    loginRow("with a login",
             {{kGreetingWithLogin, bytes({5, 2})}, {kLogin, bytes({1, 0})}, {kNameRequest, kGranted}});
    loginRow("a login that nobody wants", {{kGreetingWithLogin, noLogin}, {kNameRequest, kGranted}});
    loginRow("a refused login", {{kGreetingWithLogin, bytes({5, 2})}, {kLogin, bytes({1, 1})}},
             "does not accept the user or password");
    loginRow("no method for a login", {{kGreetingWithLogin, bytes({5, 0xff})}}, "takes neither");
    addRow("an IPv4 upstream goes as an address", "socks5://proxy.test", "10.1.2.3",
           {{kGreeting, noLogin}, {bytes({5, 1, 0, 1, 10, 1, 2, 3, 1, 0xbb}), kGranted}}, "");
    addRow("an IPv6 upstream goes as an address", "socks5://proxy.test", "::1",
           {{kGreeting, noLogin},
            {bytes({5, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0xbb}), kGranted}},
           "");
}

void ProxyHandshakeTest::talks()
{
    QFETCH(std::string, url);
    QFETCH(std::string, host);
    QFETCH(Talk, talk);
    QFETCH(bool, byteByByte);
    QFETCH(QString, complaint);
    ProxyHandshake handshake(*ProxyUrl::parse(url), host, 443);

    for (qsizetype i = 0; i < talk.size(); ++i) {
        QCOMPARE(handshake.state(), State::NeedMore);
        const std::string_view out = handshake.toSend();
        QCOMPARE(QByteArray(out.data(), static_cast<qsizetype>(out.size())), talk[i].expected);
        handshake.sent(out.size());
        QVERIFY(handshake.toSend().empty());
        const bool last = i + 1 == talk.size();
        const std::string answer = talk[i].answer.toStdString();
        const std::string fed = last ? answer + "tunnel" : answer;
        const std::size_t step = byteByByte ? 1 : fed.size();
        std::size_t consumed = 0;
        for (std::size_t at = 0; at < fed.size() && handshake.state() == State::NeedMore; at += step)
            consumed += handshake.feed(std::string_view(fed).substr(at, step)).consumed;
        if (!last || complaint.isEmpty())
            QCOMPARE(consumed, answer.size());
    }

    const QString error = QString::fromStdString(handshake.error().english());
    QVERIFY2(error.contains(complaint), qPrintable(error));
    QCOMPARE(handshake.state(), complaint.isEmpty() ? State::Established : State::Failed);
    QVERIFY2(complaint.isEmpty() || error.contains(QStringLiteral("proxy.test")), qPrintable(error));
    QVERIFY(!error.contains(QStringLiteral("secret")));
    QVERIFY(handshake.toSend().empty());
    QCOMPARE(handshake.feed("more").consumed, std::size_t{0});
}

void ProxyHandshakeTest::unsafeHosts_data()
{
    QTest::addColumn<std::string>("host");
    QTest::newRow("empty") << std::string();
    QTest::newRow("a line break") << std::string("api.test\r\nX: y");
    QTest::newRow("a blank") << std::string("api test");
    QTest::newRow("a NUL") << std::string("api\0test", 8);
    QTest::newRow("256 bytes") << std::string(256, 'a');
}

void ProxyHandshakeTest::unsafeHosts()
{
    QFETCH(std::string, host);
    for (const char *url : {"http://proxy.test", "socks5://proxy.test"}) {
        const ProxyHandshake handshake(*ProxyUrl::parse(url), host, 443);
        QCOMPARE(handshake.state(), State::Failed);
        QVERIFY(handshake.toSend().empty());
        QVERIFY(handshake.error().english().find("base URL") != std::string::npos);
    }
}

void ProxyHandshakeTest::sendingInPieces()
{
    ProxyHandshake handshake(*ProxyUrl::parse("http://proxy.test"), "api.test", 443);
    std::string sent;
    while (!handshake.toSend().empty()) {
        sent += handshake.toSend().front();
        handshake.sent(1);
    }
    QCOMPARE(sent, kConnect.toStdString());
}

QTEST_GUILESS_MAIN(ProxyHandshakeTest)
#include "tst_proxy_handshake.moc"
