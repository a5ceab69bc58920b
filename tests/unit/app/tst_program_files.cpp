// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <memory>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 20'000;

struct Outcome
{
    int code = -1; // -1: ended by a signal, or not at all
    QString errors;
};

Outcome ended(QProcess &process)
{
    if (!process.waitForFinished(kPatienceMs))
        return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace

// What the program reads and writes is not always what it hopes for: an output that is full, a pipe or a
// device in the place of a file.
class ProgramFilesTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aFullOutputIsAFailure_data();
    void aFullOutputIsAFailure();
    void anExportWithoutRoomTellsWhy();
    void aPipeHoldsUpNoStart_data();
    void aPipeHoldsUpNoStart();
    void aPipeIsNoMasterKey();
    void onlyAFileIsABackup_data();
    void onlyAFileIsABackup();
    void aWrongSettingIsWrongUsage_data();
    void aWrongSettingIsWrongUsage();

private:
    QStringList line(const QStringList &words) const
    {
        return QStringList{u"--data-dir"_s, m_directory->path()} + words;
    }
    std::unique_ptr<QProcess> started(const QStringList &words) const;
    Outcome withoutRoom(const QStringList &words) const;
    bool listens(QProcess &relay) const;
    bool makePipe(const QString &name) const;

    std::unique_ptr<QTemporaryDir> m_directory;
};

void ProgramFilesTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(m_directory->isValid());
}

std::unique_ptr<QProcess> ProgramFilesTest::started(const QStringList &words) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LEDGER_JOURNAL_MB"_s, u"1"_s);
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment);
    process->start(QStringLiteral(TRAYRELAY_PROGRAM), line(words));
    return process;
}

// A process for which no file may grow, with one as its standard output.
Outcome ProgramFilesTest::withoutRoom(const QStringList &words) const
{
    QProcess shell;
    shell.setStandardOutputFile(m_directory->filePath(u"output"_s));
    shell.start(u"sh"_s, QStringList{u"-c"_s, u"trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""_s,
                                     QStringLiteral(TRAYRELAY_PROGRAM)} +
                             line(words));
    return ended(shell);
}

bool ProgramFilesTest::listens(QProcess &relay) const
{
    while (!relay.canReadLine()) {
        if (!relay.waitForReadyRead(kPatienceMs))
            return false;
    }
    return relay.readLine().startsWith("listening on http://127.0.0.1:");
}

bool ProgramFilesTest::makePipe(const QString &name) const
{
    const QString path = m_directory->filePath(name);
    return QDir().mkpath(QFileInfo(path).path()) && QProcess::execute(u"mkfifo"_s, {path}) == 0;
}

void ProgramFilesTest::aFullOutputIsAFailure_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("the help") << QStringList{u"--help"_s};
    QTest::newRow("the version") << QStringList{u"--version"_s};
    QTest::newRow("a list") << QStringList{u"config"_s, u"list"_s};
    QTest::newRow("a list as JSON") << QStringList{u"config"_s, u"list"_s, u"--json"_s};
    QTest::newRow("a key") << QStringList{u"token"_s, u"show"_s, u"admin"_s};
    QTest::newRow("an export") << QStringList{u"log"_s, u"export"_s, u"-"_s};
}

void ProgramFilesTest::aFullOutputIsAFailure()
{
    QFETCH(const QStringList, words);
    const auto relay = started({u"--headless"_s, u"--port"_s, u"0"_s});
    QVERIFY(listens(*relay));
    QCOMPARE(ended(*started(words)).code, 0);
    const Outcome full = withoutRoom(words);
    QCOMPARE(full.code, 1);
    const QString sentence = u"trayrelay: cannot write to standard output: "_s % qt_error_string(EFBIG);
    QVERIFY2(full.errors.count(sentence) == 1, qPrintable(full.errors));
    relay->terminate();
    QCOMPARE(ended(*relay).code, 0);
}

void ProgramFilesTest::anExportWithoutRoomTellsWhy()
{
    const auto relay = started({u"--headless"_s, u"--port"_s, u"0"_s});
    QVERIFY(listens(*relay));
    const QString file = m_directory->filePath(u"usage.csv"_s);
    const Outcome outcome = withoutRoom({u"log"_s, u"export"_s, file});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.errors.contains(QString(u"cannot write "_s % file % u": "_s % qt_error_string(EFBIG))),
             qPrintable(outcome.errors));
    QVERIFY(!QFile::exists(file));
    relay->terminate();
    QCOMPARE(ended(*relay).code, 0);
}

void ProgramFilesTest::aPipeHoldsUpNoStart_data()
{
    QTest::addColumn<QString>("name");
    for (const char *const name :
         {".env", "settings-history.jsonl", "settings-guard", "update-check.json", "logs/trayrelay.log"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void ProgramFilesTest::aPipeHoldsUpNoStart()
{
    QFETCH(const QString, name);
    QVERIFY(makePipe(name));
    const auto relay = started({u"--headless"_s, u"--port"_s, u"0"_s});
    QVERIFY(listens(*relay));
    relay->terminate();
    const Outcome outcome = ended(*relay);
    QCOMPARE(outcome.code, 0);
    const bool matters = name != "update-check.json"_L1 && name != "settings-guard"_L1;
    QCOMPARE(outcome.errors.contains(u"a device, pipe or socket"_s), matters);
}

void ProgramFilesTest::aPipeIsNoMasterKey()
{
    QVERIFY(makePipe(u"master.key"_s));
    const Outcome outcome = ended(*started({u"--headless"_s, u"--port"_s, u"0"_s}));
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.errors.contains(u"master.key cannot be read (a device, pipe or socket, not a file)"_s),
             qPrintable(outcome.errors));
}

void ProgramFilesTest::onlyAFileIsABackup_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("why");
    QTest::newRow("a directory") << u"/tmp"_s << u"it is a directory, not a backup"_s;
    QTest::newRow("a device") << u"/dev/null"_s << u"it is a device, pipe or socket, not a backup"_s;
    QTest::newRow("nothing") << u"/tmp/no/such/backup.db"_s << u"there is no such file"_s;
}

void ProgramFilesTest::onlyAFileIsABackup()
{
    QFETCH(const QString, path);
    QFETCH(const QString, why);
    const Outcome outcome = ended(*started({u"restore"_s, path}));
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.errors.contains(why), qPrintable(outcome.errors));
}

void ProgramFilesTest::aWrongSettingIsWrongUsage_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("no such setting") << QStringList{u"set"_s, u"NOPE=1"_s};
    QTest::newRow("no such setting to read") << QStringList{u"get"_s, u"NOPE"_s};
    QTest::newRow("no such value") << QStringList{u"set"_s, u"PORT=99999"_s};
}

void ProgramFilesTest::aWrongSettingIsWrongUsage()
{
    QFETCH(const QStringList, words);
    QCOMPARE(ended(*started(QStringList{u"config"_s} + words)).code, 2);
}

QTEST_GUILESS_MAIN(ProgramFilesTest)
#include "tst_program_files.moc"
