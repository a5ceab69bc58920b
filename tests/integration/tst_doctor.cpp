// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/doctor_calls.h"
#include "tests/support/database_holder.h"
#include "tests/support/fake_upstream.h"
#include "tests/support/upstream_scripts.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QHostAddress>
#include <QScopeGuard>
#include <QTcpSocket>
#include <QTest>

#include <list>
#include <sys/mount.h>

using namespace tests;

// Each trouble of the relay and its machine that the doctor knows is brought about for real, and found, with
// its evidence.
class DoctorTest final : public QObject
{
    Q_OBJECT

private slots:
    void aHealthyRelayHasNoTrouble();
    void aLockedDatabaseIsFound();
    void aWriteAheadLogThatGrowsIsFoundAndMended();
    void memoryIsFoundAndMended();
    void slowRequestsAreFound();
    void slowRequestsAreFoundWithoutRows();
    void filesThatOthersMayReadAreFound();
    void passwordsThatOthersMayReadAreTrouble();
    void aDiskThatIsNearlyFullIsFound();
    void descriptorsThatRunOutAreFound();
    void whatNoSettingMendsIsRefused();
    void theReportHoldsNoSecret();
};

void DoctorTest::aHealthyRelayHasNoTrouble()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY2(relay.start(), relay.output().c_str());
    FakeUpstream upstream(scripts::chat());
    QVERIFY(addChannel(relay, upstream.baseUrl()));
    const QJsonArray all = relay.call("GET", "/api/doctor").json()[QStringLiteral("data")].toArray();
    QCOMPARE(all.size(), qsizetype{16});
    for (const QJsonValue finding : all) {
        QVERIFY2(finding[QStringLiteral("result")].toString() != QStringLiteral("trouble"),
                 QJsonDocument(finding.toObject()).toJson().constData());
        QVERIFY(!finding[QStringLiteral("evidence")].toString().isEmpty());
    }
    const Told told = command(onData(folder, {QStringLiteral("doctor")}));
    QCOMPARE(told.code, 0);
    QVERIFY2(told.out.contains("fine     wal"), told.out.constData());
}

void DoctorTest::aLockedDatabaseIsFound()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.environment[QStringLiteral("SQLITE_BUSY_TIMEOUT")] = QStringLiteral("200");
    QVERIFY2(relay.start(), relay.output().c_str());
    DatabaseHolder other(folder.filePath(QStringLiteral("trayrelay.db")), QStringLiteral("BEGIN IMMEDIATE"));
    QVERIFY(other.holds());
    const QJsonObject found = findingOf(relay, QStringLiteral("locked-database"));
    QCOMPARE(untold(found, {QString::fromStdString(other.shown())}), QString());
    other.release();
    const Told told = command(onData(
        folder, {QStringLiteral("doctor"), QStringLiteral("--fix"), QStringLiteral("locked-database")}));
    QVERIFY2(told.code == 0, told.error.constData());
    const QJsonArray history =
        relay.call("GET", "/api/option/history").json()[QStringLiteral("data")].toArray();
    QCOMPARE(history.size(), qsizetype{1});
    QCOMPARE(history[0][QStringLiteral("note")].toString(), QStringLiteral("Remedy: locked database"));
    QVERIFY(findingOf(relay, QStringLiteral("locked-database"))[QStringLiteral("result")].toString() !=
            QStringLiteral("trouble"));
}

