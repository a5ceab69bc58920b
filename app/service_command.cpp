// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service_command.h"

#include "app/entry_file.h"
#include "app/platform/surroundings.h"
#include "app/platform/this_program.h"
#include "app/service_unit.h"
#include "app/single_instance.h"
#include "app/startup_settings.h"
#include "app/terminal.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;

constexpr int kPatienceMs = 180'000; // the start of a service waits until it is ready

// What it printed; the error is what it complained of.
Result<QString> systemctl(const QStringList &words)
{
    QProcess process;
    process.start(u"systemctl"_s, QStringList{u"--user"_s} + words, QProcess::ReadOnly);
    if (!process.waitForStarted() || !process.waitForFinished(kPatienceMs))
        return Error{ErrorKind::Unavailable, u"systemctl: "_s % process.errorString()};
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return Error{ErrorKind::Internal, QString::fromLocal8Bit(process.readAllStandardError()).trimmed()};
    return QString::fromLocal8Bit(process.readAllStandardOutput()).trimmed();
}

Result<void> hasServices()
{
    const QString instead = u"; trayrelay --headless can be started by whatever starts programs here"_s;
    if (QStandardPaths::findExecutable(u"systemctl"_s).isEmpty())
        return Error{ErrorKind::Unavailable, u"this system has no systemd to run services"_s % instead};
    const Result<QString> answered = systemctl({u"show-environment"_s});
    if (answered)
        return {};
    return Error{ErrorKind::Unavailable,
                 u"systemd runs no services for this user ("_s % answered.error().message % u')' % instead};
}

// The two files of one data directory's service.
class Units final
{
public:
    explicit Units(const QString &name)
        : m_name(name)
        , m_folder(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) %
                   u"/systemd/user"_s)
    {
    }

    QString service() const { return m_name % u".service"_s; }
    QString socket() const { return m_name % u".socket"_s; }
    QString path(const QString &unit) const { return m_folder % u'/' % unit; }
    bool exist() const { return QFile::exists(path(service())); }
    bool hasSocket() const { return QFile::exists(path(socket())); }
    QStringList names() const
    {
        return hasSocket() ? QStringList{socket(), service()} : QStringList{service()};
    }

    Result<void> write(const ServicePlan &plan) const;
    Result<void> remove() const;

private:
    const QString m_name;
    const QString m_folder;
};

Result<void> Units::write(const ServicePlan &plan) const
{
    const QString socketText = socketUnit(plan);
    const Result<void> done =
        socketText.isEmpty() ? removeEntry(path(socket())) : writeEntry(path(socket()), socketText.toUtf8());
    return done ? writeEntry(path(service()), serviceUnit(plan).toUtf8()) : done;
}

Result<void> Units::remove() const
{
    const Result<void> done = removeEntry(path(service()));
    return done ? removeEntry(path(socket())) : done;
}

ServicePlan planOf(const CommandLine &commandLine, const QString &dataDir)
{
    const relay::config::Settings settings = startupSettings(commandLine, dataDir).values;
    ServicePlan plan;
    plan.program = platform::thisProgram();
    plan.isImage = platform::runsFromImage();
    plan.name = instanceName(dataDir);
    plan.dataDir = dataDir;
    if (!commandLine.envFile.isEmpty()) {
        plan.envFile = QFileInfo(commandLine.envFile).absoluteFilePath();
        plan.writable.append(QFileInfo(plan.envFile).absolutePath());
    }
    const QString database =
        QDir::cleanPath(QDir(dataDir).absoluteFilePath(QString::fromStdString(settings.sqlite.path)));
    if (!database.startsWith(dataDir % u'/'))
        plan.writable.append(QFileInfo(database).absolutePath());
    plan.listenAddress = QString::fromStdString(settings.server.listenAddress);
    if (plan.listenAddress == "localhost"_L1)
        plan.listenAddress = u"127.0.0.1"_s;
    plan.port = settings.server.port;
    plan.portIsGiven = commandLine.port.has_value();
    return plan;
}

// Whoever else has the directory, the service would not get it.
Result<void> directoryIsFree(const QString &dataDir)
{
    if (!platform::makePrivateDirectory(dataDir))
        return Error{ErrorKind::Storage, u"cannot make "_s % dataDir};
    SingleInstance instance(dataDir);
    const Result<bool> ours = instance.claim();
    if (!ours)
        return ours.error();
    return *ours ? Result<void>()
                 : Error{ErrorKind::Conflict,
                         u"the data directory "_s % dataDir %
                             u" is in use by a running instance; trayrelay --quit ends it, then try again"_s};
}

int install(const CommandLine &commandLine, const QString &dataDir)
{
    const ServicePlan plan = planOf(commandLine, dataDir);
    const Units units(plan.name);
    if (const Result<void> able = hasServices(); !able)
        return fail(able.error().message);
    if (units.exist()) // written anew: what runs goes first, and gives the directory back
        static_cast<void>(systemctl(QStringList{u"stop"_s} + units.names()));
    if (const Result<void> free = directoryIsFree(dataDir); !free)
        return fail(free.error().message,
                    free.error().kind == ErrorKind::Conflict ? kExitDirectoryInUse : kExitFailure);
    if (units.hasSocket() && socketUnit(plan).isEmpty()) // else what enabled it stays behind
        static_cast<void>(systemctl({u"disable"_s, units.socket()}));
    if (const Result<void> written = units.write(plan); !written)
        return fail(written.error().message);
    Result<QString> done = systemctl({u"daemon-reload"_s});
    if (done)
        done = systemctl(QStringList{u"enable"_s, u"--now"_s} + units.names());
    if (!done)
        return fail(u"the service is written, but does not start: "_s % done.error().message %
                    u"\njournalctl --user -u "_s % units.service() % u" tells why"_s);
    say(u"the relay runs as "_s % units.service() %
        u" and starts when you log in\n"
        u"  without a log-in   loginctl enable-linger\n  its log            journalctl --user -u "_s %
        units.service() % u"\n  its state          trayrelay service status\n"_s);
    return kExitFine;
}

