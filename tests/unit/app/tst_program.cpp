// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/reserved_port.h"

#include <sqlite3.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 20'000;

struct Outcome
{
    int code = -1; // -1: ended by a signal, or not at all
    QString output;
    QString errors;
};

} // namespace

// The program as a script sees it: its line, its exit codes, what it says on standard error.
class ProgramTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void obeysASignalAsSoonAsItSaysThatItListens();
    void answersCommandsAsSoonAsItSaysThatItListens();
    void aSignalWhileItStartsEndsItCleanly();
    void saysWhoHasThePort();
    void saysThatAnotherTrayRelayHasThePort();
    void saysThatTheSystemKeepsThePort();
    void aWindowCannotBeRaisedWhereNoneIs();
    void aNewerDatabaseIsAFailure();
    void startsWithoutALogFile();
    void quitsARunningOne();
    void commandsWaitForEachOther();
    void aCommandAloneTellsWhatIsWrongWithTheSettings();
    void refusesWhatTheApiRefuses_data();
    void refusesWhatTheApiRefuses();
    void aRevokedTokenIsGone();
    void aTestOfADeadChannelFails();
    void settingsChangeWithAndWithoutARunningRelay_data();
    void settingsChangeWithAndWithoutARunningRelay();
    void whatTheApiDoesCommandsDoToo_data();
    void whatTheApiDoesCommandsDoToo();
    void settingsChangeWhileTheDatabaseCannotBeOpened();
    void aSettingMayComeFromStandardInput();
    void aSetOfProfilesThatFailsLeavesNothing();

private:
    QStringList line(const QStringList &words) const
    {
        return words + QStringList{u"--data-dir"_s, m_directory->path()};
    }
    std::unique_ptr<QProcess> started(const QStringList &words) const;
    std::unique_ptr<QProcess> listening(const QStringList &more = {}) const;
    Outcome ended(QProcess &process) const;
    QJsonDocument json(const QStringList &words) const
    {
        return QJsonDocument::fromJson(run(words + QStringList{u"--json"_s}).output.toUtf8());
    }
    Outcome run(const QStringList &words) const { return ended(*started(words)); }

    bool makeNewerDatabase() const;

    std::unique_ptr<QTemporaryDir> m_directory;
};

void ProgramTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(m_directory->isValid());
}

std::unique_ptr<QProcess> ProgramTest::started(const QStringList &words) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LEDGER_JOURNAL_MB"_s, u"1"_s);
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s); // a display, for who asks
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment);
    process->start(QStringLiteral(TRAYRELAY_PROGRAM), line(words));
    return process;
}

// Null: the line did not come.
std::unique_ptr<QProcess> ProgramTest::listening(const QStringList &more) const
{
    auto process = started(QStringList{u"--headless"_s, u"--port"_s, u"0"_s} + more);
    while (!process->canReadLine()) {
        if (!process->waitForReadyRead(kPatienceMs))
            return nullptr;
    }
    return process->readLine().startsWith("listening on http://127.0.0.1:") ? std::move(process) : nullptr;
}