void DoctorTest::aWriteAheadLogThatGrowsIsFoundAndMended()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.environment[QStringLiteral("LOG_BATCH_SIZE")] = QStringLiteral("1");
    relay.environment[QStringLiteral("SQLITE_BUSY_TIMEOUT")] = QStringLiteral("30000");
    QVERIFY2(relay.start(), relay.output().c_str());
    const QJsonObject small{{QStringLiteral("SQLITE_WAL_AUTO_CHECKPOINT"), 10}};
    QCOMPARE(relay.call("PUT", "/api/option/", small).status, 200);
    const std::string key = clientKey(relay);
    const QString database = folder.filePath(QStringLiteral("trayrelay.db"));
    DatabaseHolder other(database, QStringLiteral("BEGIN; SELECT count(*) FROM usage"));
    QVERIFY(other.holds());
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(relay.raw(chat(key, "demo-echo")).status, 200);
        QCOMPARE(relay.call("GET", "/api/log/stat").status, 200); // written by now
    }
    const QJsonObject found = findingOf(relay, QStringLiteral("wal"));
    QCOMPARE(untold(found, {QString::fromStdString(other.shown()), QStringLiteral("another program")}),
             QString());
    QCOMPARE(found[QStringLiteral("preset")].toString(), QStringLiteral("Remedy: WAL too large"));
    QElapsedTimer held; // the remedy says what it could not do, and does not keep others waiting for it
    held.start();
    const QJsonValue tried = relay.call("POST", "/api/doctor/fix/wal").json()[QStringLiteral("data")];
    const QString warning = tried[QStringLiteral("warnings")][0].toString();
    QVERIFY2(warning.contains(QString::fromStdString(other.shown())), qPrintable(warning));
    QVERIFY2(warning.contains(QStringLiteral("(busy 1, log ")), qPrintable(warning));
    QVERIFY2(held.elapsed() < 15'000, qPrintable(QString::number(held.elapsed()))); // of 30 s
    const Told again =
        command(onData(folder, {QStringLiteral("doctor"), QStringLiteral("--fix"), QStringLiteral("wal")}));
    QVERIFY2(again.out.contains("warning: the write-ahead log could not be emptied"), again.out.constData());
    QVERIFY2(!again.out.contains("nothing to change"), again.out.constData());
    other.release();
    const QJsonValue done = relay.call("POST", "/api/doctor/fix/wal").json()[QStringLiteral("data")];
    QCOMPARE(done[QStringLiteral("warnings")].toArray(), QJsonArray());
    QTRY_COMPARE(QFileInfo(database + QStringLiteral("-wal")).size(), qint64{0});
    QCOMPARE(findingOf(relay, QStringLiteral("wal"))[QStringLiteral("result")].toString(),
             QStringLiteral("fine"));
}

void DoctorTest::memoryIsFoundAndMended()
{
    constexpr std::size_t kBodyBytes = 12'000'000;
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY2(relay.start(), relay.output().c_str());
    const QJsonObject limit{{QStringLiteral("ALERT_RSS_MB"), 110}};
    QCOMPARE(relay.call("PUT", "/api/option/", limit).status, 200);
    FakeUpstream upstream([](UpstreamCall &call) {
        if (call.request().target().ends_with("/models"))
            return call.answer(200, R"({"data":[]})");
        call.waitUntilGone();
    });
    QVERIFY(addChannel(relay, upstream.baseUrl()));
    QVERIFY(findingOf(relay, QStringLiteral("memory"))[QStringLiteral("result")].toString() !=
            QStringLiteral("trouble"));
    const std::string request =
        chat(clientKey(relay), "m", R"(,"user":")" + std::string(kBodyBytes, 'x') + "\"");
    std::list<QTcpSocket> clients;
    for (int i = 0; i < 8; ++i) {
        QTcpSocket &client = clients.emplace_back();
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), relay.port());
        QVERIFY(client.waitForConnected());
        client.write(request.data(), static_cast<qint64>(request.size()));
        while (client.bytesToWrite() > 0)
            QVERIFY(client.waitForBytesWritten(60'000));
    }
    QTRY_COMPARE_WITH_TIMEOUT(upstream.requestCount(), std::size_t{9}, 30'000); // with one look
    const QStringList words{QStringLiteral("alert at 110 MB"), QStringLiteral("8 exchanges under way")};
    QTRY_COMPARE_WITH_TIMEOUT(untold(findingOf(relay, QStringLiteral("memory")), words), QString(), 30'000);
    QCOMPARE(relay.call("POST", "/api/doctor/fix/memory").status, 200);
    const QJsonArray history =
        relay.call("GET", "/api/option/history").json()[QStringLiteral("data")].toArray();
    QCOMPARE(history[0][QStringLiteral("note")].toString(), QStringLiteral("Remedy: memory"));
    QCOMPARE(history[0][QStringLiteral("cause")].toString(), QStringLiteral("preset"));
}

void DoctorTest::slowRequestsAreFound()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.environment[QStringLiteral("SLOW_REQUEST_THRESHOLD_MS")] = QStringLiteral("100");
    QVERIFY2(relay.start(), relay.output().c_str());
    const FakeUpstream::Script answer = scripts::chat();
    FakeUpstream upstream([answer](UpstreamCall &call) {
        if (call.pause(std::chrono::milliseconds(300)))
            answer(call);
    });
    QVERIFY(addChannel(relay, upstream.baseUrl()));
    const std::string key = clientKey(relay);
    QCOMPARE(findingOf(relay, QStringLiteral("slow-requests"))[QStringLiteral("result")].toString(),
             QStringLiteral("fine"));
    QCOMPARE(relay.raw(chat(key, "m")).status, 200);
    const QJsonObject found = findingOf(relay, QStringLiteral("slow-requests"));
    QCOMPARE(
        untold(found, {QStringLiteral("of 1 request of the last hour 1 took"),
                       QStringLiteral("model m, channel one"), QStringLiteral("waiting for the upstream")}),
        QString());
}

void DoctorTest::slowRequestsAreFoundWithoutRows()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.environment[QStringLiteral("LOG_CONSUME_ENABLED")] = QStringLiteral("false");
    relay.environment[QStringLiteral("SLOW_REQUEST_THRESHOLD_MS")] = QStringLiteral("100");
    QVERIFY2(relay.start(), relay.output().c_str());
    const FakeUpstream::Script answer = scripts::chat();
    FakeUpstream upstream([answer](UpstreamCall &call) {
        if (call.pause(std::chrono::milliseconds(300)))
            answer(call);
    });
    QVERIFY(addChannel(relay, upstream.baseUrl()));
    const std::string key = clientKey(relay);
    const QString name = QStringLiteral("slow-requests");
    QCOMPARE(findingOf(relay, name)[QStringLiteral("result")].toString(), QStringLiteral("fine"));
    QCOMPARE(relay.raw(chat(key, "m")).status, 200);
    QCOMPARE(untold(findingOf(relay, name),
                    {QStringLiteral("of 1 request of the last hour 1 took"),
                     QStringLiteral("LOG_CONSUME_ENABLED"), QStringLiteral("waiting for the upstream")}),
             QString());
    const QJsonObject off{{QStringLiteral("METRICS_ENABLED"), false}}; // now nobody knows
    QCOMPARE(relay.call("PUT", "/api/option/", off).status, 200);
    QCOMPARE(findingOf(relay, name)[QStringLiteral("result")].toString(), QStringLiteral("unknown"));
}

