// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ledger_bed.h"
#include "tests/support/database_holder.h"
#include "tests/support/database_view.h"
#include "tests/support/one_api_database.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace tests;

// Long work on the database, VACUUM or an import: whoever asks meanwhile is answered, whoever quits need not
// wait, and clients notice nothing.
class LongWorkTest final : public QObject
{
    Q_OBJECT

private slots:
    void questionsAreAnsweredDuringVacuum();
    void quitNeedNotWaitForVacuum();
    void anImportUnderClientLoad();
    void aDryRunOnlyReads();
    void quitNeedNotWaitForAnImport();
};

namespace {

constexpr int kClients = 4;
constexpr int kLogs = 20'000;
const char *const kHold = "BEGIN IMMEDIATE";

QString databaseOf(const QTemporaryDir &folder)
{
    return folder.filePath(QStringLiteral("trayrelay.db"));
}

std::future<ApiAnswer> asked(const LedgerBed &bed, const char *method, std::string path,
                             QJsonObject body = {})
{
    return std::async(std::launch::async,
                      [&bed, method, path, body] { return bed.relay.call(method, path, body); });
}

bool ready(const std::future<ApiAnswer> &answer)
{
    return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

// Clients and upstream live on this thread: it must not stand still meanwhile.
ApiAnswer told(std::future<ApiAnswer> answer)
{
    return QTest::qWaitFor([&answer] { return ready(answer); }, 60'000) ? answer.get() : ApiAnswer();
}

QJsonObject data(const ApiAnswer &answer)
{
    return answer.json()[QStringLiteral("data")].toObject();
}

QString importFile(const QTemporaryDir &folder)
{
    const QString path = folder.filePath(QStringLiteral("one-api.db"));
    OneApiDatabase source(path);
    source.addLogs(kLogs);
    return path;
}

QJsonObject importOf(const QString &file, bool dryRun = false)
{
    return {{QStringLiteral("file"), file}, {QStringLiteral("dry_run"), dryRun}};
}

// VACUUM: it takes the writing connection, which a checkpoint would need.
bool isUnderWay(const LedgerBed &bed)
{
    return QTest::qWaitFor(
        [&bed] { return told(asked(bed, "POST", "/api/database/checkpoint?mode=passive")).status == 503; },
        30'000);
}

qint64 requests(const LedgerBed &bed)
{
    return data(told(asked(bed, "GET", "/api/log/stat")))[QStringLiteral("requests")].toInteger(-1);
}

} // namespace

// Another program holds the lock that VACUUM waits for: it is under way until that lets go.
void LongWorkTest::questionsAreAnsweredDuringVacuum()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 1);
    bed.relay.environment[QStringLiteral("SQLITE_BUSY_TIMEOUT")] = QStringLiteral("120000");
    bed.relay.environment[QStringLiteral("SQLITE_MAX_OPEN_CONNS")] = QStringLiteral("1");
    QCOMPARE(bed.setUp(), QString());
    QCOMPARE(told(asked(bed, "GET", "/api/database/")).status, 200);
    DatabaseHolder other(databaseOf(folder), QString::fromLatin1(kHold));
    QVERIFY(other.holds());
    std::future<ApiAnswer> vacuum = asked(bed, "POST", "/api/database/vacuum");
    QVERIFY(isUnderWay(bed));
    const ApiAnswer edit =
        told(asked(bed, "PUT", "/api/token/1", {{QStringLiteral("name"), QStringLiteral("another")}}));
    QVERIFY2(edit.status == 503 && edit.body.find("VACUUM") != std::string::npos, edit.body.c_str());
    for (const char *path : {"/api/log/", "/api/log/stat", "/api/log/spend?by=token", "/api/token/",
                             "/api/channel/", "/api/option/", "/api/database/", "/api/price/"}) {
        const ApiAnswer answer = told(asked(bed, "GET", path));
        QVERIFY2(answer.status == 200, (std::string(path) + ": " + answer.body).c_str());
    }
    const ApiAnswer checkpoint = told(asked(bed, "POST", "/api/database/checkpoint?mode=truncate"));
    QVERIFY2(checkpoint.status == 503, checkpoint.body.c_str());
    const ApiAnswer changed =
        told(asked(bed, "PUT", "/api/option/", {{QStringLiteral("SQLITE_CACHE_SIZE"), -3000}}));
    QVERIFY2(changed.status == 503, changed.body.c_str());
    const ApiAnswer simple = told(asked(bed, "PUT", "/api/option/", {{QStringLiteral("RETRY_TIMES"), 2}}));
    QVERIFY2(simple.status == 200, simple.body.c_str());
    for (const QJsonValue option :
         told(asked(bed, "GET", "/api/option/")).json()[QStringLiteral("data")].toArray())
        if (option[QStringLiteral("name")].toString() == QStringLiteral("SQLITE_JOURNAL_MODE"))
            QCOMPARE(option[QStringLiteral("effective")].toString(), QStringLiteral("WAL"));
    const ApiAnswer doctor = told(asked(bed, "GET", "/api/doctor/"));
    QVERIFY2(doctor.status == 200, doctor.body.c_str());
    for (const QJsonValue finding : doctor.json()[QStringLiteral("data")].toArray())
        if (finding[QStringLiteral("name")].toString() == QStringLiteral("wal"))
            QCOMPARE(finding[QStringLiteral("result")].toString(), QStringLiteral("unknown"));
    QVERIFY(!ready(vacuum)); // all the while
    other.release();
    const ApiAnswer done = told(std::move(vacuum));
    QVERIFY2(done.status == 200, done.body.c_str());
    QCOMPARE(told(asked(bed, "PUT", "/api/option/", {{QStringLiteral("SQLITE_CACHE_SIZE"), -3000}})).status,
             200);
}

void LongWorkTest::quitNeedNotWaitForVacuum()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 2);
    bed.relay.environment[QStringLiteral("SQLITE_BUSY_TIMEOUT")] = QStringLiteral("120000");
    QCOMPARE(bed.setUp(), QString());
    DatabaseHolder other(databaseOf(folder), QString::fromLatin1(kHold));
    QVERIFY(other.holds());
    std::future<ApiAnswer> vacuum = asked(bed, "POST", "/api/database/vacuum");
    QVERIFY(isUnderWay(bed));
    std::future<ApiAnswer> doctor = asked(bed, "GET", "/api/doctor/");
    std::future<ApiAnswer> option =
        asked(bed, "PUT", "/api/option/", {{QStringLiteral("SQLITE_CACHE_SIZE"), -3000}});
    QCOMPARE(bed.relay.stop(std::chrono::seconds(15)), 0);
    (void)told(std::move(vacuum));
    (void)told(std::move(doctor));
    (void)told(std::move(option));
}

