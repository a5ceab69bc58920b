// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hand_over.h"

#include <QFileInfo>
#include <QtGlobal>

#include <array>
#include <utility>

namespace app {

namespace {

using namespace Qt::StringLiterals;

// Field and variable: of Wayland (xdg-activation), of X11 (startup-notification).
constexpr std::array<std::pair<const char *, const char *>, 2> kActivation{
    {{"activation_token", "XDG_ACTIVATION_TOKEN"}, {"startup_id", "DESKTOP_STARTUP_ID"}}};

} // namespace

QJsonObject handOver(const CommandLine &commandLine)
{
    QJsonObject request{{u"command"_s, u"raise"_s}, {u"minimized"_s, commandLine.minimized}};
    if (commandLine.port)
        request[u"port"_s] = *commandLine.port;
    if (!commandLine.envFile.isEmpty())
        request[u"env_file"_s] = QFileInfo(commandLine.envFile).absoluteFilePath();
    if (!commandLine.logLevel.empty())
        request[u"log_level"_s] = QString::fromStdString(commandLine.logLevel);
    for (const auto &[field, variable] : kActivation) {
        if (const QString value = qEnvironmentVariable(variable); !value.isEmpty())
            request[QLatin1StringView(field)] = value;
    }
    return request;
}

bool wantsTheWindow(const QJsonObject &request)
{
    return !request[u"minimized"_s].toBool();
}

// Where Qt and the desktop's libraries look for them when a window is activated.
void takeActivation(const QJsonObject &request)
{
    for (const auto &[field, variable] : kActivation) {
        if (const QString value = request[QLatin1StringView(field)].toString(); !value.isEmpty())
            qputenv(variable, value.toUtf8());
    }
}

QStringList optionsNotTaken(const QJsonObject &request, const CommandLine &running, const QString &dataDir,
                            std::uint16_t port)
{
    QStringList sentences;
    const int wantedPort = request[u"port"_s].toInt(); // 0: any
    if (wantedPort != 0 && wantedPort != port)
        sentences.append(u"--port %1: it listens on %2"_s.arg(wantedPort).arg(port));
    const QString own =
        running.envFile.isEmpty() ? dataDir % u"/.env"_s : QFileInfo(running.envFile).absoluteFilePath();
    const QString wantedFile = request[u"env_file"_s].toString();
    if (!wantedFile.isEmpty() && wantedFile != own)
        sentences.append(u"--env-file "_s % wantedFile % u": its settings are in "_s % own);
    const QString wantedLevel = request[u"log_level"_s].toString();
    if (!wantedLevel.isEmpty() && wantedLevel != QString::fromStdString(running.logLevel))
        sentences.append(u"--log-level "_s % wantedLevel % u": the setting LOG_LEVEL changes it"_s);
    return sentences;
}

} // namespace app