Outcome ProgramTest::ended(QProcess &process) const
{
    if (!process.waitForFinished(kPatienceMs))
        return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

void ProgramTest::obeysASignalAsSoonAsItSaysThatItListens()
{
    const auto process = listening();
    QVERIFY(process);
    process->terminate();
    QCOMPARE(ended(*process).code, 0);
}

void ProgramTest::answersCommandsAsSoonAsItSaysThatItListens()
{
    const auto process = listening();
    QVERIFY(process);
    const Outcome status = run({u"status"_s, u"--json"_s});
    QCOMPARE(status.code, 0);
    QCOMPARE(QJsonDocument::fromJson(status.output.toUtf8())[u"running"_s], true);
    process->terminate();
    QCOMPARE(ended(*process).code, 0);
}

// A database that somebody holds keeps the start waiting for as long as the test likes.
void ProgramTest::aSignalWhileItStartsEndsItCleanly()
{
    QCOMPARE(run({u"token"_s, u"list"_s}).code, 0);
    const QString lock = m_directory->filePath(u"instance.lock"_s);
    QVERIFY(QFile::remove(lock));
    sqlite3 *holder = nullptr;
    const QByteArray database = QFile::encodeName(m_directory->filePath(u"trayrelay.db"_s));
    QCOMPARE(sqlite3_open(database.constData(), &holder), SQLITE_OK);
    const char *hold = "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE"; // against readers as well
    QCOMPARE(sqlite3_exec(holder, hold, nullptr, nullptr, nullptr), SQLITE_OK);
    const auto process = started({u"--headless"_s, u"--port"_s, u"0"_s});
    QTRY_VERIFY(QFile::exists(lock));
    process->terminate();
    sqlite3_close(holder);
    const Outcome outcome = ended(*process);
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.output, QString());
}

void ProgramTest::saysWhoHasThePort()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress(QHostAddress::LocalHost)));
    const Outcome outcome = run({u"--headless"_s, u"--port"_s, QString::number(holder.serverPort())});
    QCOMPARE(outcome.code, 3);
    const QString who =
        u"by tst_program (process "_s % QString::number(QCoreApplication::applicationPid()) % u')';
    QVERIFY2(outcome.errors.contains(who), qPrintable(outcome.errors));
    QVERIFY2(outcome.errors.contains(u"--port"_s), qPrintable(outcome.errors));
}

void ProgramTest::saysThatAnotherTrayRelayHasThePort()
{
    const auto first = listening();
    QVERIFY(first);
    const Outcome status = run({u"status"_s, u"--json"_s});
    const int port = QJsonDocument::fromJson(status.output.toUtf8())[u"port"_s].toInt();
    QVERIFY(port > 0);
    const auto firstPlace = std::exchange(m_directory, std::make_unique<QTemporaryDir>());
    const Outcome second = run({u"--headless"_s, u"--port"_s, QString::number(port)});
    first->terminate();
    QCOMPARE(ended(*first).code, 0);
    QCOMPARE(second.code, 3);
    QVERIFY2(second.errors.contains(u"by another TrayRelay (process "_s), qPrintable(second.errors));
    QVERIFY2(second.errors.contains(QString(u", data directory "_s % firstPlace->path() % u')')),
             qPrintable(second.errors));
}

// The administrator may have any port, unless that right is taken from the process.
void ProgramTest::saysThatTheSystemKeepsThePort()
{
    QFile first(u"/proc/sys/net/ipv4/ip_unprivileged_port_start"_s);
    if (!first.open(QFile::ReadOnly) || first.readAll().trimmed().toInt() <= 1)
        QSKIP("the system keeps no port for itself here");
    QStringList words{QStringLiteral(TRAYRELAY_PROGRAM), u"--headless"_s, u"--port"_s, u"1"_s};
    if (QFileInfo(u"/proc/self"_s).ownerId() == 0)
        words = QStringList{u"setpriv"_s, u"--bounding-set"_s, u"-net_bind_service"_s} + words;
    QProcess process;
    process.start(words.takeFirst(), line(words));
    if (!process.waitForStarted())
        QSKIP("setpriv is not installed");
    const Outcome outcome = ended(process);
    QCOMPARE(outcome.code, 3);
    QVERIFY2(outcome.errors.contains(u"the system keeps port 1 for itself"_s), qPrintable(outcome.errors));
}

void ProgramTest::aWindowCannotBeRaisedWhereNoneIs()
{
    const auto first = listening();
    QVERIFY(first);
    const Outcome second = run({});
    QCOMPARE(second.code, 4);
    QVERIFY2(second.errors.contains(u"it has no window"_s), qPrintable(second.errors));
    QCOMPARE(run({u"--headless"_s}).code, 4);
    first->terminate();
    QCOMPARE(ended(*first).code, 0);
}

