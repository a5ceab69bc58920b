// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QRegularExpression>
#include <QTest>

using namespace relay;

// Who gets in, which paths there are, and the form of every answer.
class AdminAccessTest final : public QObject
{
    Q_OBJECT

private slots:
    void takes_data();
    void takes();
    void refuses_data();
    void refuses();
    void lets_data();
    void lets();
    void emptyAdminKeyOpensNothing();
    void metricsOfAPeer_data();
    void metricsOfAPeer();
    void wrongMethodNamesTheRightOnes_data();
    void wrongMethodNamesTheRightOnes();
    void everyAnswerIsTimed_data();
    void everyAnswerIsTimed();
    void preflightOfAListedOrigin();
    void answersToAListedOriginMayBeRead();
    void headHasNoBody();
    void pipelinedRequestsAreAnsweredInOrder();
    void clientThatLeavesIsForgotten();
    void oversizedBody_data();
    void oversizedBody();
};

void AdminAccessTest::takes_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("taken");
    for (const char *path : {"/api/status", "/api/channel/", "/api/log/?limit=1", "/api/nothing", "/api",
                             "/api/", "/metrics", "/metrics/", "/api/chatter", "/api/show/x"})
        QTest::addRow("%s is ours", path) << QByteArray(path) << true;
    for (const char *path : {"/api/chat", "/api/generate", "/api/embed", "/api/embeddings", "/api/tags",
                             "/api/show", "/api/ps", "/api/version", "/api/chat/"})
        QTest::addRow("%s is Ollama's", path) << QByteArray(path) << false;
    for (const char *path : {"/v1/chat/completions", "/", "/apiary", "/metricsx", "", "/v1/api/status"})
        QTest::addRow("\"%s\" is the relay's", path) << QByteArray(path) << false;
}

void AdminAccessTest::takes()
{
    QFETCH(QByteArray, path);
    QTEST(
        admin::AdminHandler::takes(std::string_view(path.constData(), static_cast<std::size_t>(path.size()))),
        "taken");
}

void AdminAccessTest::refuses_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<int>("status");
    QTest::newRow("no token") << QByteArray("/api/channel/") << QByteArray() << 401;
    QTest::newRow("another token") << QByteArray("/api/token/")
                                   << QByteArray("Authorization: Bearer other\r\n") << 401;
    QTest::newRow("the front of the token")
        << QByteArray("/api/log/") << QByteArray("Authorization: Bearer admin-key-of-the-tes\r\n") << 401;
    QTest::newRow("the token and more")
        << QByteArray("/api/log/stat") << QByteArray("Authorization: admin-key-of-the-test1\r\n") << 401;
    QTest::newRow("a bearer of nothing")
        << QByteArray("/api/metrics/") << QByteArray("Authorization: Bearer\r\n") << 401;
    QTest::newRow("the token in another place")
        << QByteArray("/api/metrics/?key=admin-key-of-the-test") << QByteArray() << 401;
    QTest::newRow("unknown path") << QByteArray("/api/unknown") << AdminClient::kWithKey << 404;
    QTest::newRow("a channel that has no number")
        << QByteArray("/api/channel/first") << AdminClient::kWithKey << 404;
    QTest::newRow("a channel beyond 64 bits")
        << QByteArray("/api/channel/9223372036854775808") << AdminClient::kWithKey << 404;
    QTest::newRow("channel 0") << QByteArray("/api/channel/0") << AdminClient::kWithKey << 404;
    QTest::newRow("a name that anybody could own")
        << QByteArray("/api/status") << QByteArray("Host: evil.example\r\n") << 403;
    QTest::newRow("a web page that is not listed")
        << QByteArray("/api/health") << QByteArray("Origin: https://evil.example\r\n") << 403;
    QTest::newRow("a web page that is not listed, with the token")
        << QByteArray("/api/channel/") << AdminClient::kWithKey + "Origin: http://localhost:8080\r\n"
        << 403;
}

void AdminAccessTest::refuses()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, headers);
    AdminClient client;
    const Answer answer = client.call("GET", path, {}, headers);
    QTEST(answer.status, "status");
    QVERIFY(!answer.success());
    QVERIFY(!answer.message().isEmpty());
    QVERIFY(answer.data().isNull());
    QCOMPARE(answer.header("WWW-Authenticate"), answer.status == 401 ? QByteArray("Bearer") : QByteArray());
    QVERIFY(answer.header("Access-Control-Allow-Origin").isEmpty());
    QVERIFY(!answer.body.contains("admin-key"));
}

