// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "app/control_commands.h"
#include "app/desktop_link.h"
#include "app/hand_over.h"
#include "app/keyring_program.h"
#include "app/platform/service_notice.h"
#include "app/platform/surroundings.h"
#include "app/port_taken.h"
#include "app/short_actions.h"
#include "app/startup_settings.h"
#include "app/terminal.h"
#include "app/ui_module.h"
#include "relay/base/clock.h"
#include "relay/base/log.h"
#include "relay/config/setting_spec.h"
#include "relay/model/phrase.h"
#include "relay/service/database_restore.h"
#include "relay/service/relay_core.h"
#include "relay/service/store.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QJsonArray>
#include <QTimer>

#include <chrono>
#include <thread>
#include <utility>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto kDrain = 10s;
constexpr auto kDrainAtSessionEnd = 4s; // Windows kills who takes more than 5 s, and the ledger comes after
constexpr auto kClaimPatience = 2s;     // the holder may be a sub-command, or about to start or to leave
constexpr auto kClaimPoll = 20ms;
constexpr auto kHolderPatience = 3s;
constexpr std::string_view kPortSetting = "PORT";

} // namespace

Application::Application(int &argc, char **argv, CommandLine commandLine)
    : m_argc(argc)
    , m_argv(argv)
    , m_commandLine(std::move(commandLine))
    , m_dataDir(dataDirectory(m_commandLine))
    , m_instance(m_dataDir)
    , m_keptSocket(relay::service::RelayCore::socketToKeep())
{
}

Application::~Application() = default;

int Application::run()
{
    // A relay serves, whether somebody reads what it says or not.
    return m_commandLine.action == CommandLine::Action::Run ? start() : codeOfAllSaid(obey());
}

int Application::obey()
{
    switch (m_commandLine.action) {
    case CommandLine::Action::Help:
        return printHelp();
    case CommandLine::Action::Version:
        return printVersion();
    case CommandLine::Action::Quit:
        makeCoreApplication();
        return quitRunning(m_dataDir);
    case CommandLine::Action::SubCommand:
        makeCoreApplication();
        return runSubCommand(m_commandLine, m_dataDir);
    case CommandLine::Action::Run:
        break;
    }
    return kExitFine;
}

void Application::makeCoreApplication()
{
    if (m_coreApplication)
        return;
    qputenv("QT_NO_GLIB", "1"); // the plain poll dispatcher: one library less, less work per event
    m_coreApplication = std::make_unique<QCoreApplication>(m_argc, m_argv);
}

int Application::start()
{
    if (!m_commandLine.headless && !platform::displayAvailable()) {
        complain(u"there is no display (DISPLAY and WAYLAND_DISPLAY are empty): running headless"_s);
        m_commandLine.headless = true;
    }
    if (m_commandLine.headless)
        makeCoreApplication();
    m_quitSignals.emplace(); // from here on a wish to end is kept until somebody can obey it
    if (const std::optional<int> code = claimDirectory())
        return *code;
    auto settings = startupSettings(m_commandLine, m_dataDir);
    startLog(settings);
    for (const std::string &warning : settings.warnings)
        relay::log::sys().warn("{}", warning);
    const std::optional<int> shellFailed = makeShell();
    int code = shellFailed ? *shellFailed : runRelay(std::move(settings));
    while (!m_quitting && (m_tryAgain || m_anew))
        code = runAnew();
    relay::log::stop();
    return code;
}

std::optional<int> Application::claimDirectory()
{
    const auto deadline = std::chrono::steady_clock::now() + kClaimPatience;
    while (true) {
        const relay::Result<bool> ours = m_instance.claim();
        if (!ours) {
            complain(ours.error().message);
            return kExitFailure;
        }
        if (m_quitSignals->wished())
            return kExitFine;
        if (*ours)
            return std::nullopt;
        if (const std::optional<int> code = askHolder())
            return code;
        if (std::chrono::steady_clock::now() > deadline) {
            complain(u"the data directory "_s % m_dataDir %
                     u" is in use by an instance that does not answer"_s);
            return kExitDirectoryInUse;
        }
        std::this_thread::sleep_for(kClaimPoll);
    }
}

