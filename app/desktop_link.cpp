// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_link.h"

#include "app/platform/surroundings.h"
#include "app/service_command.h"
#include "app/startup_settings.h"
#include "relay/base/log.h"
#include "relay/service/library_versions.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace app {

namespace {

using namespace Qt::StringLiterals;

// The start at log-in stands in another directory.
QStringList startArguments(const CommandLine &commandLine, const QString &dataDir)
{
    QStringList arguments;
    if (dataDir != dataDirectory({}))
        arguments += {u"--data-dir"_s, dataDir};
    if (!commandLine.envFile.isEmpty())
        arguments += {u"--env-file"_s, QFileInfo(commandLine.envFile).absoluteFilePath()};
    return arguments;
}

void tell(const char *entry, const relay::Result<bool> &mended)
{
    if (!mended)
        relay::log::sys().warn("{} names a program that is not there: {}", entry,
                               mended.error().message.toStdString());
    else if (*mended)
        relay::log::sys().info("{} names this program again", entry);
}

} // namespace

DesktopLink::DesktopLink(const CommandLine &commandLine, QString dataDir)
    : m_dataDir(std::move(dataDir))
    , m_autostart(instanceName(m_dataDir), startArguments(commandLine, m_dataDir))
{
    tell("the autostart entry", m_autostart.repair());
    tell("the menu's entry", m_menuEntry.repair());
    tell("the service", repairService(m_dataDir));
}

QString DesktopLink::programFile() const
{
    return QCoreApplication::applicationFilePath();
}

QList<QPair<QString, QString>> DesktopLink::versions() const
{
    QList<QPair<QString, QString>> all{{u"TrayRelay"_s, QStringLiteral(TRAYRELAY_VERSION)}};
    for (const auto &[name, version] : relay::service::libraryVersions())
        all.emplaceBack(QString::fromStdString(name), QString::fromStdString(version));
    return all;
}

std::optional<bool> DesktopLink::panelIsDark() const
{
    return platform::panelIsDark();
}

ui::models::CommandShell DesktopLink::commandShell() const
{
    using ui::models::CommandShell;
    return platform::shellIsPowerShell() ? CommandShell::PowerShell : CommandShell::Posix;
}

ui::models::AutostartState DesktopLink::autostart() const
{
    const platform::AutostartSight sight = m_autostart.look();
    return {.possible = sight.possible, .on = sight.on, .obstacle = sight.obstacle};
}

relay::Result<void> DesktopLink::setAutostart(bool on, bool minimized)
{
    return m_autostart.set(on, minimized);
}

ui::models::MenuState DesktopLink::menuEntry() const
{
    const platform::MenuSight sight = m_menuEntry.look();
    return {.possible = sight.possible, .on = sight.on, .obstacle = sight.obstacle};
}

relay::Result<void> DesktopLink::setMenuEntry(bool on)
{
    return m_menuEntry.set(on);
}

} // namespace app
