// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using relay::api::EventKind;

// /api/alert/, /api/event/ and /api/update/.
class WatchApiTest final : public QObject
{
    Q_OBJECT

private slots:
    void alertsAreTold();
    void eventsAreToldFromWhereOneStopped();
    void newerVersionsAreTold();
    void allNeedTheAdminKey();
};

void WatchApiTest::alertsAreTold()
{
    AdminClient client;
    client.service.fakeWatch.alertsNow = {
        {.name = "wal",
         .setting = "ALERT_WAL_MB",
         .unit = "MB",
         .limit = 64,
         .value = 70.126,
         .known = true,
         .raised = true,
         .sinceMs = 1'700'000'000'000,
         .text = "too large"},
        {.name = "budget", .setting = "ALERT_BUDGET_USD_DAY", .unit = "$", .text = "spent today"}};
    const Answer answer = client.get("/api/alert/");
    QVERIFY(answer.success());
    const QJsonArray expected =
        QJsonDocument::fromJson(
            R"([{"name": "wal", "setting": "ALERT_WAL_MB", "unit": "MB", "limit": 64, "value": 70.13,
                 "raised": true, "since": 1700000000000, "text": "too large"},
                {"name": "budget", "setting": "ALERT_BUDGET_USD_DAY", "unit": "$", "limit": null,
                 "value": null, "raised": false, "since": null, "text": "spent today"}])")
            .array();
    QCOMPARE(answer.data().toArray(), expected);
}

void WatchApiTest::eventsAreToldFromWhereOneStopped()
{
    AdminClient client;
    client.service.fakeWatch.eventsNow = {
        {1, 1'700'000'000'000, EventKind::AlertRaised, "wal", "too large"},
        {2, 1'700'000'001'000, EventKind::GuardUndid, "", "entry 5 is undone"}};
    QCOMPARE(client.get("/api/event").data().toArray().size(), 2);
    const QJsonArray expected = QJsonDocument::fromJson(
                                    R"([{"id": 2, "created_at": 1700000001000, "kind": "guard_undid",
                                         "subject": "", "text": "entry 5 is undone"}])")
                                    .array();
    QCOMPARE(client.get("/api/event/?after=1").data().toArray(), expected);
    QCOMPARE(client.get("/api/event/?after=x").status, 400);
}

void WatchApiTest::newerVersionsAreTold()
{
    AdminClient client;
    client.service.fakeUpdates.statusNow.trouble = "HTTP 404";
    QJsonObject expected =
        QJsonDocument::fromJson(
            R"({"enabled": false, "address": "", "running": "0.1.0", "asking": false, "asked_at": null,
                "verdict": "unknown", "version": null, "page": null, "notes": "", "sha256": {},
                "trouble": "HTTP 404"})")
            .object();
    QCOMPARE(client.get("/api/update/").data().toObject(), expected);
    client.service.fakeUpdates.found = relay::api::UpdateStatus{.enabled = true,
                                                                .address = "https://updates.example/",
                                                                .running = "0.1.0",
                                                                .askedAtMs = 1'700'000'000'000,
                                                                .verdict = relay::api::UpdateVerdict::Newer,
                                                                .version = "0.2.0",
                                                                .page = "https://updates.example/0.2.0",
                                                                .notes = "Faster start.",
                                                                .sha256 = {{"windows-msi", "abc"}}};
    expected = QJsonDocument::fromJson(
                   R"({"enabled": true, "address": "https://updates.example/", "running": "0.1.0",
                "asking": false, "asked_at": 1700000000000, "verdict": "newer", "version": "0.2.0",
                "page": "https://updates.example/0.2.0", "notes": "Faster start.",
                "sha256": {"windows-msi": "abc"}, "trouble": ""})")
                   .object();
    QCOMPARE(client.call("POST", "/api/update/check").data().toObject(), expected);
    client.service.fakeUpdates.failure =
        relay::Error{relay::ErrorKind::UpstreamSilent, QStringLiteral("no answer in time")};
    const Answer silent = client.call("POST", "/api/update/check");
    QCOMPARE(silent.status, 504);
    QCOMPARE(silent.message(), QStringLiteral("no answer in time"));
}

void WatchApiTest::allNeedTheAdminKey()
{
    AdminClient client;
    QCOMPARE(client.call("GET", "/api/alert/", {}, {}).status, 401);
    QCOMPARE(client.call("GET", "/api/event/", {}, {}).status, 401);
    QCOMPARE(client.call("GET", "/api/update/", {}, {}).status, 401);
    QCOMPARE(client.call("POST", "/api/update/check", {}, {}).status, 401);
    QCOMPARE(client.service.fakeUpdates.questions, 0);
}

QTEST_GUILESS_MAIN(WatchApiTest)
#include "tst_watch_api.moc"