// A second start raises the first one's window. None while nobody answers.
std::optional<int> Application::askHolder()
{
    std::unique_ptr<QCoreApplication> forTheSocket; // the shell's QApplication comes later, if at all
    if (!m_coreApplication)
        forTheSocket = std::make_unique<QCoreApplication>(m_argc, m_argv);
    const QJsonObject request =
        m_commandLine.headless ? QJsonObject{{u"command"_s, u"status"_s}} : handOver(m_commandLine);
    const relay::Result<QJsonObject> answer = SingleInstance::ask(m_dataDir, request, kHolderPatience);
    if (!answer)
        return std::nullopt;
    const QJsonArray notTaken = (*answer)[u"data"_s][u"not_taken"_s].toArray();
    if (!m_commandLine.headless && answer->contains("data"_L1) && notTaken.isEmpty())
        return kExitFine;
    complain(u"the data directory "_s % m_dataDir % u" is in use by a running instance"_s);
    for (const QJsonValue &sentence : notTaken)
        complain(u"it does not take "_s % sentence.toString());
    if (answer->contains("error"_L1))
        complain((*answer)[u"error"_s][u"message"_s].toString());
    return kExitDirectoryInUse;
}

void Application::startLog(const relay::config::LoadedSettings &settings) const
{
    relay::log::Options options;
    options.directory = m_dataDir % u"/logs"_s;
    options.level = settings.values.server.logLevel;
    if (!m_commandLine.logLevel.empty())
        options.stderrLevel = m_commandLine.logLevel;
    options.syslogPriority = platform::standardErrorIsJournal();
    relay::log::start(options);
}

std::optional<int> Application::makeShell()
{
    if (m_commandLine.headless)
        return std::nullopt;
    relay::Result<std::unique_ptr<ui::shell::Shell>> shell = loadShell(m_argc, m_argv);
    if (!shell) {
        complain(shell.error().message);
        return kExitFailure;
    }
    m_shell = std::move(*shell);
    m_desktop = std::make_unique<DesktopLink>(m_commandLine, m_dataDir);
    m_shell->useSettingsOf(m_dataDir);
    m_shell->onQuit([this] { requestQuit(); });
    m_shell->onSessionEnd([this] { endSession(); });
    return std::nullopt;
}

int Application::runAnew()
{
    m_tryAgain = false;
    relay::config::LoadedSettings settings = settingsAnew();
    if (!m_backup.isEmpty())
        m_news = {putInPlace(std::exchange(m_backup, QString()), settings)};
    else if (std::exchange(m_anew, false))
        m_news = {{.atMs = relay::Clock::system().unixMs(),
                   .kind = relay::api::EventKind::Restarted,
                   .subject = {},
                   .text = relay::model::phrase("restart.done")}};
    m_anew = false;
    return runRelay(std::move(settings));
}

// As they are now. A port that the system chose is kept, and any by a restore: clients find the relay there
// again.
relay::config::LoadedSettings Application::settingsAnew() const
{
    relay::config::LoadedSettings settings = startupSettings(m_commandLine, m_dataDir);
    if (m_served && (settings.values.server.port == 0 || !m_backup.isEmpty()))
        settings.values.server.port = m_served->server.port;
    return settings;
}

// What others reach us by is there before the relay is, and the line that says so comes last: who reads it
// may send a signal or a command at once.
int Application::runRelay(relay::config::LoadedSettings settings)
{
    relay::config::LoadedSettings before = settings;
    std::uint16_t port = settings.values.server.port;
    relay::Result<void> started = startRelay(std::move(settings));
    if (!started && m_served) {
        // One that ran can run again: with the port, address and files that it had.
        const QString wished =
            QString::fromStdString(before.values.server.listenAddress) % u':' % QString::number(port);
        shutDown(kDrain);
        relay::config::Settings &values = before.values;
        values.server.port = port = m_served->server.port;
        values.server.listenAddress = m_served->server.listenAddress;
        values.sqlite.path = m_served->sqlite.path;
        values.ledger.journalBytes = m_served->ledger.journalBytes;
        std::erase_if(m_news, [](const relay::api::Event &event) {
            return event.kind == relay::api::EventKind::Restarted;
        });
        m_news.push_back({.atMs = relay::Clock::system().unixMs(),
                          .kind = relay::api::EventKind::RestartFailed,
                          .subject = wished.toStdString(),
                          .text = relay::model::phrase("restart.failed", started.error())});
        relay::log::sys().error("{}", m_news.back().text.english());
        started = startRelay(std::move(before));
    }
    int code = kExitFine;
    if (!started)
        code = reportFailedStart(started.error(), port);
    else if (!m_quitSignals->wished())
        serve();
    shutDown(kDrain);
    return code;
}