// By a later version: this one opens it no more.
bool ProgramTest::makeNewerDatabase() const
{
    sqlite3 *database = nullptr;
    const QByteArray path = QFile::encodeName(m_directory->filePath(u"trayrelay.db"_s));
    const bool made =
        sqlite3_open(path.constData(), &database) == SQLITE_OK &&
        sqlite3_exec(database, "PRAGMA user_version = 9999", nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(database);
    return made;
}

void ProgramTest::aNewerDatabaseIsAFailure()
{
    QVERIFY(makeNewerDatabase());
    const Outcome outcome = run({u"--headless"_s, u"--port"_s, u"0"_s});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.errors.contains(u"newer"_s), qPrintable(outcome.errors));
}

void ProgramTest::startsWithoutALogFile()
{
    QVERIFY(QDir(m_directory->path()).mkpath(u"logs/trayrelay.log"_s));
    const auto process = listening();
    QVERIFY(process);
    process->terminate();
    const Outcome outcome = ended(*process);
    QCOMPARE(outcome.code, 0);
    QVERIFY2(outcome.errors.contains(u"no log file"_s), qPrintable(outcome.errors));
}

void ProgramTest::quitsARunningOne()
{
    const auto process = listening();
    QVERIFY(process);
    QCOMPARE(run({u"--quit"_s}).code, 0);
    QCOMPARE(ended(*process).code, 0);
    QCOMPARE(run({u"--quit"_s}).code, 0); // none runs
}

void ProgramTest::commandsWaitForEachOther()
{
    constexpr int kCommands = 4;
    std::vector<std::unique_ptr<QProcess>> commands;
    for (int i = 0; i < kCommands; ++i)
        commands.push_back(started({u"token"_s, u"add"_s, u"t"_s % QString::number(i)}));
    for (const auto &command : commands) {
        const Outcome outcome = ended(*command);
        QVERIFY2(outcome.code == 0, qPrintable(outcome.errors));
    }
    const Outcome list = run({u"token"_s, u"list"_s, u"--json"_s});
    QCOMPARE(QJsonDocument::fromJson(list.output.toUtf8()).array().size(), kCommands + 1); // and the first
}

void ProgramTest::aCommandAloneTellsWhatIsWrongWithTheSettings()
{
    QFile settings(m_directory->filePath(u".env"_s));
    QVERIFY(settings.open(QIODevice::WriteOnly));
    settings.write("SQLITE_SYNCHRONOUS=SOMETIMES\n");
    settings.close();
    const Outcome outcome = run({u"token"_s, u"list"_s});
    QCOMPARE(outcome.code, 0);
    QVERIFY2(outcome.errors.contains(u"SQLITE_SYNCHRONOUS"_s), qPrintable(outcome.errors));
}

void ProgramTest::refusesWhatTheApiRefuses_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("field");
    const auto channel = [](const QStringList &more) {
        return QStringList{u"channel"_s, u"add"_s, u"c"_s} + more;
    };
    const auto token = [](const QStringList &more) {
        return QStringList{u"token"_s, u"add"_s, u"t"_s} + more;
    };
    QTest::newRow("two words in a provider's key") << channel({u"--key"_s, u"two words"_s}) << u"key"_s;
    QTest::newRow("a negative weight") << channel({u"--weight"_s, u"-5"_s}) << u"weight"_s;
    QTest::newRow("a header name with a blank") << channel({u"--header"_s, u"A B=c"_s}) << u"headers"_s;
    QTest::newRow("a type without its URL")
        << channel({u"--type"_s, u"openai-compatible"_s}) << u"base_url"_s;
    QTest::newRow("a subnet that is none") << token({u"--subnet"_s, u"foo"_s}) << u"subnet"_s;
    QTest::newRow("a token of one letter") << token({u"--key"_s, u"a"_s}) << u"key"_s;
    QTest::newRow("a time that is none") << token({u"--expires"_s, u"0"_s}) << u"expired_time"_s;
    QTest::newRow("a negative quota") << token({u"--quota"_s, u"-1"_s}) << u"remain_quota"_s;
}

