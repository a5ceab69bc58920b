// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QJsonArray>
#include <QTest>

using namespace relay;

// /api/doctor/
class DoctorApiTest final : public QObject
{
    Q_OBJECT

private slots:
    void findingsHaveResultEvidenceAndRemedy();
    void aFixNamesItsLook();
    void theReportComesAsItIs();
    void failureOfTheService_data();
    void failureOfTheService();
    void needsTheAdminKey();
};

void DoctorApiTest::findingsHaveResultEvidenceAndRemedy()
{
    AdminClient client;
    client.service.fakeDoctor.findings = {
        {"wal", api::Verdict::Trouble, "90 MB", "close it", "Remedy: WAL too large"},
        {"clock", api::Verdict::Fine, "right", {}, {}}};
    const Answer answer = client.get("/api/doctor/");
    QCOMPARE(answer.status, 200);
    const QJsonArray expected{
        QJsonObject{{QStringLiteral("name"), QStringLiteral("wal")},
                    {QStringLiteral("result"), QStringLiteral("trouble")},
                    {QStringLiteral("evidence"), QStringLiteral("90 MB")},
                    {QStringLiteral("remedy"), QStringLiteral("close it")},
                    {QStringLiteral("preset"), QStringLiteral("Remedy: WAL too large")}},
        QJsonObject{{QStringLiteral("name"), QStringLiteral("clock")},
                    {QStringLiteral("result"), QStringLiteral("fine")},
                    {QStringLiteral("evidence"), QStringLiteral("right")},
                    {QStringLiteral("remedy"), QString(QStringLiteral(""))},
                    {QStringLiteral("preset"), QJsonValue::Null}}};
    QCOMPARE(answer.data().toArray(), expected);
}

void DoctorApiTest::aFixNamesItsLook()
{
    AdminClient client;
    client.service.fakeDoctor.outcome.atRestart = {"PORT"};
    const Answer answer = client.call("POST", "/api/doctor/fix/locked-database");
    QCOMPARE(answer.status, 200);
    QCOMPARE(client.service.fakeDoctor.fixed, std::string("locked-database"));
}

void DoctorApiTest::theReportComesAsItIs()
{
    AdminClient client;
    client.service.fakeDoctor.archive = std::string("\x1f\x8b\0\n\xff", 5);
    const Answer answer = client.get("/api/doctor/report");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), QByteArray("application/gzip"));
    QCOMPARE(answer.body, QByteArray("\x1f\x8b\0\n\xff", 5));
}

void DoctorApiTest::failureOfTheService_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("findings") << QByteArray("GET") << QByteArray("/api/doctor");
    QTest::newRow("fix") << QByteArray("POST") << QByteArray("/api/doctor/fix/wal");
    QTest::newRow("report") << QByteArray("GET") << QByteArray("/api/doctor/report");
}

void DoctorApiTest::failureOfTheService()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, path);
    AdminClient client;
    client.service.fakeDoctor.failure = Error{ErrorKind::BadRequest, QStringLiteral("no setting mends it")};
    const Answer answer = client.call(method.constData(), path);
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.message(), QStringLiteral("no setting mends it"));
}

void DoctorApiTest::needsTheAdminKey()
{
    AdminClient client;
    QCOMPARE(client.call("GET", "/api/doctor", {}, {}).status, 401);
    QCOMPARE(client.call("GET", "/api/doctor/report", {}, {}).status, 401);
}

QTEST_GUILESS_MAIN(DoctorApiTest)
#include "tst_doctor_api.moc"