relay::Result<void> Application::startRelay(relay::config::LoadedSettings settings)
{
    auto served = std::make_unique<relay::config::Settings>(settings.values);
    m_core = std::make_unique<relay::service::RelayCore>(relay::service::RelayCore::Options{
        .settings = std::move(settings),
        .dataDir = m_dataDir,
        .envFile = m_commandLine.envFile,
        .portHolder = [](std::uint16_t taken) { return whoListens(taken); },
        .beginAnew = [this](const QString &backup) { beginAnew(backup); },
        .news = m_news,
        .paused = m_paused,
        .keyring = systemKeyring(),
        .keptSocket = m_keptSocket});
    m_commands = std::make_unique<ControlCommands>(*m_core);
    openControlSocket();
    relay::Result<void> started = m_core->start();
    if (started) {
        m_news.clear();
        m_served = std::move(served);
        m_served->server.port = m_core->port();
    }
    return started;
}

void Application::openControlSocket()
{
    const relay::Result<void> reachable =
        m_instance.listen([this](const QJsonObject &request, SingleInstance::Answer answer) {
            handle(request, std::move(answer));
        });
    if (!reachable) // the relay itself works: better served without sub-commands than not at all
        relay::log::sys().error("{}", reachable.error().message.toStdString());
}

int Application::reportFailedStart(const relay::Error &error, std::uint16_t port)
{
    m_core->refuseWaiting();
    m_instance.close(); // a message on the screen has an event loop of its own, and there is nothing to ask
    const bool taken = isAboutThePort(error);
    complain(QString::fromStdString((taken ? portTaken(error, port) : phraseOf(error)).english()));
    m_quitSignals.reset(); // nor to finish: a signal may end the message as well
    m_tryAgain = m_shell && askAfterFailure(error, port);
    m_quitSignals.emplace();
    return taken ? kExitPortTaken : kExitFailure;
}

// Whether the start is to be tried again.
bool Application::askAfterFailure(const relay::Error &error, std::uint16_t port)
{
    using ui::shell::AfterFailure;
    const bool taken = isAboutThePort(error);
    const std::uint16_t other = taken ? otherPort(port) : 0;
    AfterFailure wish = m_shell->showFailure(taken ? portTakenInWindow(error, port) : phraseOf(error), other);
    if (wish == AfterFailure::UseOtherPort) {
        const relay::Result<void> kept = keepPort(other);
        if (!kept)
            wish = m_shell->showFailure(phraseOf(kept.error()), 0);
    }
    return wish != AfterFailure::Leave;
}

// One that could be kept in the settings; 0: none. What the command line or the environment say stands above
// them.
std::uint16_t Application::otherPort(std::uint16_t taken) const
{
    const relay::config::LoadedSettings settings = startupSettings(m_commandLine, m_dataDir);
    const std::optional<std::size_t> index = relay::config::findSetting(kPortSetting);
    if (!index || settings.locked(*index))
        return 0;
    return freePortBeside(settings.values.server.listenAddress, taken).value_or(0);
}

// As the Settings page would: it is in the history, and there at the next start.
relay::Result<void> Application::keepPort(std::uint16_t port)
{
    relay::Result<void> kept;
    bool told = false;
    QEventLoop reply; // nothing else runs
    m_core->settingsService().changeSettings({{std::string(kPortSetting), std::to_string(port)}}, &reply,
                                             [&](const relay::Result<relay::api::SettingsOutcome> &outcome) {
                                                 if (!outcome)
                                                     kept = outcome.error();
                                                 told = true;
                                                 reply.quit();
                                             });
    if (!told)
        reply.exec();
    return kept;
}