int remove(const QString &dataDir)
{
    const Units units(instanceName(dataDir));
    if (!units.exist() && !units.hasSocket()) {
        say(u"no service is installed\n"_s);
        return kExitFine;
    }
    if (const Result<void> able = hasServices(); able) {
        const Result<QString> stopped = systemctl(QStringList{u"disable"_s, u"--now"_s} + units.names());
        if (!stopped)
            return fail(stopped.error().message);
    }
    if (const Result<void> removed = units.remove(); !removed)
        return fail(removed.error().message);
    static_cast<void>(systemctl({u"daemon-reload"_s})); // files that are gone are no service, told or not
    say(u"the service is gone; its data stays in "_s % dataDir % u'\n');
    return kExitFine;
}

// 1: it is not there, or does not serve.
int status(const CommandLine &commandLine, const QString &dataDir)
{
    const QJsonObject state = serviceState(dataDir);
    say(commandLine.json ? QString::fromUtf8(QJsonDocument(state).toJson()) : serviceWords(state));
    return state[u"active"_s] == "active"_L1 ? kExitFine : kExitFailure;
}

} // namespace

int runServiceCommand(const CommandLine &commandLine, const QString &dataDir)
{
    const QString command = commandLine.request[u"command"_s].toString();
    if (command == "service.install"_L1)
        return install(commandLine, dataDir);
    return command == "service.remove"_L1 ? remove(dataDir) : status(commandLine, dataDir);
}

QJsonObject serviceState(const QString &dataDir)
{
    const Units units(instanceName(dataDir));
    QJsonObject state{
        {u"installed"_s, units.exist()}, {u"unit"_s, units.service()}, {u"socket"_s, units.hasSocket()}};
    if (!units.exist())
        return state;
    const QString program = programOf(entryLines(units.path(units.service())));
    state[u"program"_s] = program;
    state[u"program_there"_s] = QFileInfo::exists(program);
    const Result<QString> shown = systemctl(
        {u"show"_s, u"--property=ActiveState,SubState,UnitFileState,MainPID,Result"_s, units.service()});
    if (!shown) {
        state[u"trouble"_s] = shown.error().message;
        return state;
    }
    for (const QString &line : shown->split(u'\n')) {
        const QString name = line.section(u'=', 0, 0);
        const QString value = line.section(u'=', 1);
        if (name == "ActiveState"_L1)
            state[u"active"_s] = value;
        else if (name == "SubState"_L1)
            state[u"detail"_s] = value;
        else if (name == "UnitFileState"_L1)
            state[u"starts"_s] = value;
        else if (name == "MainPID"_L1)
            state[u"pid"_s] = value.toLongLong();
        else if (name == "Result"_L1)
            state[u"result"_s] = value;
    }
    return state;
}

QString serviceWords(const QJsonObject &state)
{
    if (!state[u"installed"_s].toBool())
        return u"no service is installed; trayrelay service install makes one\n"_s;
    const QString program = state[u"program"_s].toString();
    const QString moved =
        program.isEmpty() || state[u"program_there"_s].toBool()
            ? QString()
            : QString(u"  its program "_s % program %
                      u" is not there any more; trayrelay service install names this one\n");
    const QString unit = state[u"unit"_s].toString();
    if (state.contains(u"trouble"_s))
        return unit % u": "_s % state[u"trouble"_s].toString() % u'\n' % moved;
    return unit % u": "_s % state[u"active"_s].toString() % u" ("_s % state[u"detail"_s].toString() %
           u"), process "_s % QString::number(state[u"pid"_s].toInteger()) % u"\n  at log-in  "_s %
           state[u"starts"_s].toString() % u"\n  last end   "_s % state[u"result"_s].toString() %
           u"\n  its socket "_s %
           (state[u"socket"_s].toBool() ? u"kept across restarts\n"_s : u"its own\n"_s) % moved;
}

Result<bool> repairService(const QString &dataDir)
{
    const Units units(instanceName(dataDir));
    const QString path = units.path(units.service());
    const QStringList lines = entryLines(path);
    const QString program = programOf(lines);
    // An image's walls are others: those are the installation's to choose.
    if (!program.startsWith(u'/') || QFileInfo::exists(program) ||
        startsImage(lines) != platform::runsFromImage())
        return false;
    const QString text = namingProgram(lines, platform::thisProgram()).join(u'\n');
    if (const Result<void> written = writeEntry(path, text.toUtf8()); !written)
        return written.error();
    QProcess::startDetached(u"systemctl"_s, {u"--user"_s, u"daemon-reload"_s});
    return true;
}

} // namespace app
