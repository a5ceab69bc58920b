// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/doctor_calls.h"
#include "tests/support/fake_upstream.h"
#include "tests/support/upstream_scripts.h"

#include <QDateTime>
#include <QHostAddress>
#include <QLocale>
#include <QTcpServer>
#include <QTest>

using namespace tests;

// Trouble on the way to the relay and on to its upstreams: brought about for real, and found.
class DoctorConnectionsTest final : public QObject
{
    Q_OBJECT

private slots:
    void aPortThatIsTakenIsFound();
    void aWrongClockIsFound();
    void aProxyThatIsNotThereIsFound();
    void aCertificateThatNothingProvesIsFound();
    void anUpstreamInTroubleIsFound_data();
    void anUpstreamInTroubleIsFound();
    void anAzureChannelIsAskedInItsOwnWay();
    void aWrongBaseUrlOfAClientIsFound();
    void withoutRowsNobodyKnowsClientsBaseUrls();
};

void DoctorConnectionsTest::aPortThatIsTakenIsFound()
{
    QTemporaryDir folder;
    QTcpServer inTheWay;
    QVERIFY(inTheWay.listen(QHostAddress::LocalHost));
    const Told told =
        command(onData(folder, {QStringLiteral("--port"), QString::number(inTheWay.serverPort()),
                                QStringLiteral("doctor"), QStringLiteral("--json")}));
    QCOMPARE(told.code, 1);
    QJsonObject found;
    for (const QJsonValue finding : QJsonDocument::fromJson(told.out).array())
        if (finding[QStringLiteral("name")].toString() == QStringLiteral("port"))
            found = finding.toObject();
    QCOMPARE(untold(found, {QStringLiteral("process %1)").arg(QCoreApplication::applicationPid())}),
             QString());
}

void DoctorConnectionsTest::aWrongClockIsFound()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY2(relay.start(), relay.output().c_str());
    FakeUpstream upstream([](UpstreamCall &call) {
        const QString hourAgo = QLocale::c().toString(QDateTime::currentDateTimeUtc().addSecs(-3600),
                                                      QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
        call.answer(200, R"({"data":[]})", "Date: " + hourAgo.toStdString() + "\r\n");
    });
    QVERIFY(addChannel(relay, upstream.baseUrl()));
    const QJsonObject found = findingOf(relay, QStringLiteral("clock"));
    QCOMPARE(untold(found, {QStringLiteral("s ahead of the upstreams'"), QStringLiteral("36")}), QString());
}

void DoctorConnectionsTest::aProxyThatIsNotThereIsFound()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    const QString port = QString::number(closedPort());
    relay.environment[QStringLiteral("RELAY_PROXY")] =
        QStringLiteral("http://me:secret-word@127.0.0.1:") + port;
    QVERIFY2(relay.start(), relay.output().c_str());
    QVERIFY(addChannel(relay, "http://127.0.0.1:9/v1"));
    const QJsonObject found = findingOf(relay, QStringLiteral("proxy"));
    QCOMPARE(untold(found, {QStringLiteral("127.0.0.1:") + port, QStringLiteral("refused")}), QString());
    QVERIFY(!found[QStringLiteral("evidence")].toString().contains(QStringLiteral("secret-word")));
}

void DoctorConnectionsTest::aCertificateThatNothingProvesIsFound()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY2(relay.start(), relay.output().c_str());
    const PemPair identity =
        CertificateAuthority::selfSigned({.commonName = "nobody", .addresses = {"127.0.0.1"}});
    FakeUpstream upstream(std::vector<FakeUpstream::Script>{scripts::chat()}, &identity);
    QVERIFY(addChannel(relay, upstream.baseUrl()));
    const QJsonObject found = findingOf(relay, QStringLiteral("certificate"));
    QCOMPARE(untold(found, {QStringLiteral("channel one"), QStringLiteral("self-signed")}), QString());
}