void ProgramTest::refusesWhatTheApiRefuses()
{
    QFETCH(const QStringList, words);
    QFETCH(const QString, field);
    const Outcome outcome = run(words);
    QVERIFY2(outcome.errors.contains(QString(field % u" must be "_s)), qPrintable(outcome.errors));
    QCOMPARE(outcome.code, 2);
}

void ProgramTest::aRevokedTokenIsGone()
{
    QCOMPARE(run({u"token"_s, u"add"_s, u"editor"_s}).code, 0);
    const Outcome revoked = run({u"token"_s, u"revoke"_s, u"editor"_s});
    QCOMPARE(revoked.output, u"token editor is revoked\n"_s);
    QCOMPARE(revoked.code, 0);
    QCOMPARE(run({u"token"_s, u"show"_s, u"editor"_s}).code, 1);
}

void ProgramTest::aTestOfADeadChannelFails()
{
    const tests::ReservedPort deadPort;
    const auto process = listening();
    QVERIFY(process);
    const QString url = u"http://127.0.0.1:"_s % QString::number(deadPort.number());
    QCOMPARE(run({u"channel"_s, u"add"_s, u"dead"_s, u"--base-url"_s, url, u"--models"_s, u"m"_s}).code, 0);
    const Outcome dead = run({u"channel"_s, u"test"_s, u"dead"_s, u"--json"_s});
    QCOMPARE(dead.code, 1);
    const QJsonDocument answer = QJsonDocument::fromJson(dead.output.toUtf8());
    QVERIFY(answer[u"error"_s][u"message"_s].toString().startsWith(u"channel dead: "_s));
    QCOMPARE(answer[u"data"_s][u"status"_s].toInt(-1), 0);
    QCOMPARE(run({u"channel"_s, u"test"_s, u"demo"_s}).code, 0);
    process->terminate();
    QCOMPARE(ended(*process).code, 0);
}

void ProgramTest::settingsChangeWithAndWithoutARunningRelay_data()
{
    QTest::addColumn<bool>("running");
    QTest::newRow("while it runs") << true;
    QTest::newRow("on the files alone") << false;
}

void ProgramTest::settingsChangeWithAndWithoutARunningRelay()
{
    QFETCH(const bool, running);
    const std::unique_ptr<QProcess> relay = running ? listening() : nullptr;
    QCOMPARE(relay != nullptr, running);
    const auto get = [this](const QString &name) {
        return run({u"config"_s, u"get"_s, name}).output.trimmed();
    };
    QCOMPARE(get(u"SQLITE_JOURNAL_MODE"_s), u"WAL"_s);
    QCOMPARE(run({u"config"_s, u"set"_s, u"RETRY_TIMES=1"_s}).code, 0);
    QCOMPARE(get(u"RETRY_TIMES"_s), u"1"_s);
    const Outcome wrong = run({u"config"_s, u"set"_s, u"RETRY_TIMES=many"_s});
    QVERIFY(wrong.code != 0);
    QVERIFY2(wrong.errors.contains(u"RETRY_TIMES"_s), qUtf8Printable(wrong.errors));
    const Outcome risky = run({u"config"_s, u"set"_s, u"SQLITE_JOURNAL_MODE=OFF"_s});
    QVERIFY2(risky.output.contains(u"warning: SQLITE_JOURNAL_MODE OFF can break the database file"_s),
             qUtf8Printable(risky.output));
    QCOMPARE(run({u"config"_s, u"undo"_s}).code, 0);
    QVERIFY(run({u"preset"_s, u"show"_s, u"Full rollback"_s}).output.contains(u"SQLITE_OPTIMIZE_ENABLED"_s));
    const Outcome applied = run({u"preset"_s, u"apply"_s, u"Full rollback"_s});
    QVERIFY2(applied.code == 0, qUtf8Printable(applied.errors));
    QCOMPARE(get(u"SQLITE_JOURNAL_MODE"_s), u"DELETE"_s);
    QVERIFY(!QFile::exists(QDir(m_directory->path()).filePath(u"trayrelay.db-wal"_s)));
    QCOMPARE(run({u"config"_s, u"undo"_s}).code, 0);
    QCOMPARE(get(u"SQLITE_JOURNAL_MODE"_s), u"WAL"_s);
    QCOMPARE(get(u"RETRY_TIMES"_s), u"1"_s);
    QVERIFY(run({u"config"_s, u"history"_s}).output.contains(u"Full rollback"_s));
    if (relay) {
        relay->terminate();
        QCOMPARE(ended(*relay).code, 0);
    }
}

