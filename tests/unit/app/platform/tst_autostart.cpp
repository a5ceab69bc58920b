// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/autostart.h"
#include "app/platform/exec_line.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace app::platform;
using namespace Qt::StringLiterals;

class AutostartTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void isOffUntilItIsTurnedOn();
    void theEntryStartsThisProgram();
    void anAppImageIsNamedByItsFile();
    void anotherAppImagesVariableIsNotOurs();
    void turningOffTakesTheEntryAway();
    void aUsersOwnEditTurnsItOff_data();
    void aUsersOwnEditTurnsItOff();
    void aProgramThatMovedIsNamedAgain();
    void repairLeavesTheRestAlone_data();
    void repairLeavesTheRestAlone();
    void aFolderThatCannotBeWrittenIsSaid();
    void theEntryIsValid();

private:
    QString path() const { return m_folder->filePath(u"autostart/trayrelay.desktop"_s); }
    QString text() const;
    QStringList exec() const;
    void write(const QString &text) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

const Autostart &autostart()
{
    static const Autostart kEntry(u"trayrelay"_s, {u"--data-dir"_s, u"/my data/100%"_s});
    return kEntry;
}

QString replaced(QString text, const QString &line, const QString &other)
{
    return text.replace(line, other);
}

} // namespace

void AutostartTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(m_folder->path()));
    qunsetenv("APPIMAGE");
    qunsetenv("APPDIR");
}

