// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service_command.h"
#include "app/single_instance.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// Against a systemctl that writes down what it is asked, and refuses what it is told to refuse.
class ServiceCommandTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void installWritesEnablesAndStarts();
    void theDatabasesFolderCanBeWritten_data();
    void theDatabasesFolderCanBeWritten();
    void installedAgainItIsStoppedFirst();
    void aFolderInUseIsLeftToItsHolder();
    void aUserWithoutServicesIsTold();
    void aSystemWithoutSystemdIsTold();
    void aServiceThatDoesNotStartIsAFailure();
    void removeStopsAndTakesTheFilesAway();
    void removeOfNoneIsFine();
    void statusTellsWhetherItServes_data();
    void statusTellsWhetherItServes();
    void aProgramThatMovedIsNamedAgain();
    void repairLeavesTheRestAlone();

private:
    int run(const QString &verb, const QStringList &options = {});
    QString unit(const QString &suffix) const;
    void rewrite(const QString &service) const;
    QStringList asked() const;
    void answer(const QString &verb, const QByteArray &shell) const;
    static QString content(const QString &path);

    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_path;
};

void ServiceCommandTest::initTestCase()
{
    m_path = qgetenv("PATH");
}

void ServiceCommandTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkpath(u"bin"_s));
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(m_folder->filePath(u"config"_s)));
    qputenv("XDG_DATA_HOME", QFile::encodeName(m_folder->filePath(u"data"_s)));
    qputenv("PATH", QFile::encodeName(m_folder->filePath(u"bin"_s)) + ':' + m_path);
    qputenv("SYSTEMCTL_FOLDER", QFile::encodeName(m_folder->path()));
    for (const char *name : {"PORT", "LISTEN_ADDRESS", "SQLITE_PATH", "APPIMAGE", "APPDIR"})
        qunsetenv(name);
    QFile script(m_folder->filePath(u"bin/systemctl"_s));
    QVERIFY(script.open(QFile::WriteOnly));
    script.write("#!/bin/sh\n[ \"$1\" = --user ] || exit 9\nshift\n"
                 "echo \"$*\" >>\"$SYSTEMCTL_FOLDER/asked\"\n"
                 "if [ -e \"$SYSTEMCTL_FOLDER/answer-$1\" ]; then . \"$SYSTEMCTL_FOLDER/answer-$1\"; fi\n");
    QVERIFY(script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
}

int ServiceCommandTest::run(const QString &verb, const QStringList &options)
{
    const auto line = app::CommandLine::parse(QStringList{u"service"_s, verb} + options);
    return line ? app::runServiceCommand(*line, m_folder->filePath(u"data/trayrelay"_s)) : -1;
}

