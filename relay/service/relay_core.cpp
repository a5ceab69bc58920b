// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/relay_core.h"

#include "relay/base/ids.h"
#include "relay/base/log.h"
#include "relay/config/setting_spec.h"
#include "relay/ledger/usage_codec.h"
#include "relay/model/phrase.h"
#include "relay/net/event_dispatcher.h"
#include "relay/platform/descriptor_limit.h"
#include "relay/service/database_path.h"

#include <QAbstractEventDispatcher>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <future>
#include <optional>

namespace relay::service {

namespace {

// What a killed process left staged is spent already, but not yet in the stored quotas.
void takeStagedCharges(const ledger::Journal &journal, std::vector<model::Token> &tokens)
{
    ledger::JournalCursor cursor = journal.totals();
    ledger::JournalEntry entry;
    ledger::Charge charge;
    while (journal.next(cursor, entry)) {
        if (!ledger::decodeCharge(entry.payload, charge))
            continue;
        const auto token = std::ranges::find(tokens, charge.tokenId, &model::Token::id);
        if (token != tokens.end() && !token->unlimitedQuota)
            token->remainQuota -= charge.quota;
    }
}

std::string baseUrl(const std::string &listenAddress, std::uint16_t port)
{
    const bool everywhere =
        listenAddress == "0.0.0.0" || listenAddress == "::" || listenAddress == "localhost";
    const std::string host = everywhere                                     ? "127.0.0.1"
                             : listenAddress.find(':') == std::string::npos ? listenAddress
                                                                            : "[" + listenAddress + "]";
    return "http://" + host + ":" + std::to_string(port) + "/v1";
}

// A name that was mistyped looks like a loss of everything.
void tellOfNewDatabase(const config::Settings &settings, const QString &dataDir, const QString &envFile)
{
    const std::optional<std::size_t> index = config::findSetting("SQLITE_PATH");
    const bool chosen = index && settings.sqlite.path != config::settingsTable()[*index].defaultText;
    const QString path = databaseOptions(settings, dataDir).path;
    if (chosen && !QFileInfo::exists(path) && checkDatabasePath(path, dataDir, envFile))
        log::sys().warn("there is no {} (SQLITE_PATH): a new, empty database is begun there",
                        path.toStdString());
}

// Before the store is open, and where it cannot be.
HistoryFile::Seal sealOf(const RelayCore::Options &options)
{
    const auto keeper = std::make_shared<platform::SecretKeeper>(options.dataDir, options.keyring);
    return [keeper]() -> std::optional<platform::Aes256Gcm> {
        const Result<platform::MasterKey> key = keeper->masterKey();
        return key ? std::optional(platform::Aes256Gcm(*key)) : std::nullopt;
    };
}

} // namespace

RelayCore::RelayCore(Options options)
    : m_options(std::move(options))
    , m_instanceId(randomHex(8))
    , m_metrics(Clock::system().steady())
    , m_sizes(QDir(m_options.dataDir).filePath(QStringLiteral("size-history")))
    , m_guard(m_metrics, QDir(m_options.dataDir).filePath(QStringLiteral("settings-guard")))
    , m_traces(m_instanceId)
    , m_relayPost(std::make_unique<QObject>())
    , m_databaseDesk(m_relayPost.get())
    , m_profilingDesk(m_relayPost.get(), [this](const auto &told) { tellLiveExchanges(told); })
    , m_watchDesk(m_relayPost.get(), &m_guard)
    , m_spend(Clock::system().unixMs())
    , m_doctorDesk(m_relayPost.get())
    , m_priceDesk(m_relayPost.get(),
                  [this](std::shared_ptr<const ledger::PriceBook> prices) {
                      onLoop([this, prices = std::move(prices)](RelayLoop &) { m_usage->use(prices); });
                  })
    , m_importDesk(m_relayPost.get(),
                   {.adminKey = [this] { return adminKey(); },
                    .publication =
                        [this](storage::Connection &connection, const platform::Aes256Gcm &seal) {
                            return publicationOfAll(connection, seal);
                        },
                    .settings = [this]() -> api::SettingsService & { return *m_desk; },
                    .inForce = [this] { return m_desk->current(); }})
    , m_trafficDesk(
          {.relayRoot = m_relayPost.get(),
           .onLoop = [this](auto work) { return onLoop(std::move(work)); },
           .aside = [this](auto work) { return m_watch.post(std::move(work)); },
           .facts = [this] { return knockFacts(); },
           .portHolder = m_options.portHolder,
           .beginAnew = m_options.beginAnew ? [this] { m_options.beginAnew({}); } : std::function<void()>(),
           .paused = m_options.paused})
    , m_secretDesk(m_relayPost.get())
    , m_updateDesk(updateParts())
    , m_channels(std::make_shared<const std::vector<model::Channel>>())
    , m_tokens(std::make_shared<const std::vector<model::Token>>())
{
    m_relayPost->moveToThread(&m_relayThread);
    m_status.version = TRAYRELAY_VERSION;
    m_status.instanceId = m_instanceId;
    m_status.dataDirectory = QDir(m_options.dataDir).absolutePath().toStdString();
    const QDir dataDir(m_options.dataDir);
    if (m_options.envFile.isEmpty())
        m_options.envFile = dataDir.filePath(QStringLiteral(".env"));
    m_desk = std::make_unique<SettingsDesk>(
        m_options.settings,
        SettingsDesk::Files{.env = m_options.envFile,
                            .history = dataDir.filePath(QStringLiteral("settings-history.jsonl")),
                            .seal = sealOf(m_options)},
        engine());
    const config::MetricsSettings &metrics = m_options.settings.values.metrics;
    m_metrics.setEnabled(metrics.enabled);
    m_metrics.setResetInterval(metrics.resetInterval, Clock::system().steady());
}

RelayCore::~RelayCore()
{
    stop(std::chrono::milliseconds{0});
}

Result<void> RelayCore::open(StoredState &state)
{
    const config::Settings &settings = m_options.settings.values;
    const QString database = databaseOptions(settings, m_options.dataDir).path;
    if (Result<void> right = checkDatabasePath(database, m_options.dataDir, m_options.envFile); !right)
        return right;
    m_store = std::make_unique<Store>(settings, m_options.dataDir, m_options.keyring);
    m_secretDesk.open(m_store->secrets()); // tells of a key that cannot be had, too
    m_metrics.watchDatabase(m_store->counters().queries, m_store->counters().nanoseconds);
    Result<StoredState> opened = m_store->open();
    if (!opened)
        return opened.error();
    state = std::move(*opened);
    const QString path = QDir(m_options.dataDir).filePath(QStringLiteral("ledger.journal"));
    Result<std::unique_ptr<ledger::Journal>> journal =
        ledger::Journal::open(path, static_cast<std::uint64_t>(settings.ledger.journalBytes),
                              state.watermarks, state.largestUsageId);
    if (!journal)
        return journal.error();
    m_journal = std::move(*journal);
    takeStagedCharges(*m_journal, state.tokens);
    m_ledger = std::make_unique<ledger::LedgerWriter>(*m_journal, m_store->options(),
                                                      ledgerOptions(settings.ledger), m_store->counters());
    m_ledger->start();
    m_databaseDesk.open(*m_store, *m_ledger, m_options.dataDir, m_options.beginAnew);
    m_priceDesk.open(*m_store);
    m_importDesk.open(*m_store, *m_ledger);
    m_desk->start();
    startWatch();
    m_doctorDesk.open(doctorParts());
    m_updateDesk.open();
    const std::scoped_lock lock(m_mutex);
    m_adminKey = state.adminKey;
    m_channels = std::make_shared<const std::vector<model::Channel>>(state.channels);
    m_tokens = std::make_shared<const std::vector<model::Token>>(state.tokens);
    return {};
}

DoctorDesk::Parts RelayCore::doctorParts()
{
    return {.service = *this,
            .settings = [this] { return m_desk->current(); },
            .channels =
                [this] {
                    const std::scoped_lock lock(m_mutex);
                    return *m_channels;
                },
            .tokens =
                [this] {
                    const std::scoped_lock lock(m_mutex);
                    return *m_tokens;
                },
            .dataDir = m_options.dataDir,
            .envFile = m_options.envFile,
            .store = *m_store,
            .ledger = *m_ledger,
            .database = m_databaseDesk,
            .secrets = m_secretDesk,
            .lookAtUpstreams =
                [this](const std::function<void(std::vector<UpstreamSight>)> &done) {
                    return onLoop([done](RelayLoop &loop) { loop.lookAtUpstreams(done); });
                },
            .portHolder = m_options.portHolder};
}

UpdateDesk::Parts RelayCore::updateParts()
{
    return {.relayRoot = m_relayPost.get(),
            .settings =
                [this] {
                    const auto loaded = m_desk->current();
                    return std::shared_ptr<const config::Settings>(loaded, &loaded->values);
                },
            .file = QDir(m_options.dataDir).filePath(QStringLiteral("update-check.json")),
            .keyPem = m_options.updateKey,
            .news =
                [this](const std::string &version, const std::string &page) {
                    m_watchDesk.post({.atMs = Clock::system().unixMs(),
                                      .kind = api::EventKind::UpdateAvailable,
                                      .subject = version,
                                      .text = model::phrase("update.there", version, page)});
                }};
}

Result<void> RelayCore::openOffline()
{
    StoredState state;
    return open(state);
}

void RelayCore::openSettings()
{
    m_desk->startWithoutEngine();
}

Result<void> RelayCore::start()
{
    platform::raiseDescriptorLimit();
    undoWhatCrashed();
    tellOfNewDatabase(m_options.settings.values, m_options.dataDir, m_options.envFile);
    StoredState state;
    if (const Result<void> opened = open(state); !opened)
        return opened.error();
    m_usage = std::make_unique<StagedUsage>(
        *m_journal, *m_ledger,
        std::make_shared<const ledger::PriceBook>(ledger::PriceBook::standard(state.prices)), *m_relayPost);
    m_usage->configure(m_options.settings.values.ledger);
    m_catalogs = std::make_unique<CatalogDesk>(*m_store, *m_ledger, *m_relayPost,
                                               [this](FoundCatalog found) { adopt(std::move(found)); });
    m_catalogs->configure(m_options.settings.values.cache, Clock::system().steady());
    m_catalogs->refreshed(Clock::system().steady());
    m_databaseDesk.setUpkeep(m_desk->current()->values.ledger);
    for (api::Event &event : m_options.news)
        m_watchDesk.post(std::move(event));
    m_options.news.clear();
    m_traces.apply(m_options.settings.values.metrics.otlpEndpoint);
    return startLoop(std::move(state));
}

Result<void> RelayCore::startLoop(StoredState state)
{
    m_profilingDesk.open();
    m_relayThread.setObjectName(QStringLiteral("relay"));
    if (QAbstractEventDispatcher *dispatcher = net::makeEventDispatcher())
        m_relayThread.setEventDispatcher(dispatcher);
    m_relayThread.start();
    std::promise<Result<std::uint16_t>> started;
    std::uint16_t demoPort = 0;
    QMetaObject::invokeMethod(
        m_relayPost.get(),
        [&] {
            m_loop = std::make_unique<RelayLoop>(RelayLoop::Parts{
                .settings = std::make_shared<const config::Settings>(m_options.settings.values),
                .channels = std::move(state.channels),
                .tokens = std::move(state.tokens),
                .instanceId = m_instanceId,
                .usage = *m_usage,
                .catalogs = *m_catalogs,
                .metrics = m_metrics,
                .service = *this,
                .adminOptions = {.exposition = [this] { return exposition(); },
                                 .slowThreshold = m_options.settings.values.metrics.slowRequestThreshold},
                .figures = m_figures,
                .profiling = m_profilingDesk,
                .traces = m_traces.source(),
                .paused = m_trafficDesk.pauseFlag(),
                .knocks = m_trafficDesk.knocks(),
                .keptSocket = m_options.keptSocket});
            Result<std::uint16_t> port = m_loop->start();
            demoPort = m_loop->demoPort();
            if (!port)
                m_loop.reset();
            started.set_value(std::move(port));
        },
        Qt::QueuedConnection);
    const Result<std::uint16_t> port = started.get_future().get();
    if (!port) {
        m_relayThread.quit();
        m_relayThread.wait();
        return port.error();
    }
    m_sizes.load();
    m_relaying = true;
    m_watch.post([this] { lookAround(); }); // who asks at once is told something
    const std::scoped_lock lock(m_mutex);
    m_status.port = *port;
    m_status.demoPort = demoPort;
    m_status.listenAddress = m_options.settings.values.server.listenAddress;
    m_status.baseUrl = baseUrl(m_options.settings.values.server.listenAddress, *port);
    m_status.startedAtMs = Clock::system().unixMs();
    return {};
}

void RelayCore::stopLoop(std::chrono::milliseconds drain)
{
    if (!m_relaying.exchange(false))
        return;
    std::promise<void> drained;
    const auto freeLoop = [&] {
        m_loop.reset();
        m_relayThread.quit();
        drained.set_value();
    };
    QMetaObject::invokeMethod(
        m_relayPost.get(),
        [&] {
            // Queued again: not from within the loop object's own call.
            m_loop->drain(
                drain, [&] { QMetaObject::invokeMethod(m_relayPost.get(), freeLoop, Qt::QueuedConnection); });
        },
        Qt::QueuedConnection);
    drained.get_future().wait();
    m_relayThread.wait();
}

bool RelayCore::onLoop(std::function<void(RelayLoop &)> work)
{
    if (!m_relaying)
        return false;
    QMetaObject::invokeMethod(
        m_relayPost.get(),
        [this, work = std::move(work)] {
            if (m_loop)
                work(*m_loop);
        },
        Qt::QueuedConnection);
    return true;
}

void RelayCore::drain(std::chrono::milliseconds atMost, QObject *context, std::function<void()> drained)
{
    hurry();
    const auto tell = [context, drained = std::move(drained)] {
        QMetaObject::invokeMethod(context, drained, Qt::QueuedConnection);
    };
    if (!onLoop([atMost, tell](RelayLoop &loop) { loop.drainForNext(atMost, tell); }))
        tell();
}

std::shared_ptr<net::KeptSocket> RelayCore::socketToKeep()
{
    return std::make_shared<net::KeptSocket>();
}

void RelayCore::refuseWaiting()
{
    if (m_options.keptSocket)
        m_options.keptSocket->drop();
}

// Others wait for their long work.
void RelayCore::hurry()
{
    if (!m_ledger)
        return;
    m_importDesk.hurry();
    m_databaseDesk.hurry();
    m_doctorDesk.hurry();
}

void RelayCore::stop(std::chrono::milliseconds drain)
{
    hurry();
    stopLoop(drain);
    m_profilingDesk.close();
    m_watch.stop();
    m_sizes.save();
    m_doctorDesk.close();
    m_importDesk.close();
    m_secretDesk.close();
    m_updateDesk.close();
    m_databaseDesk.close();
    m_desk->stop();
    m_traces.stop();
    m_guard.end();
    if (m_ledger)
        m_ledger->stop();
    if (m_store)
        m_store->close();
}

std::uint16_t RelayCore::port() const
{
    const std::scoped_lock lock(m_mutex);
    return m_status.port;
}

} // namespace relay::service