void DoctorTest::filesThatOthersMayReadAreFound()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY2(relay.start(), relay.output().c_str());
    const QString key = folder.filePath(QStringLiteral("master.key"));
    QVERIFY(QFile::setPermissions(key, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
    const QJsonObject found = findingOf(relay, QStringLiteral("permissions"));
    QCOMPARE(untold(found, {key}), QString());
    QVERIFY(found[QStringLiteral("remedy")].toString().contains(QStringLiteral("chmod 600 '") + key + u'\''));
}

void DoctorTest::passwordsThatOthersMayReadAreTrouble()
{
    QTemporaryDir folder;
    const QString settings = folder.filePath(QStringLiteral(".env"));
    const QString history = folder.filePath(QStringLiteral("settings-history.jsonl"));
    QFile file(settings);
    QVERIFY(file.open(QFile::WriteOnly) && file.write("RELAY_PROXY=http://me:secret@127.0.0.1:9\n") > 0);
    file.close();
    RelayChild relay(folder.path());
    QVERIFY2(relay.start(), relay.output().c_str());
    QCOMPARE(relay.call("PUT", "/api/option/", {{QStringLiteral("RETRY_TIMES"), 1}}).status, 200);
    QCOMPARE(findingOf(relay, QStringLiteral("permissions"))[QStringLiteral("result")].toString(),
             QStringLiteral("fine"));
    const auto open = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup;
    QVERIFY(QFile::setPermissions(settings, open) && QFile::setPermissions(history, open));
    const QJsonObject found = findingOf(relay, QStringLiteral("permissions"));
    QCOMPARE(untold(found, {settings, history}), QString());
}

void DoctorTest::aDiskThatIsNearlyFullIsFound()
{
    QTemporaryDir folder;
    const QByteArray mountPoint = QFile::encodeName(folder.path());
    if (::mount("none", mountPoint.constData(), "tmpfs", 0, "size=40m") != 0)
        QSKIP("a small file system cannot be mounted here (that takes root): a full disk is not tried");
    const auto unmount = qScopeGuard([&] { ::umount2(mountPoint.constData(), MNT_DETACH); });
    RelayChild relay(folder.filePath(QStringLiteral("data")));
    relay.environment[QStringLiteral("LEDGER_JOURNAL_MB")] = QStringLiteral("1");
    QVERIFY2(relay.start(), relay.output().c_str());
    const QJsonObject found = findingOf(relay, QStringLiteral("disk-space"));
    QCOMPARE(untold(found, {QStringLiteral(" MB free on ") + folder.path()}), QString());
}

void DoctorTest::descriptorsThatRunOutAreFound()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.wrapper = {QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("ulimit -n 120; exec \"$@\""),
                     QStringLiteral("sh")};
    QVERIFY2(relay.start(), relay.output().c_str());
    QVERIFY(findingOf(relay, QStringLiteral("descriptors"))[QStringLiteral("result")].toString() !=
            QStringLiteral("trouble"));
    std::list<QTcpSocket> clients;
    const auto open = [&relay] {
        return QDir(QStringLiteral("/proc/%1/fd").arg(relay.processId()))
            .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
            .size();
    };
    while (open() < 104) {
        QTcpSocket &client = clients.emplace_back();
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), relay.port());
        QVERIFY(client.waitForConnected());
        QVERIFY(clients.size() < 120);
        const auto before = open();
        (void)QTest::qWaitFor([&] { return open() > before; }, 20);
    }
    const QJsonObject found = findingOf(relay, QStringLiteral("descriptors"));
    QCOMPARE(untold(found, {QStringLiteral(" of 120 descriptors are open")}), QString());
}

