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
