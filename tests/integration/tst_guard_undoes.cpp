// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/guard.h"
#include "tests/support/settings_calls.h"
#include "tests/support/upstream_scripts.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace tests;

namespace {

HttpReply answer(RelayFixture &relay, std::string_view method, std::string_view path,
                 std::string_view body = {})
{
    return HttpClient(relay.port(), relay.core().adminKey()).exchange(method, path, body);
}

QString valueOf(RelayFixture &relay, const QString &name)
{
    for (const QJsonValue &row :
         answer(relay, "GET", "/api/option/").json()[QStringLiteral("data")].toArray())
        if (row[QStringLiteral("name")].toString() == name)
            return row[QStringLiteral("value")].toString();
    return {};
}

QJsonObject lastEntry(RelayFixture &relay)
{
    return answer(relay, "GET", "/api/option/history").json()[QStringLiteral("data")][0].toObject();
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

const QString kBodyLimit = QStringLiteral("RELAY_MAX_BODY_MB");

} // namespace

// The guard of a whole relay: a change that does harm goes back by itself, says why, and stays in the
// history.
class GuardUndoesTest final : public QObject
{
    Q_OBJECT

private slots:
    void aChangeThatMakesErrorsGoesBack();
    void switchedOffItLooksOn();
    void whatSomebodyTurnsOffStaysOff();
    void itsFactorSaysHowMuchWorse_data();
    void itsFactorSaysHowMuchWorse();
    void itsTimeSaysHowLong_data();
    void itsTimeSaysHowLong();
    void aCrashWithinTheTimeCounts();
    void afterAnOrderlyEndNothingIsUndone();

private:
    // Answers of requests with a body above 1 MiB.
    static int post(RelayFixture &relay, int count)
    {
        int refused = 0;
        const std::string body = chatRequest(false, ",\"user\":\"" + std::string(1200 * 1024, 'x') + "\"");
        for (int i = 0; i < count; ++i)
            refused += relay.client().exchange("POST", "/v1/chat/completions", body).status == 413 ? 1 : 0;
        return refused;
    }
    static QString note(const RelayFixture &relay)
    {
        return relay.dataDir() + QStringLiteral("/settings-guard");
    }
};

void GuardUndoesTest::aChangeThatMakesErrorsGoesBack()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QCOMPARE(post(relay, 50), 0);
    QCOMPARE(answer(relay, "PUT", "/api/option/", R"({"RELAY_MAX_BODY_MB": 1})").status, 200);
    QCOMPARE(contents(note(relay)), QByteArray("1\n"));
    QCOMPARE(post(relay, 50), 50);
    QTRY_COMPARE_WITH_TIMEOUT(valueOf(relay, kBodyLimit), QStringLiteral("64"), 30'000);
    const QJsonObject entry = lastEntry(relay);
    QCOMPARE(entry[QStringLiteral("cause")].toString(), QStringLiteral("guard"));
    QVERIFY2(entry[QStringLiteral("note")].toString().startsWith(
                 QStringLiteral("entry 1: errors rose from 0 % to 100 %")),
             qPrintable(entry[QStringLiteral("note")].toString()));
    QVERIFY(contents(relay.dataDir() + QStringLiteral("/.env")).contains("RELAY_MAX_BODY_MB=64"));
    QTRY_VERIFY(!QFile::exists(note(relay)));
    const QJsonValue events = answer(relay, "GET", "/api/event/").json()[QStringLiteral("data")];
    const auto isGuards = [](const QJsonValue &event) {
        return event[QStringLiteral("kind")].toString() == QStringLiteral("guard_undid") &&
               event[QStringLiteral("text")].toString().startsWith(
                   QStringLiteral("the guard has put back RELAY_MAX_BODY_MB=64"));
    };
    const QJsonArray all = events.toArray();
    QCOMPARE(std::count_if(all.begin(), all.end(), isGuards), 1);
    QCOMPARE(post(relay, 1), 0);
}

void GuardUndoesTest::switchedOffItLooksOn()
{
    RelayFixture relay({{"GUARD_ENABLED", "false"}});
    QCOMPARE(answer(relay, "PUT", "/api/option/", R"({"RELAY_MAX_BODY_MB": 1})").status, 200);
    QVERIFY(!QFile::exists(note(relay)));
}

void GuardUndoesTest::whatSomebodyTurnsOffStaysOff()
{
    RelayFixture relay;
    for (const char *body : {R"({"LOG_BATCH_ENABLED": false})", R"({"SQLITE_SYNCHRONOUS": "FULL"})"}) {
        QCOMPARE(answer(relay, "PUT", "/api/option/", body).status, 200);
        QVERIFY(!QFile::exists(note(relay)));
    }
    QCOMPARE(answer(relay, "POST", "/api/preset/Full%20rollback/apply").status, 200);
    QVERIFY(!QFile::exists(note(relay)));
    QCOMPARE(answer(relay, "POST", "/api/option/undo").status, 200);
    QVERIFY(!QFile::exists(note(relay)));
}

// A tenth of the requests fails before a change that does nothing, a fifth after it.
void GuardUndoesTest::itsFactorSaysHowMuchWorse_data()
{
    QTest::addColumn<QByteArray>("factor");
    QTest::addColumn<bool>("undone");
    QTest::newRow("1.5, the default") << QByteArray("1.5") << true;
    QTest::newRow("3") << QByteArray("3") << false;
}

void GuardUndoesTest::itsFactorSaysHowMuchWorse()
{
    QFETCH(const QByteArray, factor);
    QFETCH(const bool, undone);
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay({{"RELAY_MAX_BODY_MB", "1"}, {"METRICS_ENABLED", "false"}}); // errors alone count
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const auto pass = [&relay](int good, int refused) {
        for (int i = 0; i < good; ++i)
            if (relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status != 200)
                return false;
        return post(relay, refused) == refused;
    };
    QVERIFY(change(relay, "GUARD_FACTOR", factor.toStdString()));
    QVERIFY(pass(54, 6));
    QVERIFY(change(relay, "HTTP_MAX_IDLE_CONNS", "7"));
    QVERIFY(pass(48, 12));
    const QString name = QStringLiteral("HTTP_MAX_IDLE_CONNS");
    if (!undone)
        QVERIFY(awaitLooks(relay, relay::service::Guard::kLooks + 1));
    const QString expected = undone ? QStringLiteral("100") : QStringLiteral("7");
    QTRY_COMPARE_WITH_TIMEOUT(valueOf(relay, name), expected, 30'000);
}

void GuardUndoesTest::itsTimeSaysHowLong_data()
{
    QTest::addColumn<QByteArray>("seconds");
    QTest::addColumn<bool>("within"); // the errors come within the time
    QTest::newRow("300 s are not") << QByteArray("300") << true;
    QTest::newRow("1 s is over") << QByteArray("1") << false;
}

void GuardUndoesTest::itsTimeSaysHowLong()
{
    QFETCH(const QByteArray, seconds);
    QFETCH(const bool, within);
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay({{"METRICS_ENABLED", "false"}});
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QVERIFY(change(relay, "GUARD_SECONDS", seconds.toStdString()));
    QCOMPARE(post(relay, 50), 0);
    QVERIFY(change(relay, "RELAY_MAX_BODY_MB", "1"));
    if (within)
        QCOMPARE(relay.core().watchService().guard().seconds, seconds.toInt());
    else
        QTRY_VERIFY(!relay.core().watchService().guard().watching);
    QCOMPARE(QFile::exists(note(relay)), within); // what a crash would be held against
    QCOMPARE(post(relay, 50), 50);
    if (!within)
        QVERIFY(awaitLooks(relay, relay::service::Guard::kLooks + 1));
    const QString expected = within ? QStringLiteral("64") : QStringLiteral("1");
    QTRY_COMPARE_WITH_TIMEOUT(valueOf(relay, kBodyLimit), expected, 30'000);
}

// A process that is killed leaves its note; here it is put back after an orderly end.
void GuardUndoesTest::aCrashWithinTheTimeCounts()
{
    RelayFixture relay;
    QCOMPARE(answer(relay, "PUT", "/api/option/",
                    R"({"HTTP_MAX_IDLE_CONNS": 7, "LOG_BATCH_SIZE": 9, "LOG_BATCH_ENABLED": false})")
                 .status,
             200);
    const QByteArray left = contents(note(relay));
    QCOMPARE(left, QByteArray("1\n"));
    QCOMPARE(answer(relay, "PUT", "/api/option/", R"({"LOG_BATCH_SIZE": 11})").status, 200);
    relay.stop();
    QVERIFY(!QFile::exists(note(relay)));
    QFile file(note(relay));
    QVERIFY(file.open(QFile::WriteOnly) && file.write(left) == left.size());
    file.close();

    QVERIFY(relay.start());
    QCOMPARE(valueOf(relay, QStringLiteral("HTTP_MAX_IDLE_CONNS")), QStringLiteral("100"));
    QCOMPARE(valueOf(relay, QStringLiteral("LOG_BATCH_SIZE")), QStringLiteral("11")); // changed again since
    QCOMPARE(valueOf(relay, QStringLiteral("LOG_BATCH_ENABLED")), QStringLiteral("false")); // a switch
    const QJsonObject entry = lastEntry(relay);
    QCOMPARE(entry[QStringLiteral("cause")].toString(), QStringLiteral("guard"));
    QVERIFY(entry[QStringLiteral("note")].toString().contains(QStringLiteral("ended unexpectedly")));
    QVERIFY(!QFile::exists(note(relay)));
}

void GuardUndoesTest::afterAnOrderlyEndNothingIsUndone()
{
    RelayFixture relay;
    QCOMPARE(answer(relay, "PUT", "/api/option/", R"({"HTTP_MAX_IDLE_CONNS": 7})").status, 200);
    QVERIFY(QFile::exists(note(relay)));
    relay.stop();
    QVERIFY(relay.start());
    QCOMPARE(valueOf(relay, QStringLiteral("HTTP_MAX_IDLE_CONNS")), QStringLiteral("7"));
    QCOMPARE(lastEntry(relay)[QStringLiteral("cause")].toString(), QStringLiteral("user"));
}

QTEST_GUILESS_MAIN(GuardUndoesTest)
#include "tst_guard_undoes.moc"
