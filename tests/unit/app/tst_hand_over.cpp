// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hand_over.h"
#include "app/port_taken.h"

#include <QTcpServer>
#include <QTest>

using namespace Qt::StringLiterals;
using app::CommandLine;

// What a second start says to the first, and what it is told where it cannot start.
class HandOverTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aPlainSecondStartWantsTheWindow();
    void aMinimizedOneDoesNot();
    void theDesktopsPermissionIsHandedOn();
    void optionsThatAreInForceAreTaken_data();
    void optionsThatAreInForceAreTaken();
    void optionsThatAreNotAreNamed_data();
    void optionsThatAreNotAreNamed();
    void aPortSaysWhoHasIt_data();
    void aPortSaysWhoHasIt();
    void anotherPortIsFree();
};

namespace {

CommandLine lineOf(const QStringList &words)
{
    return CommandLine::parse(words).value();
}

QStringList notTaken(const QStringList &second, const QStringList &first)
{
    return app::optionsNotTaken(app::handOver(lineOf(second)), lineOf(first), u"/data"_s, 3000);
}

} // namespace

void HandOverTest::init()
{
    qunsetenv("XDG_ACTIVATION_TOKEN");
    qunsetenv("DESKTOP_STARTUP_ID");
}

void HandOverTest::aPlainSecondStartWantsTheWindow()
{
    const QJsonObject request = app::handOver(lineOf({}));
    QCOMPARE(request[u"command"_s], u"raise"_s);
    QVERIFY(app::wantsTheWindow(request));
}

// As from an autostart entry, after a start by hand.
void HandOverTest::aMinimizedOneDoesNot()
{
    QVERIFY(!app::wantsTheWindow(app::handOver(lineOf({u"--minimized"_s}))));
}

void HandOverTest::theDesktopsPermissionIsHandedOn()
{
    qputenv("XDG_ACTIVATION_TOKEN", "token-1");
    qputenv("DESKTOP_STARTUP_ID", "launcher-7_TIME9");
    const QJsonObject request = app::handOver(lineOf({}));
    init(); // here the first one begins
    app::takeActivation(request);
    QCOMPARE(qgetenv("XDG_ACTIVATION_TOKEN"), QByteArray("token-1"));
    QCOMPARE(qgetenv("DESKTOP_STARTUP_ID"), QByteArray("launcher-7_TIME9"));
    qputenv("XDG_ACTIVATION_TOKEN", "kept");
    init();
    app::takeActivation(app::handOver(lineOf({})));
    QVERIFY(!qEnvironmentVariableIsSet("XDG_ACTIVATION_TOKEN"));
}

void HandOverTest::optionsThatAreInForceAreTaken_data()
{
    QTest::addColumn<QStringList>("second");
    QTest::addColumn<QStringList>("first");
    QTest::newRow("none") << QStringList() << QStringList();
    QTest::newRow("the port it has") << QStringList{u"--port"_s, u"3000"_s} << QStringList();
    QTest::newRow("any port") << QStringList{u"--port"_s, u"0"_s} << QStringList();
    QTest::newRow("the same file") << QStringList{u"--env-file"_s, u"/etc/relay.env"_s}
                                   << QStringList{u"--env-file=/etc/relay.env"_s};
    QTest::newRow("the file it has by itself")
        << QStringList{u"--env-file"_s, u"/data/.env"_s} << QStringList();
    QTest::newRow("the same level") << QStringList{u"--log-level"_s, u"debug"_s}
                                    << QStringList{u"--log-level=debug"_s};
}

void HandOverTest::optionsThatAreInForceAreTaken()
{
    QFETCH(const QStringList, second);
    QFETCH(const QStringList, first);
    QCOMPARE(notTaken(second, first), QStringList());
}

void HandOverTest::optionsThatAreNotAreNamed_data()
{
    QTest::addColumn<QStringList>("second");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("another port") << QStringList{u"--port"_s, u"4000"_s}
                                  << u"--port 4000: it listens on 3000"_s;
    QTest::newRow("another file") << QStringList{u"--env-file"_s, u"/etc/relay.env"_s}
                                  << u"--env-file /etc/relay.env: its settings are in /data/.env"_s;
    QTest::newRow("another level") << QStringList{u"--log-level"_s, u"trace"_s}
                                   << u"--log-level trace: the setting LOG_LEVEL changes it"_s;
}

void HandOverTest::optionsThatAreNotAreNamed()
{
    QFETCH(const QStringList, second);
    QFETCH(const QString, sentence);
    QCOMPARE(notTaken(second, {}), QStringList{sentence});
}

void HandOverTest::aPortSaysWhoHasIt_data()
{
    QTest::addColumn<relay::ErrorKind>("kind");
    QTest::addColumn<bool>("about");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("another program") << relay::ErrorKind::Conflict << true
                                     << u"cannot listen, by tst_hand_over (process "_s;
    QTest::newRow("the system") << relay::ErrorKind::Forbidden << true
                                << u"cannot listen: the system keeps port "_s;
    QTest::newRow("another failure") << relay::ErrorKind::Storage << false << QString();
}

void HandOverTest::aPortSaysWhoHasIt()
{
    QFETCH(const relay::ErrorKind, kind);
    QFETCH(const bool, about);
    QFETCH(const QString, sentence);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(QHostAddress::LocalHost)));
    const relay::Error error{kind, u"cannot listen"_s};
    QCOMPARE(app::isAboutThePort(error), about);
    if (!about)
        return;
    const QString said = QString::fromStdString(app::portTaken(error, server.serverPort()).english());
    QVERIFY2(said.startsWith(sentence), qPrintable(said));
    QVERIFY(said.contains(u"--port N"_s));
    const QString shown =
        QString::fromStdString(app::portTakenInWindow(error, server.serverPort()).english());
    QVERIFY2(shown.contains(QString::number(server.serverPort())), qPrintable(shown));
    QVERIFY2(!shown.contains(u"--"_s) && !shown.contains(u".env"_s), qPrintable(shown));
    QVERIFY2(!shown.contains(error.message), qPrintable(shown)); // the system's words
}

void HandOverTest::anotherPortIsFree()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress(QHostAddress::LocalHost)));
    QTcpServer next; // where it can be had
    const bool both = next.listen(QHostAddress(QHostAddress::LocalHost), taken.serverPort() + 1);
    const auto other = app::freePortBeside("127.0.0.1", taken.serverPort());
    QVERIFY(other);
    QVERIFY(*other > taken.serverPort() + (both ? 1 : 0));
    QTcpServer user;
    QVERIFY(user.listen(QHostAddress(QHostAddress::LocalHost), *other));
    QVERIFY(app::freePortBeside("127.0.0.1", 80) >= 1024); // none of the administrator's
    QVERIFY(!app::freePortBeside("127.0.0.1", 65535));     // there is none above
}

QTEST_GUILESS_MAIN(HandOverTest)
#include "tst_hand_over.moc"