QString AutostartTest::text() const
{
    QFile file(path());
    return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList AutostartTest::exec() const
{
    for (const QString &line : text().split(u'\n'))
        if (line.startsWith(u"Exec="_s))
            return execWords(line.mid(5));
    return {};
}

void AutostartTest::write(const QString &text) const
{
    QDir().mkpath(m_folder->filePath(u"autostart"_s));
    QFile file(path());
    QVERIFY(file.open(QFile::WriteOnly));
    QCOMPARE(file.write(text.toUtf8()), text.toUtf8().size());
}

void AutostartTest::isOffUntilItIsTurnedOn()
{
    QVERIFY(autostart().look().possible);
    QVERIFY(!autostart().look().on);
    QVERIFY(autostart().look().obstacle.isEmpty());
    QVERIFY(!*autostart().repair());
    QVERIFY(!QFile::exists(path())); // nothing turns it on by itself
    QVERIFY(autostart().set(true, false));
    QVERIFY(autostart().look().on);
}

void AutostartTest::theEntryStartsThisProgram()
{
    QVERIFY(autostart().set(true, true));
    QCOMPARE(exec(), (QStringList{QCoreApplication::applicationFilePath(), u"--data-dir"_s,
                                  u"/my data/100%"_s, u"--minimized"_s}));
    QVERIFY(text().contains(u"\nX-LXQt-Need-Tray=true\n"_s));
    QVERIFY(text().contains(u"\nX-KDE-autostart-after=panel\n"_s));
    QVERIFY(autostart().set(true, false));
    QVERIFY(!exec().contains(u"--minimized"_s));
}

void AutostartTest::anAppImageIsNamedByItsFile()
{
    const QString image = u"/home/me/My Apps/TrayRelay $1 \"x\".AppImage"_s;
    qputenv("APPIMAGE", image.toUtf8());
    qputenv("APPDIR", QFile::encodeName(QCoreApplication::applicationDirPath()));
    QVERIFY(autostart().set(true, false));
    QCOMPARE(exec().value(0), image);
}

void AutostartTest::anotherAppImagesVariableIsNotOurs()
{
    qputenv("APPIMAGE", "/home/me/Terminal.AppImage");
    qputenv("APPDIR", "/tmp/.mount_Termin");
    QVERIFY(autostart().set(true, false));
    QCOMPARE(exec().value(0), QCoreApplication::applicationFilePath());
}

void AutostartTest::turningOffTakesTheEntryAway()
{
    QVERIFY(autostart().set(true, true));
    QVERIFY(autostart().set(false, true));
    QVERIFY(!QFile::exists(path()));
    QVERIFY(!autostart().look().on);
    QVERIFY(autostart().set(false, false)); // again
}

void AutostartTest::aUsersOwnEditTurnsItOff_data()
{
    QTest::addColumn<QString>("line");
    QTest::newRow("hidden") << u"Hidden=true"_s;
    QTest::newRow("turned off by GNOME's program") << u"X-GNOME-Autostart-enabled=false"_s;
    QTest::newRow("with spaces") << u"Hidden = true"_s;
}

void AutostartTest::aUsersOwnEditTurnsItOff()
{
    QFETCH(const QString, line);
    QVERIFY(autostart().set(true, true));
    write(replaced(text(), u"X-GNOME-Autostart-enabled=true"_s, line)
              .replace(QCoreApplication::applicationFilePath(), u"/gone/trayrelay"_s));
    const QString edited = text();
    QVERIFY(!autostart().look().on);
    QVERIFY(autostart().look().obstacle.contains(path()));
    QVERIFY(!*autostart().repair());
    QCOMPARE(text(), edited);             // an update never turns it on again
    QVERIFY(autostart().set(true, true)); // the user does
    QVERIFY(autostart().look().on);
}

void AutostartTest::aProgramThatMovedIsNamedAgain()
{
    write(u"[Desktop Entry]\nType=Application\nName=Mine\nExec=\"/gone/My Relay.AppImage\" --mine %%\n"
          u"X-Own=1\n\n[Desktop Action other]\nExec=/gone/other\n"_s);
    QVERIFY(autostart().look().on);
    const auto mended = autostart().repair();
    QVERIFY(mended && *mended);
    QCOMPARE(exec(), (QStringList{QCoreApplication::applicationFilePath(), u"--mine"_s, u"%"_s}));
    QVERIFY(text().startsWith(u"[Desktop Entry]\nType=Application\nName=Mine\nExec="_s));
    QVERIFY(text().endsWith(u"\nX-Own=1\n\n[Desktop Action other]\nExec=/gone/other\n"_s));
    QVERIFY(!*autostart().repair());
}

void AutostartTest::repairLeavesTheRestAlone_data()
{
    QTest::addColumn<QString>("exec");
    QTest::newRow("a program that is there") << u"/bin/sh --minimized"_s;
    QTest::newRow("a command of the user's own") << u"env A=1 /gone/trayrelay"_s;
    QTest::newRow("what is not well quoted") << u"\"/gone/trayrelay"_s;
}

void AutostartTest::repairLeavesTheRestAlone()
{
    QFETCH(const QString, exec);
    const QString entry = u"[Desktop Entry]\nType=Application\nName=Mine\nExec="_s % exec % u"\n"_s;
    write(entry);
    QVERIFY(autostart().look().on);
    const auto mended = autostart().repair();
    QVERIFY(mended && !*mended);
    QCOMPARE(text(), entry);
}

void AutostartTest::aFolderThatCannotBeWrittenIsSaid()
{
    QFile file(m_folder->filePath(u"file"_s)); // where a folder should be
    QVERIFY(file.open(QFile::WriteOnly));
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(file.fileName()));
    const AutostartSight sight = autostart().look();
    QVERIFY(!sight.possible);
    QVERIFY(sight.obstacle.contains(u"cannot be written"_s));
    const auto set = autostart().set(true, false);
    QVERIFY(!set);
    QVERIFY(set.error().message.contains(u"autostart/trayrelay.desktop"_s));
}

void AutostartTest::theEntryIsValid()
{
    const QString judge = QStandardPaths::findExecutable(u"desktop-file-validate"_s);
    if (judge.isEmpty())
        QSKIP("desktop-file-validate is not installed");
    qputenv("APPIMAGE", "/home/me/My Apps/a $b `c` \"d\" \\e 100%.AppImage");
    qputenv("APPDIR", QFile::encodeName(QCoreApplication::applicationDirPath()));
    QVERIFY(autostart().set(true, true));
    QProcess process;
    process.start(judge, {path()});
    QVERIFY(process.waitForFinished());
    const QByteArray said = process.readAll();
    QVERIFY2(process.exitCode() == 0 && !said.contains("error"), said.constData());
}

QTEST_GUILESS_MAIN(AutostartTest)
#include "tst_autostart.moc"
