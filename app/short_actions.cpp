// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/short_actions.h"

#include "app/control_commands.h"
#include "app/control_report.h"
#include "app/single_instance.h"
#include "app/startup_settings.h"
#include "relay/config/settings_text.h"
#include "relay/service/relay_core.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <thread>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto kAnswerPatience = 60s; // a channel test waits for its upstream
constexpr auto kQuitPatience = 30s;   // a drain of at most 10 s, a last checkpoint on a slow disk
constexpr auto kQuitPoll = 20ms;

void print(const QString &text)
{
    std::fputs(text.toUtf8().constData(), stdout);
    std::fflush(stdout);
}

int fail(const QString &message, int code)
{
    std::fprintf(stderr, "trayrelay: %s\n", message.toUtf8().constData());
    return code;
}

QByteArray jsonText(const QJsonValue &value)
{
    return value.isArray() ? QJsonDocument(value.toArray()).toJson()
                           : QJsonDocument(value.toObject()).toJson();
}

int report(const CommandLine &commandLine, const QJsonObject &answer)
{
    const QJsonObject error = answer[u"error"_s].toObject();
    const int code = error.isEmpty()                        ? kExitFine
                     : error[u"kind"_s] == "bad_request"_L1 ? kExitUsage
                                                            : kExitFailure;
    if (commandLine.json)
        print(QString::fromUtf8(jsonText(error.isEmpty() ? answer[u"data"_s] : QJsonValue(answer))));
    else if (error.isEmpty())
        print(controlReport(commandLine.request[u"command"_s].toString(), answer[u"data"_s]));
    else
        fail(error[u"message"_s].toString(), code);
    return code;
}

// The key "-" stands for the lines of standard input: a key in the arguments shows in the process list.
QJsonObject withKeysFromInput(QJsonObject request)
{
    if (request[u"key"_s] != "-"_L1)
        return request;
    QString keys;
    for (std::string line; std::getline(std::cin, line);)
        keys += QString::fromStdString(line) % u'\n';
    request[u"key"_s] = keys.trimmed();
    return request;
}

// None runs, and the directory is ours meanwhile: the same commands on the files alone.
QJsonObject onFiles(const CommandLine &commandLine, const QJsonObject &request, const QString &dataDir)
{
    relay::service::RelayCore core({.settings = startupSettings(commandLine, dataDir), .dataDir = dataDir});
    if (const relay::Result<void> opened = core.openOffline(); !opened)
        return ControlCommands::failure(opened.error());
    QJsonObject answer;
    {
        ControlCommands commands(core);
        bool done = false;
        commands.run(request, [&answer, &done](const QJsonObject &result) {
            answer = result;
            done = true;
            QCoreApplication::quit();
        });
        if (!done)
            QCoreApplication::exec();
    }
    core.stop(0ms);
    return answer;
}

} // namespace

int printHelp()
{
    print(CommandLine::help() % u"\nsettings, in the environment or in .env in the data directory\n"_s %
          QString::fromStdString(relay::config::helpText()));
    return kExitFine;
}

int printVersion()
{
    print(u"trayrelay " TRAYRELAY_VERSION "\n"_s);
    return kExitFine;
}

int quitRunning(const QString &dataDir)
{
    if (!QDir(dataDir).exists())
        return kExitFine;
    SingleInstance instance(dataDir);
    const auto deadline = std::chrono::steady_clock::now() + kQuitPatience;
    bool asked = false;
    while (std::chrono::steady_clock::now() < deadline) {
        const relay::Result<bool> gone = instance.claim();
        if (!gone)
            return fail(gone.error().message, kExitFailure);
        if (*gone)
            return kExitFine;
        if (!asked)
            asked = SingleInstance::ask(dataDir, {{u"command"_s, u"quit"_s}}, kAnswerPatience).has_value();
        std::this_thread::sleep_for(kQuitPoll);
    }
    return fail(u"the instance in "_s % dataDir % u" did not leave in time"_s, kExitFailure);
}

int runSubCommand(const CommandLine &commandLine, const QString &dataDir)
{
    const QJsonObject request = withKeysFromInput(commandLine.request);
    const relay::Result<QJsonObject> answer = SingleInstance::ask(dataDir, request, kAnswerPatience);
    if (answer)
        return report(commandLine, *answer);
    if (answer.error().kind != relay::ErrorKind::NotFound)
        return fail(answer.error().message, kExitFailure);

    SingleInstance instance(dataDir);
    const relay::Result<bool> ours = instance.claim();
    if (!ours)
        return fail(ours.error().message, kExitFailure);
    if (!*ours)
        return fail(u"the data directory "_s % dataDir % u" is in use by an instance that does not answer"_s,
                    kExitDirectoryInUse);
    return report(commandLine, onFiles(commandLine, request, dataDir));
}

} // namespace app
