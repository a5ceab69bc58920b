// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/startup_settings.h"

#include "app/platform/surroundings.h"

#include <QCryptographicHash>
#include <QDir>

namespace app {

using namespace Qt::StringLiterals;

QString dataDirectory(const CommandLine &commandLine)
{
    const QDir given(commandLine.dataDir.isEmpty() ? platform::defaultDataDir() : commandLine.dataDir);
    const QString real = given.canonicalPath(); // one directory, one name: the control socket hangs on it
    return real.isEmpty() ? QDir::cleanPath(given.absolutePath()) : real;
}

QString instanceName(const QString &dataDir)
{
    if (dataDir == dataDirectory({}))
        return u"trayrelay"_s;
    const QByteArray hash = QCryptographicHash::hash(dataDir.toUtf8(), QCryptographicHash::Sha256);
    return u"trayrelay-"_s % QString::fromLatin1(hash.toHex().left(8));
}

relay::config::LoadedSettings startupSettings(const CommandLine &commandLine, const QString &dataDir)
{
    relay::config::SettingsRequest request;
    request.envFile = commandLine.envFile.isEmpty() ? dataDir % u"/.env"_s : commandLine.envFile;
    request.envFileRequired = !commandLine.envFile.isEmpty();
    request.environment = relay::config::processEnvironment();
    if (commandLine.port)
        request.commandLine.emplace_back("PORT", std::to_string(*commandLine.port));
    if (!commandLine.logLevel.empty())
        request.commandLine.emplace_back("LOG_LEVEL", commandLine.logLevel);
    return relay::config::loadSettings(request);
}

} // namespace app
