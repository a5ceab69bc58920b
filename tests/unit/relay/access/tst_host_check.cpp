// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/host_check.h"

#include <QTest>

using namespace relay;
using namespace relay::access;

class HostCheckTest final : public QObject
{
    Q_OBJECT
private slots:
    void hosts_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("allowed");
        for (const char *host :
             {"", "localhost", "localhost:3000", "localhost:65535", "LocalHost:3000", "localhost.",
              "127.0.0.1", "127.0.0.1:3000", "192.168.1.5:80", "[::1]", "[::1]:3000", "[fe80::1]", "workshop",
              "WorkShop:3000", "workshop.local:3000", "host.docker.internal:3000"})
            QTest::newRow(*host ? host : "none") << QByteArray(host) << true;
        for (const char *host : {"evil.example",
                                 "evil.example:3000",
                                 "localhost.evil.example",
                                 "evil-localhost",
                                 "127.0.0.1.evil.example",
                                 "workshop.evil.example",
                                 "127.0.0.1:3000.evil.example",
                                 "localhost:evil",
                                 "localhost:65536",
                                 "localhost:99999999999999999999",
                                 "[::1]:99999",
                                 "[::1",
                                 "[evil]",
                                 "[127.0.0.1]",
                                 "::1",
                                 "[::1]x",
                                 "host.docker.internal.evil.example",
                                 "2130706433",
                                 "0x7f.1",
                                 ":3000",
                                 ".",
                                 ".local",
                                 "other.local",
                                 "localhost@evil.example",
                                 "127.0.0.1%.evil.example",
                                 "a.localhost"})
            QTest::newRow(host) << QByteArray(host) << false;
    }
    void hosts()
    {
        QFETCH(QByteArray, host);
        QFETCH(bool, allowed);
        const HostCheck check({"Workshop", ""}, {});
        const auto result = check.check(host.toStdString(), {});
        QCOMPARE(result.has_value(), allowed);
        if (!result)
            QCOMPARE(result.error().kind, ErrorKind::Forbidden);
    }
    void origins_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char *name, const char *origin, bool allowed) {
            QTest::newRow(name) << QByteArray(origin) << allowed;
        };
        row("none: no page", "", true);
        row("the page that was called", "http://localhost:3000", true);
        row("the same in another case", "HTTP://LOCALHOST:3000", true);
        row("another port of localhost", "http://localhost:5173", false);
        row("localhost by its address", "http://127.0.0.1:3000", false);
        row("no port", "http://localhost", false);
        row("a page", "https://evil.example", false);
        row("a listed page", "https://good.example", true);
        row("a listed page in another case", "https://GOOD.example", true);
        row("a listed page's other port", "https://good.example:8443", false);
        row("a listed page over http", "http://good.example", false);
        row("one that begins like a listed page", "https://good.example.evil.example", false);
        row("null", "null", false);
        row("an extension", "chrome-extension://abcdef", true);
        row("an editor's view", "vscode-webview://0a1b", true);
        row("a desktop program", "app://obsidian.md", true);
        row("no scheme", "evil.example", false);
        row("a line end in it", "app://x\r\nSet-Cookie: a=b", false);
    }
    void origins()
    {
        QFETCH(QByteArray, origin);
        QFETCH(bool, allowed);
        const HostCheck check({}, {"https://good.example/"});
        QCOMPARE(check.check("localhost:3000", origin.toStdString()).has_value(), allowed);
    }
    void aPageWithAReboundNameIsRefusedThoughSameOrigin()
    {
        const HostCheck check({}, {});
        QVERIFY(!check.check("evil.example:3000", "http://evil.example:3000").has_value());
    }
    void anyOriginWhereTheListSaysSo()
    {
        const HostCheck check({}, {"*"});
        QVERIFY(check.check("localhost", "https://any.example").has_value());
        QVERIFY(check.check("localhost", "null").has_value());
        QVERIFY(!check.check("evil.example", "https://any.example").has_value());
    }
    void corsHeaders()
    {
        const HostCheck check({}, {"https://good.example"});
        QVERIFY(check.corsHeaders({}).empty());
        QCOMPARE(value(check.corsHeaders("https://good.example"), "Access-Control-Allow-Origin"),
                 std::string("https://good.example"));
        QCOMPARE(value(check.corsHeaders("https://good.example"), "Vary"), std::string("Origin"));
    }
    void preflight()
    {
        const HostCheck check({}, {"https://good.example"});
        const auto headers =
            check.preflightHeaders("https://good.example", "authorization, x-stainless-os", true);
        QCOMPARE(value(headers, "Access-Control-Allow-Headers"),
                 std::string("authorization, x-stainless-os"));
        QCOMPARE(value(headers, "Access-Control-Allow-Private-Network"), std::string("true"));
        QVERIFY(value(headers, "Access-Control-Allow-Methods").find("POST") != std::string::npos);
        const auto odd = check.preflightHeaders("https://good.example", "a\r\nb: c", false);
        QCOMPARE(value(odd, "Access-Control-Allow-Headers"), std::string("Authorization, Content-Type"));
        QCOMPARE(value(odd, "Access-Control-Allow-Private-Network"), std::string());
    }

private:
    static std::string value(const HostCheck::Headers &headers, std::string_view name)
    {
        for (const auto &[key, text] : headers) {
            if (key == name)
                return text;
        }
        return {};
    }
};

QTEST_GUILESS_MAIN(HostCheckTest)
#include "tst_host_check.moc"