void ProgramTest::whatTheApiDoesCommandsDoToo_data()
{
    settingsChangeWithAndWithoutARunningRelay_data();
}

void ProgramTest::whatTheApiDoesCommandsDoToo()
{
    QFETCH(const bool, running);
    const std::unique_ptr<QProcess> relay = running ? listening() : nullptr;
    QCOMPARE(relay != nullptr, running);
    const auto done = [this](const QStringList &words) {
        const Outcome outcome = run(words);
        return outcome.code == 0 ? QString() : outcome.errors % u" code "_s % QString::number(outcome.code);
    };
    QCOMPARE(done({u"database"_s, u"check"_s}), QString());
    QCOMPARE(done({u"database"_s, u"vacuum"_s}), QString());
    QVERIFY(json({u"database"_s, u"show"_s})[u"file_bytes"_s].toInteger() > 0);
    QCOMPARE(done({u"backup"_s}), QString());
    QCOMPARE(json({u"database"_s, u"backups"_s}).array().size(), 1);
    QCOMPARE(json({u"log"_s, u"stat"_s})[u"requests"_s].toInt(-1), 0);
    QVERIFY(json({u"log"_s, u"list"_s, u"--slow"_s, u"true"_s})[u"items"_s].isArray());
    QVERIFY(run({u"log"_s, u"export"_s, u"-"_s}).output.startsWith(u"id,created_at,"_s));
    const QString csv = m_directory->filePath(u"usage.csv"_s);
    QCOMPARE(run({u"log"_s, u"export"_s, csv}).output, QString(csv % u": 0 rows\n"_s));
    QVERIFY(QFile::exists(csv));

    QCOMPARE(done({u"channel"_s, u"off"_s, u"demo"_s}), QString());
    QCOMPARE(json({u"channel"_s, u"list"_s})[0][u"status"_s].toInt(), 2);
    QCOMPARE(done({u"channel"_s, u"edit"_s, u"demo"_s, u"--name"_s, u"echo"_s}), QString());
    QCOMPARE(done({u"channel"_s, u"remove"_s, u"echo"_s}), QString());
    QVERIFY(json({u"channel"_s, u"list"_s}).array().isEmpty());
    QCOMPARE(done({u"token"_s, u"edit"_s, u"default"_s, u"--quota"_s, u"5"_s}), QString());
    QCOMPARE(json({u"token"_s, u"list"_s})[0][u"remain_quota"_s].toInt(), 5);

    QCOMPARE(done({u"config"_s, u"set"_s, u"RETRY_TIMES=1"_s, u"BREAKER_FAILURES=2"_s}), QString());
    QCOMPARE(done({u"config"_s, u"set"_s, u"RETRY_TIMES=5"_s}), QString());
    QCOMPARE(json({u"config"_s, u"history"_s}).array().size(), 2);
    QCOMPARE(done({u"config"_s, u"undo"_s, u"--entry"_s, u"1"_s}), QString());
    QCOMPARE(run({u"config"_s, u"get"_s, u"BREAKER_FAILURES"_s}).output, u"5\n"_s);
    QCOMPARE(run({u"config"_s, u"get"_s, u"RETRY_TIMES"_s}).output, u"5\n"_s);
    QCOMPARE(done({u"config"_s, u"undo"_s, u"--to"_s, u"1"_s}), QString());
    QCOMPARE(run({u"config"_s, u"get"_s, u"RETRY_TIMES"_s}).output, u"1\n"_s);

    const int told = running ? 0 : 1; // only a running relay has figures
    for (const QString &command : {u"metrics"_s, u"metrics reset"_s, u"alert list"_s, u"event list"_s})
        QCOMPARE(run(command.split(u' ')).code, told);
    if (relay) {
        relay->terminate();
        QCOMPARE(ended(*relay).code, 0);
    }
}