void ServiceCommandTest::rewrite(const QString &service) const
{
    QFile file(unit(u"service"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(service.toUtf8());
}

QString ServiceCommandTest::unit(const QString &suffix) const
{
    return m_folder->filePath(u"config/systemd/user/trayrelay."_s % suffix);
}

QString ServiceCommandTest::content(const QString &path)
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList ServiceCommandTest::asked() const
{
    return content(m_folder->filePath(u"asked"_s)).split(u'\n', Qt::SkipEmptyParts);
}

// What the double does when it is asked this verb, in the shell's words.
void ServiceCommandTest::answer(const QString &verb, const QByteArray &shell) const
{
    QFile file(m_folder->filePath(u"answer-"_s % verb));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(shell);
}

void ServiceCommandTest::installWritesEnablesAndStarts()
{
    QCOMPARE(run(u"install"_s, {u"--port"_s, u"3456"_s}), app::kExitFine);
    const QStringList wanted{u"show-environment"_s, u"daemon-reload"_s,
                             u"enable --now trayrelay.socket trayrelay.service"_s};
    QCOMPARE(asked(), wanted);
    const QString service = content(unit(u"service"_s));
    QVERIFY2(service.contains(u'"' % QCoreApplication::applicationFilePath() % u"\" --headless"_s),
             qPrintable(service));
    QVERIFY(service.contains(u"--data-dir \""_s % m_folder->filePath(u"data/trayrelay"_s) % u'"'));
    QVERIFY(content(unit(u"socket"_s)).contains("ListenStream=127.0.0.1:3456\n"_L1));
    QVERIFY(QDir(m_folder->filePath(u"data/trayrelay"_s)).exists()); // else it could not be made writable
}

void ServiceCommandTest::theDatabasesFolderCanBeWritten_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("folder"); // empty: the data directory is enough
    QTest::newRow("inside") << u"sub/relay.db"_s << QString();
    QTest::newRow("beside, by a relative path") << u"../other/relay.db"_s << u"data/other"_s;
    QTest::newRow("elsewhere") << u"%1/db/relay.db"_s << u"db"_s;
}

void ServiceCommandTest::theDatabasesFolderCanBeWritten()
{
    QFETCH(QString, path);
    QFETCH(QString, folder);
    qputenv("SQLITE_PATH", QFile::encodeName(path.replace(u"%1"_s, m_folder->path())));
    QCOMPARE(run(u"install"_s), app::kExitFine);
    const QString service = content(unit(u"service"_s));
    QCOMPARE(service.count(u"ReadWritePaths="_s), folder.isEmpty() ? 1 : 2);
    if (!folder.isEmpty())
        QVERIFY2(service.contains(u"ReadWritePaths=\"-"_s % m_folder->filePath(folder) % u"\"\n"),
                 qPrintable(service));
}

void ServiceCommandTest::installedAgainItIsStoppedFirst()
{
    QCOMPARE(run(u"install"_s), app::kExitFine);
    QCOMPARE(run(u"install"_s, {u"--port"_s, u"0"_s}), app::kExitFine);
    QVERIFY(asked().contains(u"stop trayrelay.socket trayrelay.service"_s));
    QCOMPARE(asked().last(), u"enable --now trayrelay.service"_s);
    QVERIFY(asked().contains(u"disable trayrelay.socket"_s)); // any port: there is none to keep
    QVERIFY(!QFile::exists(unit(u"socket"_s)));
}

void ServiceCommandTest::aFolderInUseIsLeftToItsHolder()
{
    const QString folder = m_folder->filePath(u"data/trayrelay"_s);
    QVERIFY(QDir().mkpath(folder));
    app::SingleInstance holder(folder);
    const relay::Result<bool> held = holder.claim();
    QVERIFY(held.has_value() && *held);
    QCOMPARE(run(u"install"_s), app::kExitDirectoryInUse);
    QVERIFY(!QFile::exists(unit(u"service"_s)));
}

void ServiceCommandTest::aUserWithoutServicesIsTold()
{
    answer(u"show-environment"_s, "echo 'Failed to connect to bus' >&2; exit 1\n");
    QCOMPARE(run(u"install"_s), app::kExitFailure);
    QVERIFY(!QFile::exists(unit(u"service"_s)));
}

void ServiceCommandTest::aSystemWithoutSystemdIsTold()
{
    QVERIFY(QFile::remove(m_folder->filePath(u"bin/systemctl"_s)));
    qputenv("PATH", QFile::encodeName(m_folder->filePath(u"bin"_s)));
    QCOMPARE(run(u"install"_s), app::kExitFailure);
    QVERIFY(!QFile::exists(unit(u"service"_s)));
    QCOMPARE(run(u"status"_s), app::kExitFailure);
    QCOMPARE(run(u"remove"_s), app::kExitFine);
}

void ServiceCommandTest::aServiceThatDoesNotStartIsAFailure()
{
    answer(u"enable"_s, "echo 'Job failed' >&2; exit 1\n");
    QCOMPARE(run(u"install"_s), app::kExitFailure);
}

void ServiceCommandTest::removeStopsAndTakesTheFilesAway()
{
    QCOMPARE(run(u"install"_s), app::kExitFine);
    QVERIFY(QFile::exists(unit(u"socket"_s)));
    QCOMPARE(run(u"remove"_s), app::kExitFine);
    QVERIFY(asked().contains(u"disable --now trayrelay.socket trayrelay.service"_s));
    QCOMPARE(asked().last(), u"daemon-reload"_s);
    QVERIFY(!QFile::exists(unit(u"service"_s)));
    QVERIFY(!QFile::exists(unit(u"socket"_s)));
}

void ServiceCommandTest::removeOfNoneIsFine()
{
    QCOMPARE(run(u"remove"_s), app::kExitFine);
    QCOMPARE(asked(), QStringList());
}

void ServiceCommandTest::statusTellsWhetherItServes_data()
{
    QTest::addColumn<QByteArray>("shown");
    QTest::addColumn<int>("code");
    QTest::newRow("it serves") << QByteArray("ActiveState=active\nSubState=running\nMainPID=77\n")
                               << app::kExitFine;
    QTest::newRow("it ended") << QByteArray("ActiveState=failed\nSubState=failed\nResult=exit-code\n")
                              << app::kExitFailure;
    QTest::newRow("nothing is told") << QByteArray() << app::kExitFailure;
}

void ServiceCommandTest::statusTellsWhetherItServes()
{
    QFETCH(QByteArray, shown);
    QFETCH(int, code);
    QCOMPARE(run(u"status"_s), app::kExitFailure); // none is installed
    QCOMPARE(run(u"install"_s), app::kExitFine);
    answer(u"show"_s, "cat <<END\n" + shown + "END\n");
    QCOMPARE(run(u"status"_s), code);
}

void ServiceCommandTest::aProgramThatMovedIsNamedAgain()
{
    const QString dataDir = m_folder->filePath(u"data/trayrelay"_s);
    QCOMPARE(run(u"install"_s), app::kExitFine);
    const QString program = QCoreApplication::applicationFilePath();
    const QString whole = content(unit(u"service"_s));
    QVERIFY(!*app::repairService(dataDir));
    rewrite(QString(whole).replace(program, u"/gone/My \\\"Relay"_s));
    QFile::remove(m_folder->filePath(u"asked"_s));
    QVERIFY(app::serviceWords(app::serviceState(dataDir)).contains("/gone/My \"Relay is not there"_L1));
    QCOMPARE(app::serviceState(dataDir)[u"program_there"_s], QJsonValue(false));
    const relay::Result<bool> mended = app::repairService(dataDir);
    QVERIFY(mended && *mended);
    QCOMPARE(content(unit(u"service"_s)), whole);
    QTRY_VERIFY_WITH_TIMEOUT(asked().contains(u"daemon-reload"_s), 30'000);
    QVERIFY(!app::serviceWords(app::serviceState(dataDir)).contains("is not there"_L1));
}

void ServiceCommandTest::repairLeavesTheRestAlone()
{
    const QString dataDir = m_folder->filePath(u"data/trayrelay"_s);
    QVERIFY(!*app::repairService(dataDir)); // none is installed
    QCOMPARE(run(u"install"_s), app::kExitFine);
    const QString whole = content(unit(u"service"_s));
    QVERIFY(!*app::repairService(u"/other/data"_s));
    const QString program = QCoreApplication::applicationFilePath();
    const QString image = u"Environment=APPIMAGE_EXTRACT_AND_RUN=1\n"_s;
    const QStringList left{QString(whole).replace(u'"' % program % u'"', u"/bin/sh -c x"_s),
                           QString(whole).replace(program, u"/gone/x.AppImage"_s) + image};
    for (const QString &edited : left) {
        rewrite(edited);
        QVERIFY(!*app::repairService(dataDir));
        QCOMPARE(content(unit(u"service"_s)), edited);
    }
}

QTEST_GUILESS_MAIN(ServiceCommandTest)
#include "tst_service_command.moc"