void Application::serve()
{
    if (m_shell) {
        m_shell->attach(*m_core, *m_desktop);
        m_shell->start(m_commandLine.minimized);
    }
    m_quitSignals->deliverTo([this] { requestQuit(); }, [this] { endSession(); });
    say(u"listening on "_s % QString::fromStdString(m_core->status().baseUrl) % u'\n');
    platform::tellReady();
    m_shell ? m_shell->exec() : QCoreApplication::exec();
}

// Safe to call twice.
void Application::shutDown(std::chrono::milliseconds drain)
{
    if (!m_core)
        return;
    m_instance.close();
    m_commands.reset();
    if (m_shell)
        m_shell->detach();
    m_paused = m_core->trafficService().paused();
    m_core->stop(drain);
    m_core.reset();
}

void Application::handle(const QJsonObject &request, SingleInstance::Answer answer)
{
    const QString command = request[u"command"_s].toString();
    if (command == "quit"_L1) {
        answer({{u"data"_s, QJsonObject()}});
        requestQuit();
    } else if (command == "raise"_L1 && m_shell) {
        takeActivation(request);
        if (wantsTheWindow(request))
            m_shell->open();
        const QStringList notTaken =
            optionsNotTaken(request, m_commandLine, m_dataDir, m_core->status().port);
        answer({{u"data"_s, QJsonObject{{u"not_taken"_s, QJsonArray::fromStringList(notTaken)}}}});
    } else if (command == "raise"_L1) {
        answer(ControlCommands::failure(
            {relay::ErrorKind::Unavailable,
             u"it has no window, as it runs with --headless: end it with trayrelay --quit first"_s}));
    } else {
        m_commands->run(request, std::move(answer));
    }
}

void Application::requestQuit()
{
    if (m_quitting)
        return;
    m_quitting = true;
    platform::tellStopping();
    if (m_shell)
        m_shell->leave();
    // Later, as a signal may have come before the event loop that it is to end; and with one turn that waits
    // in between, so that the display hears that our windows are gone before the drain begins. Not quit():
    // that asks every window first, and ours does not let itself be closed.
    QTimer::singleShot(1ms, QCoreApplication::instance(), [] { QCoreApplication::exit(0); });
}

// Not later, as requestQuit(): the system may kill us as soon as this returns.
void Application::endSession()
{
    requestQuit();
    shutDown(kDrainAtSessionEnd);
}

// From any thread: the relay ends as on a quit, but the program stays, and what it shows as long as answers
// take to end.
void Application::beginAnew(const QString &backup)
{
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [this, backup] {
            if (m_quitting || !m_core)
                return;
            if (!m_anew || !backup.isEmpty())
                m_backup = backup;
            if (std::exchange(m_anew, true))
                return; // it is about to
            if (m_shell)
                m_shell->announceRestart();
            m_core->drain(kDrain, QCoreApplication::instance(), [] {
                QTimer::singleShot(1ms, QCoreApplication::instance(), [] { QCoreApplication::exit(0); });
            });
        },
        Qt::QueuedConnection);
}

// No relay runs. What comes of it is told once one does.
relay::api::Event Application::putInPlace(const QString &backup,
                                          const relay::config::LoadedSettings &settings)
{
    const relay::storage::DatabaseOptions options =
        relay::service::databaseOptions(settings.values, m_dataDir);
    const relay::Result<relay::service::RestoreOutcome> outcome =
        relay::service::DatabaseRestore(options, m_dataDir, systemKeyring()).from(backup);
    relay::api::Event event;
    event.atMs = relay::Clock::system().unixMs();
    event.kind = outcome ? relay::api::EventKind::DatabaseRestored : relay::api::EventKind::RestoreFailed;
    event.subject = backup.toStdString();
    event.text = outcome
                     ? relay::model::phrase("restore.done", event.subject, outcome->safetyCopy.toStdString())
                     : relay::model::phrase("restore.failed", outcome.error());
    return event;
}

} // namespace app
