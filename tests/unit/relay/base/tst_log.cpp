// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/log.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace relay;

class LogTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { log::stop(); }
    void writesToTheFile();
    void aLineIsInTheFileWhileWeRun();
    void fullFilesAreRotated();
    void goesOnWhereNoFileCanBe_data();
    void goesOnWhereNoFileCanBe();

private:
    QTemporaryDir m_directory;
};

void LogTest::writesToTheFile()
{
    const QString logs = m_directory.filePath(QStringLiteral("deep/logs"));
    log::start({.directory = logs, .stderrLevel = "off"});
    log::sys().info("a line for {}", "people");
    log::stop();
    QFile file(logs + QStringLiteral("/trayrelay.log"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("[SYS] a line for people"));
}

void LogTest::aLineIsInTheFileWhileWeRun()
{
    const QString logs = m_directory.filePath(QStringLiteral("running"));
    log::start({.directory = logs, .stderrLevel = "off"});
    log::sys().info("a line for who looks now");
    QFile file(logs + QStringLiteral("/trayrelay.log"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray seen;
    QTRY_VERIFY((seen += file.readAll()).contains("[SYS] a line for who looks now"));
}

// Five files' worth: four are left, and the oldest lines are gone.
void LogTest::fullFilesAreRotated()
{
    constexpr std::size_t kBytes = 8192;
    constexpr int kLineBytes = 100;
    constexpr int kLines = 5 * kBytes / kLineBytes;
    const QDir logs(m_directory.filePath(QStringLiteral("rotated")));
    log::start({.directory = logs.path(), .stderrLevel = "off", .fileBytes = kBytes});
    const std::string filler(kLineBytes - 50, 'x'); // and some 50 of time, level and number
    for (int i = 0; i < kLines; ++i)
        log::sys().info("{:05} {}", i, filler);
    log::stop();
    const QStringList names = logs.entryList(QDir::Files, QDir::Name);
    QCOMPARE(names, (QStringList{QStringLiteral("trayrelay.1.log"), QStringLiteral("trayrelay.2.log"),
                                 QStringLiteral("trayrelay.3.log"), QStringLiteral("trayrelay.log")}));
    QByteArray all; // from the oldest line on
    for (const char *name : {"trayrelay.3.log", "trayrelay.2.log", "trayrelay.1.log", "trayrelay.log"}) {
        QFile file(logs.filePath(QLatin1StringView(name)));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(file.size() <= qint64(kBytes), name);
        all += file.readAll();
    }
    int next = -1;
    for (const QByteArray &line : all.trimmed().split('\n')) {
        const int number = line.mid(line.indexOf("[SYS] ") + 6, 5).toInt();
        QVERIFY(next < 0 ? number > 0 : number == next); // the first are gone, and none between
        next = number + 1;
    }
    QCOMPARE(next, kLines);
}

void LogTest::goesOnWhereNoFileCanBe_data()
{
    QTest::addColumn<QString>("inTheWay");
    QTest::newRow("a directory in the file's place") << QStringLiteral("logs/trayrelay.log/");
    QTest::newRow("a file in the directory's place") << QStringLiteral("logs");
}

void LogTest::goesOnWhereNoFileCanBe()
{
    QFETCH(const QString, inTheWay);
    const QTemporaryDir directory;
    if (inTheWay.endsWith(u'/'))
        QVERIFY(QDir(directory.path()).mkpath(inTheWay));
    else
        QVERIFY(QFile(directory.filePath(inTheWay)).open(QIODevice::WriteOnly));
    log::start({.directory = directory.filePath(QStringLiteral("logs")), .stderrLevel = "off"});
    QVERIFY(log::sys().should_log(spdlog::level::info)); // a logger that works, not the silent one of before
    log::sys().info("for nobody");
}

QTEST_GUILESS_MAIN(LogTest)
#include "tst_log.moc"
