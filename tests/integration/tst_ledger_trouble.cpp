// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ledger_bed.h"

#include <sqlite3.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <sys/mount.h>
#include <utility>

using namespace tests;

// A database that cannot be written, locked by another process or on a full disk: requests go on, the
// trouble is told, and in the end everything is in the ledger once.
class LedgerTroubleTest final : public QObject
{
    Q_OBJECT

private slots:
    void lockedByAnotherProcess_data();
    void lockedByAnotherProcess();
    void killedWhileLocked_data();
    void killedWhileLocked();
    void theLogSaysWhatSqliteTook();
    void quotaThatIsStagedIsSpent();
    void stoppedWhileAnAdminWaits();
    void fullDisk();
    void journalThatDoesNotFit();
};

namespace {

constexpr int kClients = 8;
constexpr double kAnswerMs = 2000; // a lock may take nobody's time but the ledger's

// This program once more, holding a transaction on the database: see holdLock(). What the test's clients wait
// for is read meanwhile.
class LockHolder final
{
public:
    LockHolder(const QString &database, const QString &statement)
    {
        m_process.setProgram(QCoreApplication::applicationFilePath());
        m_process.setArguments({QStringLiteral("--hold-lock"), database, statement});
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start();
        m_held = QTest::qWaitFor([this] { return m_process.canReadLine(); }, 20'000) &&
                 m_process.readLine().trimmed() == "held";
    }
    bool held() const { return m_held; }
    bool release()
    {
        m_process.closeWriteChannel();
        return QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }, 20'000) &&
               m_process.exitCode() == 0;
    }

private:
    QProcess m_process;
    bool m_held = false;
};

// In the child: begins, says so, ends with its standard input.
int holdLock(const char *database, const char *statement)
{
    sqlite3 *connection = nullptr;
    if (sqlite3_open_v2(database, &connection, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
        return 1;
    sqlite3_busy_timeout(connection, 18'000); // the relay writes all the time
    char *error = nullptr;
    if (sqlite3_exec(connection, statement, nullptr, nullptr, &error) != SQLITE_OK) {
        std::fprintf(stderr, "%s: %s\n", statement, error);
        return 1;
    }
    std::puts("held");
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    sqlite3_exec(connection, "COMMIT", nullptr, nullptr, nullptr);
    return sqlite3_close(connection) == SQLITE_OK ? 0 : 1;
}

// A file system in memory with a size; needs root.
class SmallDisk final
{
public:
    explicit SmallDisk(const char *size)
        : m_mounted(::mount("none", path().constData(), "tmpfs", 0, size) == 0)
    {
    }
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(path().constData(), MNT_DETACH);
    }
    Q_DISABLE_COPY_MOVE(SmallDisk)

    bool mounted() const { return m_mounted; }
    QString folder(const char *name) const
    {
        return QDir(m_folder.path()).filePath(QString::fromLatin1(name));
    }

    bool fill()
    {
        if (!m_filler.isOpen())
            m_filler.setFileName(folder("filler"));
        if (!m_filler.isOpen() && !m_filler.open(QFile::WriteOnly | QFile::Append | QFile::Unbuffered))
            return false;
        const QByteArray page(4096, 'x');
        while (m_filler.write(page) == page.size()) {
        }
        return true;
    }
    bool release() { return m_filler.remove(); }

private:
    QByteArray path() const { return QFile::encodeName(m_folder.path()); }

    QTemporaryDir m_folder;
    QFile m_filler;
    bool m_mounted = false;
};

QString healthOf(const LedgerBed &bed)
{
    const QJsonObject health = bed.relay.call("GET", "/api/health").json()[QStringLiteral("data")].toObject();
    return health[QStringLiteral("status")].toString() + QStringLiteral(": ") +
           health[QStringLiteral("trouble")].toString();
}

QString alertsOf(const LedgerBed &bed)
{
    QStringList texts;
    const QJsonObject status = bed.relay.call("GET", "/api/status").json()[QStringLiteral("data")].toObject();
    for (const QJsonValue &text : status[QStringLiteral("alerts")].toArray())
        texts += text.toString();
    return texts.join(u'\n');
}

QString eventsOf(const LedgerBed &bed)
{
    QStringList told;
    const QJsonObject events = bed.relay.call("GET", "/api/event/").json();
    for (const QJsonValue &event : events[QStringLiteral("data")].toArray())
        told += event[QStringLiteral("kind")].toString() % u' ' % event[QStringLiteral("subject")].toString();
    return told.join(QStringLiteral(", "));
}

void chooseSettings(LedgerBed &bed, const QString &journalMode,
                    const QString &batching = QStringLiteral("true"))
{
    bed.relay.environment[QStringLiteral("LOG_BATCH_ENABLED")] = batching;
    bed.relay.environment[QStringLiteral("BATCH_UPDATE_ENABLED")] = batching;
    bed.relay.environment[QStringLiteral("SQLITE_JOURNAL_MODE")] = journalMode;
    bed.relay.environment[QStringLiteral("SQLITE_BUSY_TIMEOUT")] = QStringLiteral("200");
    bed.relay.environment[QStringLiteral("LOG_BATCH_SIZE")] = QStringLiteral("10");
    bed.relay.environment[QStringLiteral("LOG_BATCH_FLUSH_INTERVAL")] = QStringLiteral("1");
    bed.relay.environment[QStringLiteral("BATCH_UPDATE_INTERVAL")] = QStringLiteral("1");
    bed.relay.environment[QStringLiteral("LEDGER_JOURNAL_MB")] = QStringLiteral("1");
}

void addModes()
{
    QTest::addColumn<QString>("journalMode");
    QTest::addColumn<QString>("statement");
    QTest::addColumn<QString>("batching");
    const QString on = QStringLiteral("true");
    const QString off = QStringLiteral("false");
    const QString exclusive = QStringLiteral("BEGIN EXCLUSIVE");
    QTest::newRow("write-ahead log, a writer")
        << QStringLiteral("WAL") << QStringLiteral("BEGIN IMMEDIATE") << on;
    QTest::newRow("write-ahead log, exclusive") << QStringLiteral("WAL") << exclusive << on;
    QTest::newRow("rollback journal, exclusive") << QStringLiteral("DELETE") << exclusive << on;
    QTest::newRow("written through, a writer")
        << QStringLiteral("WAL") << QStringLiteral("BEGIN IMMEDIATE") << off;
    QTest::newRow("written through, exclusive") << QStringLiteral("DELETE") << exclusive << off;
}

double slowest(const LedgerBed &bed)
{
    double most = 0;
    for (const auto &[id, answer] : bed.answers())
        most = std::max(most, answer.elapsedMs);
    return most;
}

} // namespace

void LedgerTroubleTest::lockedByAnotherProcess_data()
{
    addModes();
}

void LedgerTroubleTest::lockedByAnotherProcess()
{
    QFETCH(const QString, journalMode);
    QFETCH(const QString, statement);
    QFETCH(const QString, batching);
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 1);
    chooseSettings(bed, journalMode, batching);
    QCOMPARE(bed.setUp(), QString());
    bool goOn = true;
    bed.send(kClients, [&goOn] { return goOn; });
    QTRY_VERIFY(bed.answersOf(200) >= 50);

    LockHolder lock(folder.filePath(QStringLiteral("trayrelay.db")), statement);
    QVERIFY(lock.held());
    QTRY_VERIFY_WITH_TIMEOUT(healthOf(bed).startsWith(QStringLiteral("degraded: ")), 10'000);
    QVERIFY2(healthOf(bed).contains(QStringLiteral("locked")), qPrintable(healthOf(bed)));
    const QJsonObject status = bed.relay.call("GET", "/api/status").json()[QStringLiteral("data")].toObject();
    QCOMPARE(status[QStringLiteral("ledger_healthy")].toBool(true), false);
    QVERIFY(status[QStringLiteral("ledger_trouble")].toString().contains(QStringLiteral("locked")));
    QTRY_VERIFY_WITH_TIMEOUT(alertsOf(bed).contains(QStringLiteral("the ledger cannot be written")), 10'000);
    const std::size_t before = bed.answersOf(200);
    QTRY_VERIFY_WITH_TIMEOUT(bed.answersOf(200) > before + 300, 20'000);
    for (const char *path : {"/api/log/", "/api/log/stat"}) {
        const ApiAnswer told = bed.relay.call("GET", path);
        const QJsonObject data = told.json()[QStringLiteral("data")].toObject();
        if (journalMode == QStringLiteral("WAL")) // else nobody reads while another one writes
            QVERIFY2(data[QStringLiteral("waiting")].toInt() > 0, told.body.c_str());
    }

    QVERIFY(lock.release());
    QTRY_COMPARE_WITH_TIMEOUT(healthOf(bed), QStringLiteral("ok: "), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(alertsOf(bed), QString(), 10'000);
    QCOMPARE(eventsOf(bed), QStringLiteral("alert_raised ledger, alert_recovered ledger"));
    goOn = false;
    QTRY_VERIFY(bed.quiet());
    QCOMPARE(bed.answersOf(200), bed.answers().size());
    QCOMPARE(bed.difference(), QString());
    QVERIFY2(slowest(bed) < kAnswerMs, qPrintable(QString::number(slowest(bed))));
    QCOMPARE(bed.relay.stop(), 0);
}

void LedgerTroubleTest::killedWhileLocked_data()
{
    addModes();
}

void LedgerTroubleTest::killedWhileLocked()
{
    QFETCH(const QString, journalMode);
    QFETCH(const QString, statement);
    QFETCH(const QString, batching);
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 2);
    chooseSettings(bed, journalMode, batching);
    QCOMPARE(bed.setUp(), QString());
    LockHolder lock(folder.filePath(QStringLiteral("trayrelay.db")), statement);
    QVERIFY(lock.held());
    bed.send(
        kClients, [] { return true; },
        [&bed](const WholeAnswer &) {
            if (bed.answers().size() == 300)
                bed.relay.kill();
        });
    QTRY_VERIFY_WITH_TIMEOUT(bed.quiet(), 20'000);
    QVERIFY(bed.answersOf(200) >= 300);
    QVERIFY(lock.release());
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
    QCOMPARE(bed.difference(), QString());
    QCOMPARE(bed.relay.stop(), 0);
}

void LedgerTroubleTest::theLogSaysWhatSqliteTook()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.arguments = {QStringLiteral("--log-level"), QStringLiteral("info")};
    QVERIFY2(relay.start(), relay.output().c_str());
    QCOMPARE(relay.stop(), 0);
    QFile log(QDir(folder.path()).filePath(QStringLiteral("logs/trayrelay.log")));
    QVERIFY(log.open(QFile::ReadOnly));
    const QByteArray said = log.readAll();
    QCOMPARE(said.count("[SYS] applying SQLite optimizations for single-user workload\n"), qsizetype{1});
    QCOMPARE(said.count("[SYS] SQLite PRAGMA: journal_mode = WAL\n"), qsizetype{1});
    QCOMPARE(said.count("[SYS] SQLite PRAGMA: synchronous = NORMAL\n"), qsizetype{1});
}

// The database cannot be written at the next start either: what is staged counts all the same.
void LedgerTroubleTest::quotaThatIsStagedIsSpent()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 4);
    chooseSettings(bed, QStringLiteral("WAL"));
    QCOMPARE(bed.setUp(), QString());
    const QJsonObject token = bed.relay.named("/api/token/", QStringLiteral("limited"));
    const ApiAnswer edited =
        bed.relay.call("PUT", "/api/token/" + std::to_string(token[QStringLiteral("id")].toInteger()),
                       {{QStringLiteral("remain_quota"), 1}});
    QCOMPARE(edited.status, 200);
    LockHolder lock(folder.filePath(QStringLiteral("trayrelay.db")), QStringLiteral("BEGIN IMMEDIATE"));
    QVERIFY(lock.held());
    const auto once = [&bed](int wanted) {
        const std::size_t before = bed.answers().size();
        bool sent = false;
        bed.send(1, [&sent] { return !std::exchange(sent, true); });
        return QTest::qWaitFor([&] { return bed.answers().size() > before; }, 10'000) &&
               bed.answersOf(wanted) > 0;
    };
    QVERIFY(once(200));
    bed.relay.kill();
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
    QVERIFY(once(403));
    QVERIFY(lock.release());
    QCOMPARE(bed.relay.stop(), 0);
}

// Its answer comes from other threads when the loop has gone already.
void LedgerTroubleTest::stoppedWhileAnAdminWaits()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 5);
    chooseSettings(bed, QStringLiteral("WAL"));
    bed.relay.environment[QStringLiteral("SQLITE_BUSY_TIMEOUT")] = QStringLiteral("3000");
    QCOMPARE(bed.setUp(), QString());
    bool goOn = true;
    bed.send(2, [&goOn] { return goOn; });
    QTRY_VERIFY(bed.answersOf(200) >= 20);
    LockHolder lock(folder.filePath(QStringLiteral("trayrelay.db")), QStringLiteral("BEGIN IMMEDIATE"));
    QVERIFY(lock.held());
    QTcpSocket admin;
    admin.connectToHost(QHostAddress::LocalHost, bed.relay.port());
    QVERIFY(admin.waitForConnected());
    admin.write(QByteArray("GET /api/log/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ") +
                RelayChild::kAdminKey + "\r\n\r\n");
    QVERIFY(admin.waitForBytesWritten());
    QTest::qWait(200); // the writer waits for the lock by now
    admin.abort();
    goOn = false;
    QTRY_VERIFY(bed.quiet());
    QCOMPARE(bed.relay.stop(), 0);
    QVERIFY(lock.release());
    QVERIFY2(bed.relay.start(), bed.relay.output().c_str());
    QCOMPARE(bed.difference(), QString());
    QCOMPARE(bed.relay.stop(), 0);
}

void LedgerTroubleTest::fullDisk()
{
    SmallDisk disk("size=8m");
    if (!disk.mounted())
        QSKIP("a small file system cannot be mounted here (that takes root): a full disk is not tried");
    LedgerBed bed(disk.folder("data"), 3);
    chooseSettings(bed, QStringLiteral("WAL"));
    bed.modelPrefix = std::string(150, 'v') + "/gpt-4o-mini-"; // large records: full sooner
    QCOMPARE(bed.setUp(), QString());
    bool goOn = true;
    bed.send(kClients, [&goOn] { return goOn; });
    QTRY_VERIFY(bed.answersOf(200) >= 50);
    bed.upstream.heldNumber = (bed.sent() / 2 + 10) * 2; // one answer lasts until the journal is full
    QTRY_VERIFY(bed.upstream.holding());
    QVERIFY(disk.fill());
    QTRY_VERIFY_WITH_TIMEOUT(disk.fill() && healthOf(bed).startsWith(QStringLiteral("degraded: ")), 20'000);
    QVERIFY2(healthOf(bed).contains(QStringLiteral("full")), qPrintable(healthOf(bed)));

    // Requests go on until the journal is full; then they are refused, and told why.
    bed.upstream.longestPauseMs = 0;
    const std::size_t before = bed.answersOf(200);
    QTRY_VERIFY_WITH_TIMEOUT(bed.answersOf(503) > 0, 60'000);
    QVERIFY(bed.answersOf(200) > before + 500);
    const auto refused = std::find_if(bed.answers().begin(), bed.answers().end(),
                                      [](const auto &pair) { return pair.second.status == 503; });
    QVERIFY2(refused->second.body.find("journal is full") != std::string::npos, refused->second.body.c_str());
    QVERIFY2(refused->second.body.find("disk is full") != std::string::npos, refused->second.body.c_str());
    QTRY_VERIFY_WITH_TIMEOUT(bed.answersOf(503) > 3000, 60'000); // refusals do not take the last room
    const std::size_t beforeRelease = bed.answersOf(200);
    bed.upstream.release();
    QTRY_COMPARE(bed.answersOf(200), beforeRelease + 1);

    QVERIFY(disk.release());
    QTRY_COMPARE_WITH_TIMEOUT(healthOf(bed), QStringLiteral("ok: "), 20'000);
    const std::size_t refusedBefore = bed.answersOf(200);
    QTRY_VERIFY_WITH_TIMEOUT(bed.answersOf(200) > refusedBefore + 100, 10'000);
    goOn = false;
    QTRY_VERIFY(bed.quiet());
    QCOMPARE(bed.answersOf(200) + bed.answersOf(503), bed.answers().size());
    QCOMPARE(bed.difference(), QString());
    QCOMPARE(bed.relay.stop(), 0);
}

void LedgerTroubleTest::journalThatDoesNotFit()
{
    SmallDisk disk("size=8m");
    if (!disk.mounted())
        QSKIP("a small file system cannot be mounted here (that takes root): a full disk is not tried");
    RelayChild relay(disk.folder("data"));
    relay.environment[QStringLiteral("LEDGER_JOURNAL_MB")] = QStringLiteral("64");
    QVERIFY(!relay.start());
    QCOMPARE(relay.waitForExit(), 1);
    const std::string said = relay.output();
    QVERIFY2(said.find("journal") != std::string::npos, said.c_str());
    QVERIFY2(said.find("No space left on device") != std::string::npos, said.c_str());
}

int main(int argc, char **argv)
{
    if (argc == 4 && std::strcmp(argv[1], "--hold-lock") == 0)
        return holdLock(argv[2], argv[3]);
    QCoreApplication application(argc, argv);
    LedgerTroubleTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ledger_trouble.moc"
