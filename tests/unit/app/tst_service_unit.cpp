// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service_unit.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using app::ServicePlan;

class ServiceUnitTest final : public QObject
{
    Q_OBJECT

private slots:
    void startsTheRelayWithItsFolder();
    void wordsAreWrittenAsSystemdReadsThem_data();
    void wordsAreWrittenAsSystemdReadsThem();
    void theSocketIsWhereClientsCome_data();
    void theSocketIsWhereClientsCome();
    void withAnyPortThereIsNoSocketToKeep();
    void onlyItsOwnFoldersCanBeWritten();
    void asksForNothingThatAUserMayNotHave();
    void anImageIsUnpacked();
    void theProgramCanBeToldAndReplaced_data();
    void theProgramCanBeToldAndReplaced();
    void systemdFindsNothingWrong();
    void systemdFindsItClosed();
};

namespace {

ServicePlan plan()
{
    ServicePlan made;
    made.program = u"/usr/bin/env"_s; // one that is there, as systemd looks
    made.name = u"trayrelay"_s;
    made.dataDir = u"/home/u/.local/share/trayrelay"_s;
    made.listenAddress = u"127.0.0.1"_s;
    made.port = 3000;
    return made;
}

bool hasLine(const QString &text, const QString &line)
{
    return text.split(u'\n').contains(line);
}

void writeFile(const QString &path, const QString &text)
{
    QFile file(path);
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(text.toUtf8());
}

struct Verdict
{
    QString said;
    int code = -1;
};

// Of systemd-analyze, which looks into the folder for what a session has. None: it cannot work here.
std::optional<Verdict> analyze(const QString &folder, const QStringList &words)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_RUNTIME_DIR"_s, folder);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"systemd-analyze"_s, words);
    if (!process.waitForFinished(60'000))
        return std::nullopt;
    const Verdict verdict{QString::fromLocal8Bit(process.readAll()), process.exitCode()};
    return verdict.said.contains("Failed to initialize manager"_L1) ? std::nullopt : std::optional(verdict);
}

} // namespace

void ServiceUnitTest::startsTheRelayWithItsFolder()
{
    ServicePlan made = plan();
    made.envFile = u"/home/u/relay.env"_s;
    const QString text = app::serviceUnit(made);
    QVERIFY(hasLine(
        text,
        uR"(ExecStart="/usr/bin/env" --headless --data-dir "/home/u/.local/share/trayrelay" --env-file "/home/u/relay.env")"_s));
    QVERIFY(hasLine(text, u"Type=notify"_s));
    QVERIFY(hasLine(text, u"RestartPreventExitStatus=2 3 4"_s));
    QVERIFY(!text.contains("--port"_L1));
    made.portIsGiven = true;
    QVERIFY(app::serviceUnit(made).contains(" --port 3000\n"_L1));
}

void ServiceUnitTest::wordsAreWrittenAsSystemdReadsThem_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("argument");
    const auto row = [](const char *name, const QString &path, const QString &program,
                        const QString &argument) { QTest::newRow(name) << path << program << argument; };
    row("a space", u"/my apps/t"_s, uR"("/my apps/t")"_s, uR"("/my apps/t")"_s);
    row("a percent sign", u"/100%/t"_s, uR"("/100%%/t")"_s, uR"("/100%%/t")"_s);
    row("a dollar sign", u"/$HOME/t"_s, uR"("/$HOME/t")"_s, uR"("/$$HOME/t")"_s);
    row("quotes and backslashes", uR"(/a"b\c/t)"_s, uR"("/a\"b\\c/t")"_s, uR"("/a\"b\\c/t")"_s);
    row("a line break", u"/a\nb/t"_s, uR"("/a\nb/t")"_s, uR"("/a\nb/t")"_s);
    row("not ASCII", u"/家/t"_s, uR"("/家/t")"_s, uR"("/家/t")"_s);
}

void ServiceUnitTest::wordsAreWrittenAsSystemdReadsThem()
{
    QFETCH(QString, path);
    QFETCH(QString, program);
    QFETCH(QString, argument);
    ServicePlan made = plan();
    made.program = made.dataDir = path;
    const QString text = app::serviceUnit(made);
    QVERIFY2(hasLine(text, u"ExecStart="_s % program % u" --headless --data-dir "_s % argument),
             qPrintable(text));
}

void ServiceUnitTest::theSocketIsWhereClientsCome_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("line");
    QTest::newRow("IPv4") << u"127.0.0.1"_s << u"ListenStream=127.0.0.1:3000"_s;
    QTest::newRow("IPv6") << u"::1"_s << u"ListenStream=[::1]:3000"_s;
}

void ServiceUnitTest::theSocketIsWhereClientsCome()
{
    QFETCH(QString, address);
    QFETCH(QString, line);
    ServicePlan made = plan();
    made.listenAddress = address;
    QVERIFY(hasLine(app::socketUnit(made), line));
    QVERIFY(hasLine(app::serviceUnit(made), u"Requires=trayrelay.socket"_s));
}

void ServiceUnitTest::withAnyPortThereIsNoSocketToKeep()
{
    ServicePlan made = plan();
    made.port = 0;
    QVERIFY(app::socketUnit(made).isEmpty());
    QVERIFY(!app::serviceUnit(made).contains(".socket"_L1));
}