void DoctorTest::whatNoSettingMendsIsRefused()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY2(relay.start(), relay.output().c_str());
    const ApiAnswer refused = relay.call("POST", "/api/doctor/fix/clock");
    QCOMPARE(refused.status, 400);
    QVERIFY2(refused.body.find("locked-database, wal, memory") != std::string::npos, refused.body.c_str());
    const Told told =
        command(onData(folder, {QStringLiteral("doctor"), QStringLiteral("--fix"), QStringLiteral("x")}));
    QCOMPARE(told.code, 2);
}

void DoctorTest::theReportHoldsNoSecret()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.environment[QStringLiteral("RELAY_PROXY")] = QStringLiteral("http://me:pass-word-7@127.0.0.1:9");
    QVERIFY2(relay.start(), relay.output().c_str());
    QVERIFY(addChannel(relay, "http://127.0.0.1:9/v1", QStringLiteral("provider-key-0123456789")));
    const std::string key = clientKey(relay);
    QVERIFY(relay.raw(chat(key, "m")).status >= 500);
    QTemporaryDir place;
    const QString file = place.filePath(QStringLiteral("report.tar.gz"));
    const Told told = command(onData(folder, {QStringLiteral("doctor"), QStringLiteral("--report"), file}));
    QVERIFY2(told.code == 0, told.error.constData());
    QProcess tar;
    tar.setWorkingDirectory(place.path());
    tar.start(QStringLiteral("tar"), {QStringLiteral("xzf"), file});
    QVERIFY(tar.waitForFinished());
    QCOMPARE(tar.exitCode(), 0);
    const QDir report(place.filePath(QStringLiteral("trayrelay-report")));
    QByteArray all;
    for (const char *name : {"findings.json", "system.txt", "settings.txt", "metrics.txt", "database.json",
                             "channels.json", "settings-history.txt", "logs/trayrelay.log"}) {
        QFile part(report.filePath(QString::fromLatin1(name)));
        QVERIFY2(part.open(QFile::ReadOnly), name);
        all += part.readAll();
    }
    QVERIFY(all.contains("\"locked-database\""));
    QVERIFY(all.contains("SQLITE_JOURNAL_MODE=WAL"));
    QVERIFY(all.contains("SQLite PRAGMA: journal_mode = WAL"));
    for (const std::string &secret : {std::string(RelayChild::kAdminKey), std::string("pass-word-7"),
                                      std::string("provider-key-0123456789"), key, key.substr(3)})
        QVERIFY2(!all.contains(QByteArray::fromStdString(secret)), secret.c_str());
}

int main(int argc, char **argv)
{
    if (const int held = DatabaseHolder::holdIfAsked(argc, argv); held >= 0)
        return held;
    QCoreApplication application(argc, argv);
    DoctorTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_doctor.moc"
