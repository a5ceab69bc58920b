// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/short_actions.h"

#include "app/bench_command.h"
#include "app/command_patience.h"
#include "app/control_commands.h"
#include "app/control_report.h"
#include "app/doctor_commands.h"
#include "app/keyring_program.h"
#include "app/log_commands.h"
#include "app/menu_command.h"
#include "app/port_taken.h"
#include "app/profile_command.h"
#include "app/service_command.h"
#include "app/single_instance.h"
#include "app/startup_settings.h"
#include "app/terminal.h"
#include "relay/base/log.h"
#include "relay/config/settings_text.h"
#include "relay/service/database_restore.h"
#include "relay/service/library_versions.h"
#include "relay/service/relay_core.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <chrono>
#include <iostream>
#include <thread>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto kHolderPatience = 2s; // the holder may be another sub-command, or about to start or to leave
constexpr auto kQuitPatience = 30s;  // a drain of at most 10 s, a last checkpoint on a slow disk
constexpr auto kExaminePatience = 600s; // a large database is read whole, twice
constexpr auto kPoll = 20ms;

QByteArray jsonText(const QJsonValue &value)
{
    return value.isArray() ? QJsonDocument(value.toArray()).toJson()
                           : QJsonDocument(value.toObject()).toJson();
}

// Of what was typed, and so the same with and without a running relay. Settings are a part of the language.
bool isWrongUsage(const QString &command, const QJsonObject &error)
{
    const bool namesASetting = command == "config.set"_L1 || command == "config.get"_L1;
    return error[u"kind"_s] == "bad_request"_L1 || (namesASetting && error[u"kind"_s] == "not_found"_L1);
}

int report(const CommandLine &commandLine, const QJsonObject &given)
{
    const QJsonObject answer = withReportWritten(commandLine.request, given);
    const QJsonObject error = answer[u"error"_s].toObject();
    const QString command = commandLine.request[u"command"_s].toString();
    const bool ailing = command == "doctor"_L1 && anyTrouble(answer[u"data"_s]);
    const int code = error.isEmpty()                ? (ailing ? kExitFailure : kExitFine)
                     : isWrongUsage(command, error) ? kExitUsage
                                                    : kExitFailure;
    if (command == "log.export"_L1 && error.isEmpty() && commandLine.request[u"file"_s] == "-"_L1)
        return code; // what was asked for stands there already
    if (commandLine.json)
        say(QString::fromUtf8(jsonText(error.isEmpty() ? answer[u"data"_s] : QJsonValue(answer))));
    else if (error.isEmpty())
        say(controlReport(command, answer[u"data"_s]));
    else
        fail(error[u"message"_s].toString(), code);
    return code;
}

// What is in the arguments shows in the process list: the key "-" stands for the lines of standard input, a
// setting's value "-" for the next one.
QJsonObject withInput(QJsonObject request)
{
    if (request.value(u"key"_s) == "-"_L1) {
        QString keys;
        for (std::string line; std::getline(std::cin, line);)
            keys += QString::fromStdString(line) % u'\n';
        request[u"key"_s] = keys.trimmed();
    }
    if (request.value(u"command"_s) == "config.set"_L1) {
        QJsonArray assignments = request[u"values"_s].toArray();
        for (QJsonValueRef assignment : assignments) {
            const QString text = assignment.toString();
            std::string line;
            if (text.endsWith("=-"_L1) && std::getline(std::cin, line))
                assignment = QString(text.chopped(1) % QString::fromStdString(line).trimmed());
        }
        request[u"values"_s] = assignments;
    }
    return request;
}

// The one that answers may stand in another directory.
QJsonObject withAbsolutePath(QJsonObject request)
{
    if (request[u"command"_s] == "import"_L1)
        request[u"file"_s] = QFileInfo(request[u"file"_s].toString()).absoluteFilePath();
    return request;
}

// Warnings and errors on standard error alone: what is told is told to who typed the command.
void startTerseLog(const CommandLine &commandLine)
{
    relay::log::Options options;
    if (!commandLine.logLevel.empty())
        options.level = options.stderrLevel = commandLine.logLevel;
    relay::log::start(options);
}

// What mends a database that cannot be opened must not need it.
bool needsDatabase(const QJsonObject &request)
{
    const QString command = request[u"command"_s].toString();
    return !command.startsWith("config."_L1) && !command.startsWith("preset."_L1);
}

// A request to an upstream takes the relay's own road: for its time a whole one runs, where nobody knows it.
bool needsRelay(const QJsonObject &request)
{
    return request[u"command"_s] == "channel.test"_L1;
}

