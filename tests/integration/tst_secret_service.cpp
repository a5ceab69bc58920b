// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/child_keyring.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using relay::ErrorKind;
using relay::platform::ChildKeyring;

// Our program against a real Secret Service: GNOME's, on a bus of its own, with a home of its own.
class SecretServiceTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void itKeepsGivesAndForgets();
    void itOutlivesTheService();
    void aLockedOneSaysSo();
    void withoutAServiceItIsAbsent();
    void withoutASessionBusNoneIsStarted();

private:
    void startService(bool unlocked);
    void stopService();

    std::unique_ptr<QTemporaryDir> m_home;
    QProcess m_bus;
    QProcess m_service;
};

namespace {

constexpr int kPatienceMs = 20'000;
const std::string kSecret = "f0e1d2c3b4a5968778695a4b3c2d1e0f";

ChildKeyring keyring()
{
    return {"the keyring", QStringLiteral(KEYRING_PROGRAM), std::chrono::milliseconds(kPatienceMs)};
}

} // namespace

void SecretServiceTest::init()
{
    for (const QString &program : {u"dbus-daemon"_s, u"gnome-keyring-daemon"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            QSKIP(qPrintable(program % u" is not installed: there is no keyring to ask"_s));
    }
    m_home = std::make_unique<QTemporaryDir>();
    const QByteArray home = QFile::encodeName(m_home->path());
    for (const char *const name :
         {"HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"})
        qputenv(name, home);
    // A bus that starts nothing by itself.
    QFile configuration(m_home->filePath(u"bus.conf"_s));
    QVERIFY(configuration.open(QFile::WriteOnly));
    configuration.write("<busconfig><type>session</type><listen>unix:path=" + home +
                        "/bus-socket</listen><policy context=\"default\"><allow send_destination=\"*\"/>"
                        "<allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>");
    configuration.close();
    m_bus.start(u"dbus-daemon"_s,
                {u"--nofork"_s, u"--print-address"_s, u"--config-file"_s, configuration.fileName()});
    QTRY_VERIFY_WITH_TIMEOUT(m_bus.canReadLine(), kPatienceMs);
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
}

void SecretServiceTest::cleanup()
{
    stopService();
    m_bus.terminate();
    if (m_bus.state() != QProcess::NotRunning && !m_bus.waitForFinished(kPatienceMs))
        m_bus.kill();
    m_bus.waitForFinished();
}

void SecretServiceTest::startService(bool unlocked)
{
    m_service.start(u"gnome-keyring-daemon"_s, QStringList{u"--foreground"_s, u"--components=secrets"_s,
                                                           u"--control-directory"_s, m_home->path()} +
                                                   (unlocked ? QStringList{u"--unlock"_s} : QStringList{}));
    QVERIFY(m_service.waitForStarted());
    m_service.write("password");
    m_service.closeWriteChannel();
    const auto answers = [] {
        const auto looked = keyring().look();
        return looked || looked.error().message.contains(u"is locked"_s);
    };
    QTRY_VERIFY_WITH_TIMEOUT(answers(), kPatienceMs);
}

void SecretServiceTest::stopService()
{
    m_service.terminate();
    if (m_service.state() != QProcess::NotRunning && !m_service.waitForFinished(kPatienceMs))
        m_service.kill();
    m_service.waitForFinished();
}

void SecretServiceTest::itKeepsGivesAndForgets()
{
    startService(true);
    ChildKeyring ring = keyring();
    QVERIFY(ring.look());
    QVERIFY(ring.keep("one", "older"));
    const auto kept = ring.keep("one", kSecret); // in its place
    QVERIFY2(kept, kept ? "" : qPrintable(kept.error().message));
    QVERIFY(ring.keep("other", "xyz"));
    const auto given = ring.secret("one");
    QVERIFY(given);
    QCOMPARE(*given, kSecret);
    QVERIFY(ring.forget("one"));
    QCOMPARE(ring.secret("one").error().kind, ErrorKind::NotFound);
    QCOMPARE(*ring.secret("other"), std::string("xyz"));
    QVERIFY(ring.forget("one"));
}

void SecretServiceTest::itOutlivesTheService()
{
    startService(true);
    QVERIFY(keyring().keep("one", kSecret));
    stopService();
    startService(true);
    const auto given = keyring().secret("one");
    QVERIFY2(given, given ? "" : qPrintable(given.error().message));
    QCOMPARE(*given, kSecret);
}

void SecretServiceTest::aLockedOneSaysSo()
{
    startService(true);
    QVERIFY(keyring().keep("one", kSecret));
    stopService();
    startService(false);
    ChildKeyring ring = keyring();
    const relay::Result<std::string> given = ring.secret("one");
    QVERIFY(!given);
    QCOMPARE(given.error().message, u"the keyring is locked"_s);
    const relay::Result<void> calls[] = {ring.look(), ring.keep("one", "another"), ring.forget("one")};
    for (const relay::Result<void> &call : calls) {
        QVERIFY(!call);
        QCOMPARE(call.error().kind, ErrorKind::Unavailable);
        QCOMPARE(call.error().message, u"the keyring is locked"_s);
    }
}

void SecretServiceTest::withoutAServiceItIsAbsent()
{
    const auto looked = keyring().look();
    QVERIFY(!looked);
    QVERIFY2(looked.error().message.startsWith(u"the keyring is not there"_s),
             qPrintable(looked.error().message));
}

void SecretServiceTest::withoutASessionBusNoneIsStarted()
{
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    const auto looked = keyring().look();
    QVERIFY(!looked);
    QVERIFY2(looked.error().message.contains(u"no desktop session"_s), qPrintable(looked.error().message));
}

QTEST_GUILESS_MAIN(SecretServiceTest)
#include "tst_secret_service.moc"