void AdminAccessTest::lets_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("headers");
    const QByteArray list("/api/channel/");
    QTest::newRow("bearer") << list << AdminClient::kWithKey;
    QTest::newRow("no bearer, as one-api") << list << QByteArray("Authorization: admin-key-of-the-test\r\n");
    QTest::newRow("bearer in any case")
        << list << QByteArray("authorization: bearer admin-key-of-the-test\r\n");
    QTest::newRow("no closing slash") << QByteArray("/api/channel") << AdminClient::kWithKey;
    QTest::newRow("status needs no token") << QByteArray("/api/status") << QByteArray();
    QTest::newRow("health needs no token") << QByteArray("/api/health/") << QByteArray();
    QTest::newRow("health with a wrong token")
        << QByteArray("/api/health") << QByteArray("Authorization: x\r\n");
    QTest::newRow("metrics for this machine") << QByteArray("/metrics") << QByteArray();
    QTest::newRow("the machine's own name") << QByteArray("/api/status") << QByteArray("Host: desk:3000\r\n");
    QTest::newRow("a program's origin")
        << QByteArray("/api/status") << QByteArray("Origin: vscode-webview://abc\r\n");
}

void AdminAccessTest::lets()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, headers);
    AdminClient client;
    QCOMPARE(client.call("GET", path, {}, headers).status, 200);
}

void AdminAccessTest::emptyAdminKeyOpensNothing()
{
    AdminClient client;
    client.service.key.clear();
    QCOMPARE(client.call("GET", "/api/channel/", {}, {}).status, 401);
    QCOMPARE(client.call("GET", "/api/channel/", {}, "Authorization: Bearer \r\n").status, 401);
}

void AdminAccessTest::metricsOfAPeer_data()
{
    QTest::addColumn<QByteArray>("peer");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<int>("status"); // 0: admitted
    QTest::newRow("127.0.0.1 without a token") << QByteArray("127.0.0.1") << QByteArray() << 0;
    QTest::newRow("::1 without a token") << QByteArray("::1") << QByteArray() << 0;
    QTest::newRow("the network without a token") << QByteArray("10.0.0.7") << QByteArray() << 401;
    QTest::newRow("the network with the token") << QByteArray("10.0.0.7") << AdminClient::kWithKey << 0;
}

void AdminAccessTest::metricsOfAPeer()
{
    QFETCH(QByteArray, peer);
    QFETCH(QByteArray, headers);
    AdminClient client;
    const std::string text = AdminClient::requestText("GET", "/metrics", {}, headers).toStdString();
    http::RequestHead head;
    QCOMPARE(http::parseRequestHead(text, 0, head).state, http::HeadResult::Complete);
    QTEST(client.handler.admit(head, *net::HostAddress::parse(peer.toStdString(), 5555)).status, "status");
}

void AdminAccessTest::wrongMethodNamesTheRightOnes_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("allow");
    const QByteArray list("GET, HEAD, POST, PUT, OPTIONS");
    const QByteArray one("GET, HEAD, PUT, DELETE, OPTIONS");
    const QByteArray look("GET, HEAD, OPTIONS");
    QTest::newRow("DELETE of all channels")
        << QByteArray("DELETE") << QByteArray("/api/channel/") << 405 << list;
    QTest::newRow("POST to one token") << QByteArray("POST") << QByteArray("/api/token/3") << 405 << one;
    QTest::newRow("PATCH of one channel")
        << QByteArray("PATCH") << QByteArray("/api/channel/3") << 405 << one;
    QTest::newRow("POST to the log") << QByteArray("POST") << QByteArray("/api/log") << 405 << look;
    QTest::newRow("POST to status") << QByteArray("POST") << QByteArray("/api/status") << 405 << look;
    QTest::newRow("GET of the reset")
        << QByteArray("GET") << QByteArray("/api/metrics/reset/") << 405 << QByteArray("POST, OPTIONS");
    QTest::newRow("a method nobody knows") << QByteArray("BREW") << QByteArray("/metrics") << 405 << look;
    QTest::newRow("OPTIONS asks") << QByteArray("OPTIONS") << QByteArray("/api/channel/") << 204 << list;
}

void AdminAccessTest::wrongMethodNamesTheRightOnes()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    AdminClient client;
    const Answer answer = client.call(method.constData(), path);
    QTEST(answer.status, "status");
    QTEST(answer.header("Allow"), "allow");
}

void AdminAccessTest::everyAnswerIsTimed_data()
{
    QTest::addColumn<QByteArray>("request");
    const auto row = [](const char *name, const char *method, const char *path, const QByteArray &headers) {
        QTest::newRow(name) << AdminClient::requestText(method, path, {}, headers);
    };
    row("an answer at once", "GET", "/api/status", {});
    row("an answer of the service", "GET", "/api/channel/", AdminClient::kWithKey);
    row("plain text", "GET", "/metrics", {});
    row("401", "GET", "/api/channel/", {});
    row("403", "GET", "/api/status", "Host: evil.example\r\n");
    row("404", "GET", "/api/nothing", {});
    row("405", "PUT", "/api/status", {});
    row("OPTIONS", "OPTIONS", "/api/status", {});
    row("a preflight", "OPTIONS", "/api/status",
        "Origin: https://allowed.example\r\nAccess-Control-Request-Method: GET\r\n");
    QTest::newRow("a request that HTTP forbids")
        << QByteArray("GET /api/status HTTP/1.1\r\nbad header\r\n\r\n");
}

