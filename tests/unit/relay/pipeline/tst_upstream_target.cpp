// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/client_pool.h"
#include "relay/net/event_loop.h"
#include "relay/net/resolver.h"
#include "relay/net/tls_roots.h"
#include "relay/pipeline/upstream_target.h"

#include <QTest>

using namespace relay;
using pipeline::BaseUrl;
using pipeline::UpstreamTarget;
using pipeline::UpstreamTargets;

Q_DECLARE_METATYPE(model::StringPairs)

// What a channel's fields make of the requests that go to it.
class UpstreamTargetTest final : public QObject
{
    Q_OBJECT

private slots:
    void linesOfEachRequest_data();
    void linesOfEachRequest();
    void onlyHeadersThatAreSentReplaceTheClients();
    void secretsOfHeadersAreKnown();
    void azureHasItsOwnKeyHeader();
    void errorsOfAUrlHideItsSecrets_data();
    void errorsOfAUrlHideItsSecrets();
    void errorsOfAUrlNameIt();
    void urlsFitARequestsHead();

private:
    const UpstreamTarget &target(const model::StringPairs &headers,
                                 model::ChannelType type = model::ChannelType::OpenAiCompatible)
    {
        model::Channel channel;
        channel.id = 1;
        channel.type = type;
        channel.baseUrl = "http://upstream.example:81/v1";
        channel.keys = {"key-1"};
        channel.headers = headers;
        m_targets.rebuild({channel}, m_pool, 0, {});
        return *m_targets.find(1);
    }

    net::EventLoop m_loop;
    net::Resolver m_resolver;
    net::TlsRoots m_roots;
    http::ClientPool m_pool{m_loop, m_resolver, m_roots};
    UpstreamTargets m_targets;
};

void UpstreamTargetTest::linesOfEachRequest_data()
{
    QTest::addColumn<model::StringPairs>("headers");
    QTest::addColumn<QByteArray>("lines");
    const auto row = [](const char *claim, const model::StringPairs &headers, const char *lines) {
        QTest::newRow(claim) << headers << QByteArray(lines);
    };
    const char *const plain = "Host: upstream.example:81\r\nAuthorization: Bearer key-1\r\n";
    row("no header of its own", {}, plain);
    row("a header of its own", {{"X-Org", "a b"}},
        "X-Org: a b\r\nHost: upstream.example:81\r\nAuthorization: Bearer key-1\r\n");
    row("a Host replaces the URL's", {{"hOst", "virtual.example"}},
        "hOst: virtual.example\r\nAuthorization: Bearer key-1\r\n");
    row("the second Host is one too many", {{"Host", "a"}, {"host", "b"}},
        "Host: a\r\nAuthorization: Bearer key-1\r\n");
    row("an empty Host is none", {{"Host", ""}}, plain);
    row("Authorization replaces the key", {{"authorization", "Basic eA=="}},
        "authorization: Basic eA==\r\nHost: upstream.example:81\r\n");
    row("api-key replaces the key", {{"api-key", "k"}}, "api-key: k\r\nHost: upstream.example:81\r\n");
    row("x-api-key replaces the key", {{"X-Api-Key", "k"}}, "X-Api-Key: k\r\nHost: upstream.example:81\r\n");
    row("x-goog-api-key replaces the key", {{"x-goog-api-key", "k"}},
        "x-goog-api-key: k\r\nHost: upstream.example:81\r\n");
    for (const char *name :
         {"Content-Length", "transfer-encoding", "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade",
          "Proxy-Connection", "Expect", "Accept-Encoding", "x-trayrelay-via"})
        row(name, {{name, "5"}}, plain);
    row("a name with a blank", {{"A B", "c"}}, plain);
    row("a name with a colon", {{"A:B", "c"}}, plain);
    row("no name", {{"", "c"}}, plain);
    row("a value of two lines", {{"A", "1\r\nB: 2"}}, plain);
    row("a value with a NUL", {{"A", std::string("1\0", 2)}}, plain);
}

void UpstreamTargetTest::linesOfEachRequest()
{
    QFETCH(const model::StringPairs, headers);
    QFETCH(const QByteArray, lines);
    QCOMPARE(QByteArray::fromStdString(target(headers).keyLines.front()), lines);
}

void UpstreamTargetTest::onlyHeadersThatAreSentReplaceTheClients()
{
    QCOMPARE(target({{"OpenAI-Beta", "x"}, {"Content-Length", "5"}, {"A B", "c"}}).ownHeaders,
             std::vector<std::string>{"openai-beta"});
}

void UpstreamTargetTest::secretsOfHeadersAreKnown()
{
    const std::vector<std::string> expected{"gateway-secret", "Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"};
    QCOMPARE(target({{"X-Gateway-Token", "gateway-secret"},
                     {"X-Org", "org-public"},
                     {"X-Auth", "1"},
                     {"Authorization", "Basic dXNlcjpwYXNz"}})
                 .secrets,
             expected);
}

void UpstreamTargetTest::azureHasItsOwnKeyHeader()
{
    QCOMPARE(target({}, model::ChannelType::Azure).keyLines.front(),
             std::string("Host: upstream.example:81\r\napi-key: key-1\r\n"));
    QCOMPARE(target({{"Authorization", "Bearer entra"}}, model::ChannelType::Azure).keyLines.front(),
             std::string("Authorization: Bearer entra\r\nHost: upstream.example:81\r\n"));
}

void UpstreamTargetTest::errorsOfAUrlHideItsSecrets_data()
{
    QTest::addColumn<QByteArray>("url");
    for (const char *url : {"https://user:hidden@host/v1", "https://hidden@host", "ftp://user:hidden@host",
                            "https://user:hid@hidden@host/", "https://user:hidden@host/v1?a=b",
                            "https://host/v1?key=hidden", "https://host/v1?key=a@hidden", "user:hidden@host",
                            "https://host/v1?email=me@b&key=hidden", "https://user:hidden?x@host"})
        QTest::newRow(url) << QByteArray(url);
}

void UpstreamTargetTest::errorsOfAUrlHideItsSecrets()
{
    QFETCH(const QByteArray, url);
    const Result<BaseUrl> parsed = BaseUrl::parse(url.toStdString());
    QVERIFY(!parsed);
    QVERIFY2(!parsed.error().message.contains(QStringLiteral("hidden")),
             qUtf8Printable(parsed.error().message));
}

void UpstreamTargetTest::errorsOfAUrlNameIt()
{
    const Result<BaseUrl> parsed = BaseUrl::parse("https://user:hidden@host.example/v1");
    QVERIFY(!parsed);
    QVERIFY(parsed.error().message.contains(QStringLiteral("host.example/v1")));
}

void UpstreamTargetTest::urlsFitARequestsHead()
{
    for (const std::string &bad : {std::string("http://ho\x12st/v1"), std::string("http://host/a\x7F"),
                                   std::string("http://host/\0", 13), std::string("http://host/a b")})
        QVERIFY(!BaseUrl::parse(bad));
    const Result<BaseUrl> pasted = BaseUrl::parse("http://host/v1//chat/completions/");
    QVERIFY(pasted);
    QCOMPARE(pasted->path, std::string("/v1"));
}

QTEST_GUILESS_MAIN(UpstreamTargetTest)
#include "tst_upstream_target.moc"