void hide(relay::config::Settings &settings)
{
    settings.server.port = 0;
    settings.server.listenAddress = "127.0.0.1";
    settings.metrics.profilingEnabled = false;
    settings.ledger.backupInterval = {};
    settings.update.enabled = false;
}

relay::Result<void> opened(relay::service::RelayCore &core, const QJsonObject &request)
{
    if (needsRelay(request))
        return core.start();
    relay::Result<void> done = core.openOffline();
    if (request[u"command"_s].toString().startsWith("secrets."_L1))
        return {}; // they are about what may keep the database from being opened
    if (done || needsDatabase(request))
        return done;
    complain(done.error().message % u"; settings can be changed nevertheless"_s);
    core.openSettings();
    return {};
}

QJsonObject answerOf(ControlCommands &commands, const QJsonObject &request)
{
    QJsonObject answer;
    bool done = false;
    commands.run(request, [&answer, &done](const QJsonObject &result) {
        answer = result;
        done = true;
        QCoreApplication::quit();
    });
    if (!done)
        QCoreApplication::exec();
    return answer;
}

// None runs, and the directory is ours meanwhile: the same commands on the files alone.
QJsonObject onFiles(const CommandLine &commandLine, const QJsonObject &request, const QString &dataDir)
{
    relay::config::LoadedSettings settings = startupSettings(commandLine, dataDir);
    for (const std::string &warning : settings.warnings)
        complain(QString::fromStdString(warning));
    startTerseLog(commandLine);
    if (needsRelay(request))
        hide(settings.values);
    QJsonObject answer;
    { // a core that is gone before its log
        relay::service::RelayCore core({.settings = std::move(settings),
                                        .dataDir = dataDir,
                                        .envFile = commandLine.envFile,
                                        .portHolder = [](std::uint16_t port) { return whoListens(port); },
                                        .keyring = systemKeyring()});
        const relay::Result<void> ready = opened(core, request);
        ControlCommands commands(core);
        const auto ask = [&commands](const QJsonObject &question) { return answerOf(commands, question); };
        answer =
            ready ? withExportWritten(request, ask(request), ask) : ControlCommands::failure(ready.error());
        core.stop(0ms);
    }
    relay::log::stop();
    return answer;
}

// As people give it: a path, or what `trayrelay backup` and the list of backups call it.
QString backupFile(const CommandLine &commandLine, const QString &dataDir)
{
    const QString given = commandLine.request[u"file"_s].toString();
    const QFileInfo file(given);
    const bool bareName = file.fileName() == given;
    return bareName && !file.exists() ? QDir(dataDir).absoluteFilePath(u"backups/"_s % given)
                                      : file.absoluteFilePath();
}

// The journal's records go into the database as it is, and so into the safety copy. One that cannot be opened
// leaves them in the journal: the restored one takes them at its first start, if they are its own.
QJsonObject restored(const CommandLine &commandLine, const QString &dataDir)
{
    relay::config::LoadedSettings settings = startupSettings(commandLine, dataDir);
    startTerseLog(commandLine);
    const relay::storage::DatabaseOptions options = relay::service::databaseOptions(settings.values, dataDir);
    if (QFile::exists(options.path)) {
        relay::service::RelayCore core(
            {.settings = std::move(settings), .dataDir = dataDir, .keyring = systemKeyring()});
        if (const relay::Result<void> opened = core.openOffline(); !opened)
            complain(u"the database as it is cannot be opened: "_s % opened.error().message);
        core.stop(0ms);
    }
    const QString file = backupFile(commandLine, dataDir);
    const relay::Result<relay::service::RestoreOutcome> outcome =
        relay::service::DatabaseRestore(options, dataDir, systemKeyring()).from(file);
    relay::log::stop();
    if (!outcome)
        return ControlCommands::failure(outcome.error());
    return {{u"data"_s, QJsonObject{{u"file"_s, file},
                                    {u"bytes"_s, qint64(outcome->bytes)},
                                    {u"safety_copy"_s, outcome->safetyCopy}}}};
}