void DoctorConnectionsTest::anUpstreamInTroubleIsFound_data()
{
    QTest::addColumn<int>("status"); // 0: nobody listens
    QTest::addColumn<QString>("result");
    QTest::addColumn<QString>("evidence");
    QTest::newRow("nobody listens") << 0 << QStringLiteral("trouble") << QStringLiteral("refused");
    QTest::newRow("its key is refused")
        << 401 << QStringLiteral("trouble") << QStringLiteral("its key is refused");
    QTest::newRow("its base URL is wrong")
        << 404 << QStringLiteral("hint") << QStringLiteral("is its base URL right?");
    QTest::newRow("it fails") << 500 << QStringLiteral("hint") << QStringLiteral("HTTP 500");
    QTest::newRow("it answers") << 200 << QStringLiteral("fine") << QStringLiteral("1 channel answers");
}

void DoctorConnectionsTest::anUpstreamInTroubleIsFound()
{
    QFETCH(const int, status);
    QFETCH(const QString, result);
    QFETCH(const QString, evidence);
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY2(relay.start(), relay.output().c_str());
    FakeUpstream upstream([status](UpstreamCall &call) { call.answer(status, R"({"data":[]})"); });
    QVERIFY(addChannel(relay, status == 0 ? "http://127.0.0.1:" + std::to_string(closedPort()) + "/v1"
                                          : upstream.baseUrl()));
    const QJsonObject found = findingOf(relay, QStringLiteral("upstream"));
    QCOMPARE(found[QStringLiteral("result")].toString(), result);
    QVERIFY2(found[QStringLiteral("evidence")].toString().contains(evidence, Qt::CaseInsensitive),
             qPrintable(found[QStringLiteral("evidence")].toString()));
}

void DoctorConnectionsTest::anAzureChannelIsAskedInItsOwnWay()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY2(relay.start(), relay.output().c_str());
    FakeUpstream upstream([](UpstreamCall &call) {
        const bool whole = call.request().target().starts_with("/openai/models?api-version=");
        call.answer(whole ? 200 : 404, R"({"data":[]})");
    });
    const QJsonObject channel{
        {QStringLiteral("name"), QStringLiteral("azure")},
        {QStringLiteral("type"), QStringLiteral("azure")},
        {QStringLiteral("base_url"), QStringLiteral("http://127.0.0.1:%1").arg(upstream.port())},
        {QStringLiteral("key"), QStringLiteral("k-012345")},
        {QStringLiteral("models"), QJsonArray{QStringLiteral("m")}}};
    QCOMPARE(relay.call("POST", "/api/channel/", channel).status, 200);
    const QJsonObject found = findingOf(relay, QStringLiteral("upstream"));
    QVERIFY2(found[QStringLiteral("result")].toString() == QStringLiteral("fine"),
             qPrintable(found[QStringLiteral("evidence")].toString()));
}

void DoctorConnectionsTest::aWrongBaseUrlOfAClientIsFound()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY2(relay.start(), relay.output().c_str());
    const std::string key = clientKey(relay);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(relay
                     .raw("POST /llm/chat/v2 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key +
                          "\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
                     .status,
                 404);
    QCOMPARE(relay.raw(chat(key, "no-such-model")).status, 404); // another fault, and no wrong URL
    const QJsonObject found = findingOf(relay, QStringLiteral("base-url"));
    QCOMPARE(untold(found, {QStringLiteral("/llm/chat/v2 (3 times)")}), QString());
    QVERIFY(!found[QStringLiteral("evidence")].toString().contains(QStringLiteral("/v1/chat")));
    QVERIFY(found[QStringLiteral("remedy")].toString().contains(
        QStringLiteral("http://127.0.0.1:%1/v1").arg(relay.port())));
}

void DoctorConnectionsTest::withoutRowsNobodyKnowsClientsBaseUrls()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.environment[QStringLiteral("LOG_CONSUME_ENABLED")] = QStringLiteral("false");
    QVERIFY2(relay.start(), relay.output().c_str());
    QCOMPARE(relay
                 .raw("POST /llm/chat/v2 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " +
                      clientKey(relay) + "\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
                 .status,
             404);
    const QJsonObject found = findingOf(relay, QStringLiteral("base-url"));
    QCOMPARE(found[QStringLiteral("result")].toString(), QStringLiteral("unknown"));
    QVERIFY(found[QStringLiteral("evidence")].toString().contains(QStringLiteral("LOG_CONSUME_ENABLED")));
}

QTEST_GUILESS_MAIN(DoctorConnectionsTest)

#include "tst_doctor_connections.moc"
