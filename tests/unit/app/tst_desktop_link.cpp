// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_link.h"
#include "app/startup_settings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using app::CommandLine;
using app::DesktopLink;

class DesktopLinkTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void itNamesWhatRuns();
    void eachDataDirectoryHasAnEntryOfItsOwn();
    void theEntryLeadsBackToTheSameInstance();
    void aStartMendsTheEntryThatIsOn();
    void aStartMendsTheService();

private:
    QString entry(const QString &name) const;
    QStringList entries() const { return QDir(m_folder->filePath(u"autostart"_s)).entryList(QDir::Files); }
    QString usual() const { return app::dataDirectory({}); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void DesktopLinkTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(m_folder->path()));
    qputenv("XDG_DATA_HOME", QFile::encodeName(m_folder->path()));
}

QString DesktopLinkTest::entry(const QString &name) const
{
    QFile file(m_folder->filePath(u"autostart/"_s % name));
    return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void DesktopLinkTest::itNamesWhatRuns()
{
    const DesktopLink link({}, usual());
    QCOMPARE(link.dataDirectory(), usual());
    QCOMPARE(link.programFile(), QCoreApplication::applicationFilePath());
    QStringList names;
    for (const auto &[name, version] : link.versions()) {
        names.append(name);
        QVERIFY2(!version.isEmpty() && version.front().isDigit(), qPrintable(name));
    }
    QCOMPARE(names, (QStringList{u"TrayRelay"_s, u"Qt"_s, u"SQLite"_s, u"OpenSSL"_s}));
}

void DesktopLinkTest::eachDataDirectoryHasAnEntryOfItsOwn()
{
    DesktopLink link({}, usual());
    DesktopLink other({}, u"/other/data"_s);
    QVERIFY(link.setAutostart(true, false));
    QCOMPARE(entries(), QStringList{u"trayrelay.desktop"_s});
    QVERIFY(!other.autostart().on);
    QVERIFY(other.setAutostart(true, false));
    QCOMPARE(entries().size(), 2);
    QVERIFY(link.setAutostart(false, false));
    QVERIFY(!link.autostart().on);
    QVERIFY(other.autostart().on);
}

void DesktopLinkTest::theEntryLeadsBackToTheSameInstance()
{
    CommandLine line;
    line.envFile = u"relay.env"_s;
    DesktopLink other(line, u"/other/my data"_s);
    QVERIFY(other.setAutostart(true, true));
    const QString text = entry(entries().value(0));
    const QString envFile = QDir::current().absoluteFilePath(u"relay.env"_s);
    QVERIFY2(text.contains(u" --data-dir \"/other/my data\" --env-file "_s), qPrintable(text));
    QVERIFY(text.contains(envFile));
    QVERIFY(text.contains(u" --minimized\n"_s));
    DesktopLink link({}, usual());
    QVERIFY(link.setAutostart(true, false));
    QVERIFY(!entry(u"trayrelay.desktop"_s).contains(u"--data-dir"_s));
}

void DesktopLinkTest::aStartMendsTheEntryThatIsOn()
{
    QDir().mkpath(m_folder->filePath(u"autostart"_s));
    QFile file(m_folder->filePath(u"autostart/trayrelay.desktop"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write("[Desktop Entry]\nType=Application\nName=TrayRelay\nExec=/gone/TrayRelay.AppImage\n");
    file.close();
    const DesktopLink link({}, usual());
    QVERIFY(link.autostart().on);
    QVERIFY(entry(u"trayrelay.desktop"_s).contains(QCoreApplication::applicationFilePath()));
}

void DesktopLinkTest::aStartMendsTheService()
{
    QDir().mkpath(m_folder->filePath(u"systemd/user"_s));
    QFile file(m_folder->filePath(u"systemd/user/trayrelay.service"_s));
    QVERIFY(file.open(QFile::ReadWrite));
    file.write("[Service]\nExecStart=\"/gone/trayrelay\" --headless\n");
    file.close();
    const DesktopLink link({}, usual());
    QVERIFY(file.open(QFile::ReadOnly));
    const QByteArray program = QFile::encodeName(QCoreApplication::applicationFilePath());
    QCOMPARE(file.readAll(), "[Service]\nExecStart=\"" + program + "\" --headless\n");
}

QTEST_GUILESS_MAIN(DesktopLinkTest)
#include "tst_desktop_link.moc"