// A running instance examines the backup, ends, and begins anew with it.
QJsonObject restoredByRunning(const QString &dataDir, const QString &file)
{
    const relay::Result<QJsonObject> accepted =
        SingleInstance::ask(dataDir, {{u"command"_s, u"restore"_s}, {u"file"_s, file}}, kExaminePatience);
    if (!accepted)
        return ControlCommands::failure(accepted.error());
    if (accepted->contains(u"error"_s))
        return *accepted;
    const QJsonObject question{{u"command"_s, u"restore.outcome"_s},
                               {u"since"_s, (*accepted)[u"data"_s][u"since"_s]}};
    const auto deadline = std::chrono::steady_clock::now() + kExaminePatience;
    while (std::chrono::steady_clock::now() < deadline) {
        const relay::Result<QJsonObject> outcome =
            SingleInstance::ask(dataDir, question, patienceFor(question));
        if (outcome && !(outcome->contains(u"data"_s) && (*outcome)[u"data"_s].toObject().isEmpty()))
            return *outcome;
        std::this_thread::sleep_for(kPoll);
    }
    return ControlCommands::failure(
        {relay::ErrorKind::Unavailable, u"the relay took the backup, but has not come back yet"_s});
}

int runRestore(const CommandLine &commandLine, const QString &dataDir)
{
    SingleInstance instance(dataDir);
    const relay::Result<bool> ours = instance.claim();
    if (!ours)
        return fail(ours.error().message);
    return report(commandLine, *ours ? restored(commandLine, dataDir)
                                     : restoredByRunning(dataDir, backupFile(commandLine, dataDir)));
}

bool mayAskAgain(const relay::Error &error, const QJsonObject &request)
{
    return error.kind == relay::ErrorKind::NotFound ||
           (error.kind == relay::ErrorKind::Transient && onlyReads(request));
}

} // namespace

int printHelp()
{
    say(CommandLine::help() % u"\nsettings, in the environment or in .env in the data directory\n"_s %
        QString::fromStdString(relay::config::helpText()));
    return kExitFine;
}

int printVersion()
{
    QString text = u"trayrelay " TRAYRELAY_VERSION "\n"_s;
    for (const auto &[name, version] : relay::service::libraryVersions())
        text += QString::fromStdString(name) % u' ' % QString::fromStdString(version) % u'\n';
    say(text);
    return kExitFine;
}

int quitRunning(const QString &dataDir)
{
    if (!QDir(dataDir).exists())
        return kExitFine;
    SingleInstance instance(dataDir);
    const auto deadline = std::chrono::steady_clock::now() + kQuitPatience;
    bool asked = false;
    for (auto now = std::chrono::steady_clock::now(); now < deadline;
         now = std::chrono::steady_clock::now()) {
        const relay::Result<bool> gone = instance.claim();
        if (!gone)
            return fail(gone.error().message);
        if (*gone)
            return kExitFine;
        if (!asked)
            asked = SingleInstance::ask(dataDir, {{u"command"_s, u"quit"_s}},
                                        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - now))
                        .has_value();
        std::this_thread::sleep_for(kPoll);
    }
    return fail(u"the instance in "_s % dataDir % u" did not leave in time"_s);
}

int runSubCommand(const CommandLine &commandLine, const QString &dataDir)
{
    if (commandLine.request[u"command"_s] == "bench"_L1)
        return runBench(commandLine, dataDir);
    if (commandLine.request[u"command"_s] == "profile"_L1)
        return runProfile(commandLine, dataDir);
    if (commandLine.request[u"command"_s] == "restore"_L1)
        return runRestore(commandLine, dataDir);
    if (commandLine.request[u"command"_s].toString().startsWith("service."_L1))
        return runServiceCommand(commandLine, dataDir);
    if (commandLine.request[u"command"_s].toString().startsWith("menu."_L1))
        return runMenuCommand(commandLine);
    const QJsonObject request = withAbsolutePath(withInput(commandLine.request));
    const auto ask = [&dataDir](const QJsonObject &question) {
        const relay::Result<QJsonObject> told = SingleInstance::ask(dataDir, question, patienceFor(question));
        return told ? *told : ControlCommands::failure(told.error());
    };
    const auto deadline = std::chrono::steady_clock::now() + kHolderPatience;
    SingleInstance instance(dataDir);
    while (true) {
        const relay::Result<QJsonObject> answer = SingleInstance::ask(dataDir, request, patienceFor(request));
        if (answer)
            return report(commandLine, withExportWritten(request, *answer, ask));
        if (!mayAskAgain(answer.error(), request))
            return fail(answer.error().message);
        const relay::Result<bool> ours = instance.claim();
        if (!ours)
            return fail(ours.error().message);
        if (*ours)
            return report(commandLine, onFiles(commandLine, request, dataDir));
        if (std::chrono::steady_clock::now() > deadline)
            return fail(u"the data directory "_s % dataDir %
                            u" is in use by an instance that does not answer; it may be leaving: try again"_s,
                        kExitDirectoryInUse);
        std::this_thread::sleep_for(kPoll);
    }
}

} // namespace app
