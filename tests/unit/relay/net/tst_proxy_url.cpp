// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/proxy_url.h"

#include <QtTest>

using relay::net::ProxyUrl;

class ProxyUrlTest : public QObject
{
    Q_OBJECT

private slots:
    void accepted_data();
    void accepted();
    void refused_data();
    void refused();
};

void ProxyUrlTest::accepted_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("shown");
    QTest::addColumn<std::string>("user");
    QTest::addColumn<std::string>("password");
    const auto row = [](const char *claim, const char *text, const char *shown, const char *user = "",
                        const char *password = "") {
        QTest::newRow(claim) << std::string(text) << std::string(shown) << std::string(user)
                             << std::string(password);
    };
    row("HTTP", "http://proxy.test:3128", "http://proxy.test:3128");
    row("a closing slash", "http://proxy.test:3128/", "http://proxy.test:3128");
    row("HTTP's own port", "http://proxy.test", "http://proxy.test:80");
    row("SOCKS5", "socks5://proxy.test:9050", "socks5://proxy.test:9050");
    row("SOCKS5 that resolves is the same", "socks5h://proxy.test:9050", "socks5://proxy.test:9050");
    row("SOCKS5's own port", "socks5://proxy.test", "socks5://proxy.test:1080");
    row("the scheme's case does not matter", "SOCKS5://proxy.test", "socks5://proxy.test:1080");
    row("an IPv4 address", "http://10.0.0.1:8080", "http://10.0.0.1:8080");
    row("an IPv6 address", "http://[::1]:8080", "http://[::1]:8080");
    row("an IPv6 address without a port", "socks5://[fe80::2]", "socks5://[fe80::2]:1080");
    row("a login is never shown", "http://me:secret@proxy.test:1", "http://proxy.test:1", "me", "secret");
    row("a user alone", "http://me@proxy.test:1", "http://proxy.test:1", "me");
    row("escapes are undone", "socks5://m%40e:p%3a%2Fw@proxy.test:1", "socks5://proxy.test:1", "m@e", "p:/w");
    row("a password may hold @ and /", "http://me:p@ss/w@proxy.test:1", "http://proxy.test:1", "me",
        "p@ss/w");
    row("a password may hold a colon", "http://me:a:b@proxy.test:1", "http://proxy.test:1", "me", "a:b");
}

void ProxyUrlTest::accepted()
{
    QFETCH(std::string, text);
    QFETCH(std::string, shown);
    QFETCH(std::string, user);
    QFETCH(std::string, password);
    const auto url = ProxyUrl::parse(text);
    QVERIFY2(url.has_value(), url ? "" : qPrintable(url.error().message));
    QCOMPARE(url->toString(), shown);
    QCOMPARE(url->user, user);
    QCOMPARE(url->password, password);
}

void ProxyUrlTest::refused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("complaint");
    const auto row = [](const char *claim, const QByteArray &text, const char *complaint) {
        QTest::newRow(claim) << text << QString::fromUtf8(complaint);
    };
    row("nothing", "", "no http:// or socks5://");
    row("no scheme", "proxy.test:3128", "no http:// or socks5://");
    row("a proxy over TLS", "https://proxy.test", "over TLS");
    row("SOCKS4", "socks4://proxy.test", "kind of proxy");
    row("no host", "http://", "host name");
    row("no host but a port", "http://:80", "host name");
    row("a blank in the host", "http://a b:80", "host name");
    row("a line break in the host", "http://a\r\nX: y:80", "host name");
    row("a long host", "http://" + QByteArray(256, 'a'), "host name");
    row("port 0", "http://proxy.test:0", "1 to 65535");
    row("port 65536", "http://proxy.test:65536", "1 to 65535");
    row("a negative port", "http://proxy.test:-1", "1 to 65535");
    row("a port with a letter", "http://proxy.test:80a", "1 to 65535");
    row("a path", "http://proxy.test:80/path", "path");
    row("a query", "http://proxy.test:80?x", "path");
    row("an open bracket", "http://[::1:80", "closing bracket");
    row("no address in brackets", "http://[proxy.test]:80", "no IPv6 address");
    row("something after the bracket", "http://[::1]80", "must follow a colon");
    row("a broken escape", "http://secret%4:x@proxy.test", "two hex digits");
    row("no hex digits", "http://me:secret%zz@proxy.test", "two hex digits");
    row("no user", "http://:secret@proxy.test", "user name is empty");
    row("a colon in HTTP's user", "http://a%3ab:secret@proxy.test", "colon");
    row("a long password", "socks5://me:" + QByteArray(256, 's') + "@proxy.test", "255 bytes");
}

void ProxyUrlTest::refused()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, complaint);
    const auto url = ProxyUrl::parse(text.toStdString());
    QVERIFY(!url.has_value());
    QVERIFY2(url.error().message.contains(complaint), qPrintable(url.error().message));
    QVERIFY(!url.error().message.contains(QStringLiteral("secret")));
    QCOMPARE(url.error().kind, relay::ErrorKind::BadRequest);
}

QTEST_GUILESS_MAIN(ProxyUrlTest)
#include "tst_proxy_url.moc"