// What mends it must not need it.
void ProgramTest::settingsChangeWhileTheDatabaseCannotBeOpened()
{
    QVERIFY(makeNewerDatabase());
    QCOMPARE(run({u"token"_s, u"list"_s}).code, 1);
    const Outcome set = run({u"config"_s, u"set"_s, u"SQLITE_PATH=another.db"_s, u"RETRY_TIMES=1"_s});
    QVERIFY2(set.code == 0, qPrintable(set.errors));
    QVERIFY2(set.errors.contains(u"newer"_s), qPrintable(set.errors));
    QCOMPARE(run({u"token"_s, u"list"_s}).code, 0); // with the other one
    QCOMPARE(run({u"config"_s, u"undo"_s}).code, 0);
    QCOMPARE(run({u"preset"_s, u"apply"_s, u"Remedy: locked database"_s}).code, 0);
    QCOMPARE(run({u"config"_s, u"get"_s, u"SQLITE_MAX_OPEN_CONNS"_s}).output, u"3\n"_s);
    QVERIFY(run({u"config"_s, u"get"_s, u"SQLITE_BUSY_TIMEOUT"_s}).output.startsWith(u"not known"_s));
}

void ProgramTest::aSettingMayComeFromStandardInput()
{
    const auto set = started({u"config"_s, u"set"_s, u"RELAY_PROXY=-"_s, u"RETRY_TIMES=1"_s});
    QVERIFY(set->waitForStarted(kPatienceMs));
    set->write("http://me:secret@127.0.0.1:9\n");
    set->closeWriteChannel();
    const Outcome outcome = ended(*set);
    QVERIFY2(outcome.code == 0, qPrintable(outcome.errors));
    QVERIFY(!outcome.output.contains(u"secret"_s));
    QFile file(m_directory->filePath(u".env"_s));
    QVERIFY(file.open(QFile::ReadOnly));
    QVERIFY(file.readAll().contains("RELAY_PROXY=http://me:secret@127.0.0.1:9\n"));
}

void ProgramTest::aSetOfProfilesThatFailsLeavesNothing()
{
    const QDir out(m_directory->filePath(u"profiles"_s));
    const QStringList kept{u"profile-20200101-000000"_s, u"profile-20200101-000001"_s};
    for (const QString &set : kept)
        QVERIFY(out.mkpath(set));
    QCOMPARE(run({u"profile"_s, u"--all"_s, u"--out"_s, out.path(), u"--seconds"_s, u"4294967297"_s}).code,
             2);
    const auto everySecond = started(
        {u"profile"_s, u"heap"_s, u"--out"_s, out.path(), u"--every"_s, u"1s"_s, u"--keep"_s, u"1"_s});
    QByteArray errors;
    QTRY_VERIFY_WITH_TIMEOUT(
        (errors += everySecond->readAllStandardError()).count("start trayrelay first") >= 2, kPatienceMs);
    everySecond->kill();
    QVERIFY(everySecond->waitForFinished(kPatienceMs));
    const QStringList left = out.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    QCOMPARE(left.filter(QRegularExpression(u"[0-9]$"_s)), kept); // one may be in the making
}

QTEST_GUILESS_MAIN(ProgramTest)

#include "tst_program.moc"
