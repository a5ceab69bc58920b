// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "app/platform/quit_signals.h"
#include "app/single_instance.h"
#include "relay/api/watch_service.h"

#include <chrono>
#include <memory>
#include <vector>

class QCoreApplication;

namespace relay::config {
struct LoadedSettings;
struct Settings;
} // namespace relay::config
namespace relay::net {
class KeptSocket;
}
namespace relay::service {
class RelayCore;
}
namespace ui::shell {
class Shell;
}

namespace app {

class ControlCommands;
class DesktopLink;

// The composition root: settings, log, the instance's lock, the relay, the window if there is a display,
// in this order, and back. Lives on gui.
class Application final
{
public:
    Application(int &argc, char **argv, CommandLine commandLine);
    ~Application();
    Q_DISABLE_COPY_MOVE(Application)

    // The exit code.
    int run();

private:
    int obey();
    int start();
    std::optional<int> claimDirectory();
    std::optional<int> askHolder();
    void startLog(const relay::config::LoadedSettings &settings) const;
    std::optional<int> makeShell();
    int runRelay(relay::config::LoadedSettings settings);
    int runAnew();
    relay::config::LoadedSettings settingsAnew() const;
    void openControlSocket();
    relay::Result<void> startRelay(relay::config::LoadedSettings settings);
    std::uint16_t otherPort(std::uint16_t taken) const;
    relay::Result<void> keepPort(std::uint16_t port);
    bool askAfterFailure(const relay::Error &error, std::uint16_t port);
    int reportFailedStart(const relay::Error &error, std::uint16_t port);
    void serve();
    void shutDown(std::chrono::milliseconds drain);
    void handle(const QJsonObject &request, SingleInstance::Answer answer);
    void requestQuit();
    void endSession();
    void beginAnew(const QString &backup);
    relay::api::Event putInPlace(const QString &backup, const relay::config::LoadedSettings &settings);
    void makeCoreApplication();

    int &m_argc;
    char **m_argv;
    CommandLine m_commandLine;
    QString m_dataDir;
    std::unique_ptr<QCoreApplication> m_coreApplication; // headless; otherwise the shell has one
    SingleInstance m_instance;
    std::unique_ptr<ui::shell::Shell> m_shell; // null: headless
    // Null: headless. Ends before the application object does; the shell sees it while it is attached.
    std::unique_ptr<DesktopLink> m_desktop;
    std::unique_ptr<relay::service::RelayCore> m_core;
    std::unique_ptr<ControlCommands> m_commands;
    std::optional<platform::QuitSignals> m_quitSignals; // goes before the application object
    bool m_quitting = false;
    bool m_tryAgain = false; // the start that failed
    bool m_anew = false;     // is to begin anew
    QString m_backup;        // then: with this; empty: with the database as it is
    bool m_paused = false;   // as the relay was that ended
    std::shared_ptr<relay::net::KeptSocket> m_keptSocket; // between one relay and the next
    // What the last one that ran was made with, its port as it was: should the next not start.
    std::unique_ptr<relay::config::Settings> m_served;
    std::vector<relay::api::Event> m_news;
};

} // namespace app