void AdminAccessTest::everyAnswerIsTimed()
{
    QFETCH(QByteArray, request);
    AdminClient client;
    const Answer answer = client.send(request);
    QVERIFY(answer.status != 0);
    const auto matches = [&](const char *header, const char *pattern) {
        return QRegularExpression(QLatin1String(pattern))
            .match(QString::fromLatin1(answer.header(header)))
            .hasMatch();
    };
    QVERIFY2(matches("X-Response-Time-Ms", R"(^\d+\.\d\d$)"), answer.head.constData());
    QVERIFY2(matches("X-Request-Id", "^[0-9a-f]{16}$"), answer.head.constData());
    QVERIFY2(
        matches(
            "Server-Timing",
            R"(^queue;dur=0\.00, auth;dur=0\.00, connect;dur=0\.00, upstream;dur=0\.00, relay;dur=\d+\.\d\d$)"),
        answer.head.constData());
}

void AdminAccessTest::preflightOfAListedOrigin()
{
    AdminClient client;
    const Answer answer =
        client.call("OPTIONS", "/api/channel/", {},
                    "Origin: https://allowed.example\r\nAccess-Control-Request-Method: PUT\r\n"
                    "Access-Control-Request-Headers: authorization\r\n");
    QCOMPARE(answer.status, 204);
    QCOMPARE(answer.header("Access-Control-Allow-Origin"), QByteArray("https://allowed.example"));
    QCOMPARE(answer.header("Access-Control-Allow-Headers"), QByteArray("authorization"));
    QVERIFY(answer.header("Access-Control-Allow-Methods").contains("PUT"));

    QCOMPARE(client
                 .call("OPTIONS", "/api/channel/", {},
                       "Origin: https://evil.example\r\nAccess-Control-Request-Method: PUT\r\n")
                 .status,
             403);
}

void AdminAccessTest::answersToAListedOriginMayBeRead()
{
    AdminClient client;
    const QByteArray origin("Origin: https://allowed.example\r\n");
    for (const QByteArray &headers : {QByteArray(origin + AdminClient::kWithKey), origin}) { // 200, 401
        const Answer answer = client.call("GET", "/api/channel/", {}, headers);
        QCOMPARE(answer.header("Access-Control-Allow-Origin"), QByteArray("https://allowed.example"));
    }
}

void AdminAccessTest::headHasNoBody()
{
    AdminClient client;
    const Answer answer = client.call("HEAD", "/api/status");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.header("Content-Length").toInt() > 0);
    QVERIFY(answer.body.isEmpty());
}

void AdminAccessTest::pipelinedRequestsAreAnsweredInOrder()
{
    AdminClient client;
    client.service.statusNow.version = "9.9";
    const auto socket = client.open(AdminClient::requestText("GET", "/api/channel/", {}) +
                                    AdminClient::requestText("GET", "/api/status", {}) +
                                    AdminClient::requestText("GET", "/api/nothing", {}));
    QByteArray all;
    QTRY_VERIFY((all += socket->readAll()).contains("unknown path"));
    const qsizetype list = all.indexOf("\"data\":[]");
    const qsizetype status = all.indexOf("\"9.9\"");
    QVERIFY(list > 0);
    QVERIFY(status > list);
}

void AdminAccessTest::clientThatLeavesIsForgotten()
{
    AdminClient client;
    client.service.holding = true;
    auto socket = client.open(AdminClient::requestText("GET", "/api/channel/", {}));
    QTRY_COMPARE(client.service.held.size(), std::size_t{1});
    QCOMPARE(client.handler.liveCount(), std::size_t{1});
    socket.reset();
    QTRY_COMPARE(client.handler.liveCount(), std::size_t{0});
    client.service.release(); // finds nobody, and harms nobody
    client.service.holding = false;
    QCOMPARE(client.get("/api/channel/").status, 200);
}

void AdminAccessTest::oversizedBody_data()
{
    QTest::addColumn<QByteArray>("framing");
    QTest::addColumn<QByteArray>("body");
    const QByteArray large(1024 * 1024 + 1, ' ');
    QTest::newRow("length known") << QByteArray("Content-Length: " + QByteArray::number(large.size()))
                                  << large;
    QTest::newRow("chunked") << QByteArray("Transfer-Encoding: chunked")
                             << QByteArray(QByteArray::number(large.size(), 16) + "\r\n" + large +
                                           "\r\n0\r\n\r\n");
}

void AdminAccessTest::oversizedBody()
{
    QFETCH(QByteArray, framing);
    QFETCH(QByteArray, body);
    AdminClient client;
    const Answer answer = client.send("POST /api/channel/ HTTP/1.1\r\nHost: localhost\r\n" +
                                      AdminClient::kWithKey + framing + "\r\n\r\n" + body);
    QCOMPARE(answer.status, 413);
    QVERIFY(client.service.channelList.empty());
}

QTEST_GUILESS_MAIN(AdminAccessTest)
#include "tst_admin_access.moc"