void ServiceUnitTest::onlyItsOwnFoldersCanBeWritten()
{
    ServicePlan made = plan();
    made.writable = {u"/srv/data base"_s};
    const QString text = app::serviceUnit(made);
    QVERIFY(hasLine(text, u"ProtectSystem=strict"_s));
    QStringList writable;
    for (const QString &line : text.split(u'\n'))
        if (line.startsWith(u"ReadWritePaths="_s))
            writable.append(line);
    const QStringList wanted{uR"(ReadWritePaths="-/home/u/.local/share/trayrelay")"_s,
                             uR"(ReadWritePaths="-/srv/data base")"_s};
    QCOMPARE(writable, wanted);
}

// Each of them keeps a user's service from starting at all.
void ServiceUnitTest::asksForNothingThatAUserMayNotHave()
{
    const QString text = app::serviceUnit(plan());
    QVERIFY(hasLine(text, u"NoNewPrivileges=yes"_s));
    for (const QString &setting :
         {u"PrivateDevices="_s, u"ProtectClock="_s, u"ProtectKernelLogs="_s, u"ProtectKernelModules="_s,
          u"CapabilityBoundingSet="_s, u"PrivateUsers="_s})
        QVERIFY2(!text.contains(setting), qPrintable(setting));
}

void ServiceUnitTest::anImageIsUnpacked()
{
    QVERIFY(!app::serviceUnit(plan()).contains("APPIMAGE"_L1));
    ServicePlan made = plan();
    made.isImage = true;
    const QString text = app::serviceUnit(made);
    QVERIFY(hasLine(text, u"Environment=APPIMAGE_EXTRACT_AND_RUN=1 TMPDIR=%C/trayrelay/unpacked"_s));
    QVERIFY(hasLine(text, u"CacheDirectory=trayrelay"_s));
}

void ServiceUnitTest::theProgramCanBeToldAndReplaced_data()
{
    QTest::addColumn<QString>("program");
    QTest::newRow("plain") << u"/usr/bin/trayrelay"_s;
    QTest::newRow("with all that is quoted") << u"/a \"b\\c\"/100%/$n/\nn"_s;
    QTest::newRow("not ASCII") << u"/家/My TrayRelay.AppImage"_s;
}

void ServiceUnitTest::theProgramCanBeToldAndReplaced()
{
    QFETCH(QString, program);
    ServicePlan made = plan();
    QStringList lines = app::serviceUnit(made).split(u'\n');
    QCOMPARE(app::programOf(lines), u"/usr/bin/env"_s);
    QVERIFY(!app::startsImage(lines));
    lines = app::namingProgram(lines, program);
    QCOMPARE(app::programOf(lines), program);
    made.program = program;
    QCOMPARE(lines.join(u'\n'), app::serviceUnit(made)); // and nothing else
    made.isImage = true;
    QVERIFY(app::startsImage(app::serviceUnit(made).split(u'\n')));
    QCOMPARE(app::programOf({u"ExecStart=/bin/sh"_s, u"ExecStart=\"open"_s}), QString());
}

void ServiceUnitTest::systemdFindsNothingWrong()
{
    if (QStandardPaths::findExecutable(u"systemd-analyze"_s).isEmpty())
        QSKIP("systemd-analyze is not here");
    const QTemporaryDir folder;
    ServicePlan made = plan();
    made.isImage = true;
    made.program = folder.filePath(u"a $b%"_s); // there under this very name
    QVERIFY(QFile::copy(u"/usr/bin/env"_s, made.program));
    writeFile(folder.filePath(u"trayrelay.service"_s), app::serviceUnit(made));
    writeFile(folder.filePath(u"trayrelay.socket"_s), app::socketUnit(made));
    const auto verdict = analyze(folder.path(), {u"verify"_s, u"--user"_s, u"--man=no"_s,
                                                 folder.filePath(u"trayrelay.service"_s),
                                                 folder.filePath(u"trayrelay.socket"_s)});
    if (!verdict)
        QSKIP("systemd-analyze wants what only a running systemd has");
    const QString &said = verdict->said;
    QVERIFY2(!said.contains(folder.path()) && !said.contains("trayrelay"_L1), qPrintable(said));
    QCOMPARE(verdict->code, 0);
}

// 0: closed, 10: open; systemd 252 says 5.6. Most of what is left asks for rights that a user's systemd
// lacks.
void ServiceUnitTest::systemdFindsItClosed()
{
    if (QStandardPaths::findExecutable(u"systemd-analyze"_s).isEmpty())
        QSKIP("systemd-analyze is not here");
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"trayrelay.service"_s);
    writeFile(path, app::serviceUnit(plan()));
    const auto verdict = analyze(folder.path(), {u"security"_s, u"--user"_s, u"--offline=true"_s,
                                                 u"--threshold=60"_s, u"--no-pager"_s, path});
    if (!verdict)
        QSKIP("systemd-analyze wants what only a running systemd has");
    QVERIFY2(verdict->said.contains("Overall exposure level"_L1), qPrintable(verdict->said));
    QVERIFY2(verdict->code == 0, qPrintable(verdict->said));
}

QTEST_GUILESS_MAIN(ServiceUnitTest)
#include "tst_service_unit.moc"
