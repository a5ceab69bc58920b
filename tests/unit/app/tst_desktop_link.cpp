// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_link.h"
#include "app/startup_settings.h"
#include "relay/base/disk_jobs.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

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
    void whatIsOffIsOnlyKept();
    void nobodyWaitsForTheDisk();
    void aDeadDiskIsLetGo();
    void aStartMendsTheEntryThatIsOn();
    void aStartMendsTheService();

private:
    QString entry(const QString &name) const;
    QStringList entries() const { return QDir(m_folder->filePath(u"autostart"_s)).entryList(QDir::Files); }
    QString usual() const { return app::dataDirectory({}); }
    static bool isOn(DesktopLink &link);
    static bool set(DesktopLink &link, bool on, bool minimized); // what is read back is what was set

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

bool DesktopLinkTest::isOn(DesktopLink &link)
{
    QObject context;
    std::optional<bool> on;
    link.autostart(&context, [&on](const ui::models::EntryState &state) { on = state.on; });
    return QTest::qWaitFor([&on] { return on.has_value(); }) && *on;
}

bool DesktopLinkTest::set(DesktopLink &link, bool on, bool minimized)
{
    QObject context;
    std::optional<bool> kept;
    link.setAutostart(on, minimized, &context, [&kept, on](const ui::models::EntryChange &change) {
        kept = change.done && change.now.on == on;
    });
    return QTest::qWaitFor([&kept] { return kept.has_value(); }) && *kept;
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
    QVERIFY(set(link, true, false));
    QCOMPARE(entries(), QStringList{u"trayrelay.desktop"_s});
    QVERIFY(!isOn(other));
    QVERIFY(set(other, true, false));
    QCOMPARE(entries().size(), 2);
    QVERIFY(set(link, false, false));
    QVERIFY(!isOn(link));
    QVERIFY(isOn(other));
}

void DesktopLinkTest::theEntryLeadsBackToTheSameInstance()
{
    CommandLine line;
    line.envFile = u"relay.env"_s;
    DesktopLink other(line, u"/other/my data"_s);
    QVERIFY(set(other, true, true));
    const QString text = entry(entries().value(0));
    const QString envFile = QDir::current().absoluteFilePath(u"relay.env"_s);
    QVERIFY2(text.contains(u" --data-dir \"/other/my data\" --env-file "_s), qPrintable(text));
    QVERIFY(text.contains(envFile));
    QVERIFY(text.contains(u" --minimized\n"_s));
    DesktopLink link({}, usual());
    QVERIFY(set(link, true, false));
    QVERIFY(!entry(u"trayrelay.desktop"_s).contains(u"--data-dir"_s));
}

void DesktopLinkTest::whatIsOffIsOnlyKept()
{
    DesktopLink link({}, usual());
    const auto keep = [&link](bool minimized) {
        QObject context;
        std::optional<bool> on;
        link.keepAutostart(minimized, &context,
                           [&on](const ui::models::EntryChange &change) { on = change.now.on; });
        return QTest::qWaitFor([&on] { return on.has_value(); }) && *on;
    };
    QVERIFY(!keep(true));
    QVERIFY(entries().isEmpty());
    QVERIFY(set(link, true, false));
    QVERIFY(keep(true));
    QVERIFY(entry(u"trayrelay.desktop"_s).contains(u" --minimized\n"_s));
}

// The entry is a pipe that nobody writes to: who reads it waits, and that is not this thread.
void DesktopLinkTest::nobodyWaitsForTheDisk()
{
    const auto context = std::make_unique<QObject>();
    bool told = false;
    const QString path = m_folder->filePath(u"autostart/trayrelay.desktop"_s);
    {
        DesktopLink link({}, usual());
        QVERIFY(!isOn(link)); // the start has looked
        QDir().mkpath(m_folder->filePath(u"autostart"_s));
        QCOMPARE(QProcess::execute(u"mkfifo"_s, {path}), 0);
        link.autostart(context.get(), [&told](const auto &) { told = true; });
        QFile pipe(path);
        QVERIFY(pipe.open(QFile::WriteOnly | QFile::Unbuffered)); // once somebody reads: they wait for us
        pipe.write("[Desktop Entry]\n");
    } // waits until it is done
    QTRY_VERIFY(told);
}

// Neither who starts it nor who ends it: the start itself looks at the entry, which never answers.
void DesktopLinkTest::aDeadDiskIsLetGo()
{
    QVERIFY(QDir().mkpath(m_folder->filePath(u"autostart"_s)));
    const QString path = m_folder->filePath(u"autostart/trayrelay.desktop"_s);
    QCOMPARE(QProcess::execute(u"mkfifo"_s, {path}), 0);
    QObject context;
    bool told = false;
    QElapsedTimer since;
    since.start();
    {
        DesktopLink link({}, usual());
        link.autostart(&context, [&told](const auto &) { told = true; });
    }
    QVERIFY(std::chrono::milliseconds(since.elapsed()) < 3 * relay::DiskJobs::kPatience);
    QCoreApplication::processEvents();
    QVERIFY(!told);
    QFile pipe(path); // lets the thread end
    QVERIFY(pipe.open(QFile::ReadWrite | QFile::Unbuffered));
    pipe.write("[Desktop Entry]\n");
}

void DesktopLinkTest::aStartMendsTheEntryThatIsOn()
{
    QDir().mkpath(m_folder->filePath(u"autostart"_s));
    QFile file(m_folder->filePath(u"autostart/trayrelay.desktop"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write("[Desktop Entry]\nType=Application\nName=TrayRelay\nExec=/gone/TrayRelay.AppImage\n");
    file.close();
    DesktopLink link({}, usual());
    QVERIFY(isOn(link));
    QVERIFY(entry(u"trayrelay.desktop"_s).contains(QCoreApplication::applicationFilePath()));
}

void DesktopLinkTest::aStartMendsTheService()
{
    QDir().mkpath(m_folder->filePath(u"systemd/user"_s));
    QFile file(m_folder->filePath(u"systemd/user/trayrelay.service"_s));
    QVERIFY(file.open(QFile::ReadWrite));
    file.write("[Service]\nExecStart=\"/gone/trayrelay\" --headless\n");
    file.close();
    {
        const DesktopLink link({}, usual());
    }
    QVERIFY(file.open(QFile::ReadOnly));
    const QByteArray program = QFile::encodeName(QCoreApplication::applicationFilePath());
    QCOMPARE(file.readAll(), "[Service]\nExecStart=\"" + program + "\" --headless\n");
}

QTEST_GUILESS_MAIN(DesktopLinkTest)
#include "tst_desktop_link.moc"
