// SPDX-License-Identifier: GPL-3.0-or-later
// The user's `Run` key, and the task manager's word on it in `StartupApproved`.
#include "app/platform/autostart.h"

#include <QCoreApplication>
#include <QDir>
#include <QSettings>
#include <QTest>

using namespace Qt::StringLiterals;
using app::platform::Autostart;

class AutostartWindowsTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { clear(); }
    void cleanupTestCase() { clear(); }
    void startsThisProgram();
    void turningOffTakesTheValueAway();
    void theTaskManagersWordCounts_data();
    void theTaskManagersWordCounts();
    void aProgramThatMovedIsNamedAgain();
    void repairLeavesTheRestAlone_data();
    void repairLeavesTheRestAlone();

private:
    static void clear();
};

namespace {

const QString kName = u"trayrelay-test"_s;

QSettings key(const QString &below)
{
    return QSettings(u"HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\"_s % below,
                     QSettings::NativeFormat);
}
QSettings runKey()
{
    return key(u"Run"_s);
}
QSettings approvedKey()
{
    return key(u"Explorer\\StartupApproved\\Run"_s);
}

QString command()
{
    return runKey().value(kName).toString();
}
QString thisProgram()
{
    return u'"' % QDir::toNativeSeparators(QCoreApplication::applicationFilePath()) % u'"';
}

const Autostart &autostart()
{
    static const Autostart kEntry(kName, {u"--data-dir"_s, u"C:\\my data\\"_s});
    return kEntry;
}

} // namespace

void AutostartWindowsTest::clear()
{
    runKey().remove(kName);
    approvedKey().remove(kName);
}

void AutostartWindowsTest::startsThisProgram()
{
    QVERIFY(autostart().look().possible);
    QVERIFY(!autostart().look().on);
    QVERIFY(autostart().set(true, true));
    QCOMPARE(command(), QString(thisProgram() % uR"( "--data-dir" "C:\my data\\" --minimized)"_s));
    QVERIFY(autostart().look().on);
    QVERIFY(autostart().look().obstacle.isEmpty());
    QVERIFY(autostart().set(true, false));
    QVERIFY(!command().contains(u"--minimized"_s));
}

void AutostartWindowsTest::turningOffTakesTheValueAway()
{
    QVERIFY(autostart().set(true, true));
    QVERIFY(autostart().set(false, true));
    QVERIFY(!runKey().contains(kName));
    QVERIFY(!autostart().look().on);
}

void AutostartWindowsTest::theTaskManagersWordCounts_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<bool>("on");
    const QByteArray when(11, '\x01');
    QTest::newRow("never asked") << QByteArray() << true;
    QTest::newRow("on") << QByteArray('\x02' + when) << true;
    QTest::newRow("on again") << QByteArray('\x06' + when) << true;
    QTest::newRow("off") << QByteArray('\x03' + when) << false;
    QTest::newRow("off again") << QByteArray('\x07' + when) << false;
}

void AutostartWindowsTest::theTaskManagersWordCounts()
{
    QFETCH(const QByteArray, word);
    QFETCH(const bool, on);
    runKey().setValue(kName, u"\"C:\\gone\\trayrelay.exe\""_s);
    if (!word.isEmpty())
        approvedKey().setValue(kName, word);
    QCOMPARE(autostart().look().on, on);
    QCOMPARE(autostart().look().obstacle.isEmpty(), on);
    const auto mended = autostart().repair();
    QVERIFY(mended);
    QCOMPARE(*mended, on); // a start of the program never turns on what is off
    QCOMPARE(autostart().look().on, on);
    QVERIFY(autostart().set(true, false)); // the user does
    QVERIFY(autostart().look().on);
}

void AutostartWindowsTest::aProgramThatMovedIsNamedAgain()
{
    runKey().setValue(kName, uR"("C:\gone\trayrelay.exe" --mine "a b")"_s);
    const auto mended = autostart().repair();
    QVERIFY(mended && *mended);
    QCOMPARE(command(), QString(thisProgram() % uR"( --mine "a b")"_s));
    QVERIFY(!*autostart().repair());
}

void AutostartWindowsTest::repairLeavesTheRestAlone_data()
{
    QTest::addColumn<QString>("line");
    QTest::newRow("a program that is there") << QString(thisProgram() % u" --mine"_s);
    QTest::newRow("a command of the user's own") << uR"(cmd /c "C:\gone\trayrelay.exe")"_s;
    QTest::newRow("what is not well quoted") << uR"("C:\gone\trayrelay.exe)"_s;
}

void AutostartWindowsTest::repairLeavesTheRestAlone()
{
    QFETCH(const QString, line);
    runKey().setValue(kName, line);
    QVERIFY(!*autostart().repair());
    QCOMPARE(command(), line);
}

QTEST_GUILESS_MAIN(AutostartWindowsTest)
#include "tst_autostart_windows.moc"