void LongWorkTest::anImportUnderClientLoad()
{
    QTemporaryDir folder;
    const QString file = importFile(folder);
    LedgerBed bed(folder.path(), 3);
    bed.relay.environment[QStringLiteral("SQLITE_BUSY_TIMEOUT")] = QStringLiteral("200");
    bed.relay.environment[QStringLiteral("LOG_BATCH_FLUSH_INTERVAL")] = QStringLiteral("1");
    bed.relay.environment[QStringLiteral("LOG_BATCH_ENABLED")] = QStringLiteral("false");
    QCOMPARE(bed.setUp(), QString());
    bool goOn = true;
    bed.send(kClients, [&goOn] { return goOn; });
    QTRY_VERIFY(bed.answers().size() > 20);
    std::future<ApiAnswer> import = asked(bed, "POST", "/api/import/", importOf(file));
    int rounds = 0; // all that begin before it has ended
    while (!ready(import)) {
        for (const char *path :
             {"/api/log/?limit=10", "/api/token/", "/api/option/", "/api/database/", "/api/status"}) {
            const ApiAnswer answer = told(asked(bed, "GET", path));
            QVERIFY2(answer.status == 200, (std::string(path) + ": " + answer.body).c_str());
        }
        ++rounds;
    }
    QVERIFY2(rounds > 1, qPrintable(QString::number(rounds)));
    const ApiAnswer done = told(std::move(import));
    QVERIFY2(done.status == 200, done.body.c_str());
    QCOMPARE(data(done)[QStringLiteral("logs")][QStringLiteral("taken")].toInt(), kLogs);
    goOn = false;
    QTRY_VERIFY_WITH_TIMEOUT(bed.quiet(), 20'000);
    QCOMPARE(bed.answersOf(200), bed.answers().size()); // none failed
    // Nobody found the database locked for it.
    QVERIFY2(bed.relay.output().find("cannot be written") == std::string::npos, bed.relay.output().c_str());
    QCOMPARE(bed.relay.stop(), 0);
    QVERIFY(DatabaseView(databaseOf(folder)).run("DELETE FROM usage WHERE id < 0"));
    QVERIFY(bed.relay.start());
    QCOMPARE(bed.difference(), QString()); // none lost, none twice
}

void LongWorkTest::aDryRunOnlyReads()
{
    QTemporaryDir folder;
    const QString file = importFile(folder);
    LedgerBed bed(folder.path(), 4);
    QCOMPARE(bed.setUp(), QString());
    DatabaseHolder other(databaseOf(folder), QString::fromLatin1(kHold)); // it only reads
    QVERIFY(other.holds());
    const ApiAnswer done = told(asked(bed, "POST", "/api/import/", importOf(file, true)));
    QVERIFY2(done.status == 200, done.body.c_str());
    QCOMPARE(data(done)[QStringLiteral("logs")][QStringLiteral("taken")].toInt(), kLogs);
    other.release();
    QCOMPARE(requests(bed), qint64{0});
}

void LongWorkTest::quitNeedNotWaitForAnImport()
{
    QTemporaryDir folder;
    const QString file = importFile(folder);
    LedgerBed bed(folder.path(), 5);
    QCOMPARE(bed.setUp(), QString());
    std::future<ApiAnswer> import = asked(bed, "POST", "/api/import/", importOf(file));
    QVERIFY(QTest::qWaitFor([&] { return requests(bed) > 0; }, 30'000));
    QCOMPARE(bed.relay.stop(std::chrono::seconds(15)), 0);
    (void)told(std::move(import));
    QVERIFY(bed.relay.start());
    const qint64 before = requests(bed);
    QVERIFY2(before > 0 && before < kLogs, qPrintable(QString::number(before)));
    const QJsonObject again =
        data(told(asked(bed, "POST", "/api/import/", importOf(file))))[QStringLiteral("logs")].toObject();
    QCOMPARE(again[QStringLiteral("known")].toInteger(), before); // what is missing, and each once
    QCOMPARE(again[QStringLiteral("taken")].toInteger(), kLogs - before);
    QCOMPARE(requests(bed), qint64{kLogs});
}

int main(int argc, char **argv)
{
    if (const int held = DatabaseHolder::holdIfAsked(argc, argv); held >= 0)
        return held;
    QCoreApplication application(argc, argv);
    LongWorkTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_long_work.moc"
