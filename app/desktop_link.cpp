// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_link.h"

#include "app/platform/surroundings.h"
#include "app/service_command.h"
#include "app/startup_settings.h"
#include "relay/base/log.h"
#include "relay/service/library_versions.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QFutureWatcher>
#include <QPromise>

#include <memory>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using ui::models::EntryChange;
using ui::models::EntryState;

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

EntryState stateOf(const auto &sight)
{
    return {.possible = sight.possible, .on = sight.on, .obstacle = sight.obstacle};
}

// Runs `work` on that thread. A watcher that the context owns hears of it.
template <typename T, typename Work>
void askThere(relay::DiskJobs &disk, QObject *context, std::function<void(const T &)> told, Work work)
{
    const auto promise = std::make_shared<QPromise<T>>();
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcher<T>::finished, context, [watcher, told = std::move(told)] {
        watcher->deleteLater();
        if (watcher->future().resultCount() > 0) // none: it was let go
            told(watcher->result());
    });
    watcher->setFuture(promise->future());
    disk.start([promise, work = std::move(work)] {
        promise->start();
        promise->addResult(work());
        promise->finish();
    });
}

} // namespace

DesktopLink::DesktopLink(const CommandLine &commandLine, QString dataDir)
    : m_dataDir(std::move(dataDir))
    , m_entries(std::make_shared<const Entries>(
          Entries{.autostart{instanceName(m_dataDir), startArguments(commandLine, m_dataDir)}}))
{
    m_disk.start([entries = m_entries, directory = m_dataDir] {
        tell("the autostart entry", entries->autostart.repair());
        tell("the menu's entry", entries->menu.repair());
        tell("the service", repairService(directory));
    });
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

void DesktopLink::autostart(QObject *context, ToldState told)
{
    askThere<EntryState>(m_disk, context, std::move(told),
                         [entries = m_entries] { return stateOf(entries->autostart.look()); });
}

void DesktopLink::setAutostart(bool on, bool minimized, QObject *context, ToldChange told)
{
    askThere<EntryChange>(m_disk, context, std::move(told), [entries = m_entries, on, minimized] {
        const relay::Result<void> done = entries->autostart.set(on, minimized);
        return EntryChange{done, stateOf(entries->autostart.look())};
    });
}

void DesktopLink::keepAutostart(bool minimized, QObject *context, ToldChange told)
{
    askThere<EntryChange>(m_disk, context, std::move(told), [entries = m_entries, minimized] {
        relay::Result<void> done;
        if (entries->autostart.look().on)
            done = entries->autostart.set(true, minimized);
        return EntryChange{done, stateOf(entries->autostart.look())};
    });
}

void DesktopLink::menuEntry(QObject *context, ToldState told)
{
    askThere<EntryState>(m_disk, context, std::move(told),
                         [entries = m_entries] { return stateOf(entries->menu.look()); });
}

void DesktopLink::setMenuEntry(bool on, QObject *context, ToldChange told)
{
    askThere<EntryChange>(m_disk, context, std::move(told), [entries = m_entries, on] {
        const relay::Result<void> done = entries->menu.set(on);
        return EntryChange{done, stateOf(entries->menu.look())};
    });
}

} // namespace app
