// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/model/phrase.h"
#include "relay/service/database_path.h"
#include "relay/service/listen_trial.h"
#include "relay/service/relay_core.h"

#include <array>

// What a change of settings does to the running relay. On the thread `settings`, but for engine().
namespace relay::service {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kPragmaSettings = {{
    {"journal_mode", "SQLITE_JOURNAL_MODE"},
    {"synchronous", "SQLITE_SYNCHRONOUS"},
    {"cache_size", "SQLITE_CACHE_SIZE"},
    {"mmap_size", "SQLITE_MMAP_SIZE"},
    {"temp_store", "SQLITE_TEMP_STORE"},
    {"busy_timeout", "SQLITE_BUSY_TIMEOUT"},
    {"wal_autocheckpoint", "SQLITE_WAL_AUTO_CHECKPOINT"},
    {"foreign_keys", "SQLITE_FOREIGN_KEYS"},
    {"page_size", "SQLITE_PAGE_SIZE"},
    {"auto_vacuum", "SQLITE_AUTO_VACUUM"},
}};

} // namespace

ledger::LedgerOptions ledgerOptions(const config::LedgerSettings &settings)
{
    return {.batchRows = static_cast<std::uint64_t>(settings.batchRows),
            .flushInterval = settings.batchFlushInterval,
            .totalsInterval = settings.batchUpdateInterval,
            .keepRows = settings.consumeEnabled,
            .rowsThrough = !settings.batchEnabled && settings.consumeEnabled,
            .totalsThrough = !settings.batchUpdateEnabled};
}

SettingsDesk::Engine RelayCore::engine()
{
    return {.apply = [this](const config::Settings &before,
                            const config::Settings &after) { return applySettings(before, after); },
            .readBack = [this] { return readBack(); },
            .checkpointTruncate = [this] { return checkpointTruncate(); },
            .replyRoot = [this] { return relayRoot(); },
            .guardBegins =
                [this](std::int64_t entry, const config::GuardSettings &settings) {
                    if (m_relaying)
                        m_guard.begin(entry, settings, Clock::system().steady());
                },
            .guardForgets = [this](std::int64_t entry) { m_guard.forget(entry); },
            .fileEdited =
                [this](model::Saying text) {
                    m_watchDesk.post({.atMs = Clock::system().unixMs(),
                                      .kind = api::EventKind::SettingsFileEdited,
                                      .subject = {},
                                      .text = std::move(text)});
                }};
}

// A port that is ours already is free for us.
Result<void> RelayCore::checkProfilingPort(const config::MetricsSettings &before,
                                           const config::MetricsSettings &after) const
{
    const bool same = before.profilingEnabled && before.profilingPort == after.profilingPort;
    if (!m_relaying || !after.profilingEnabled || same || m_figures.profilingPort == after.profilingPort)
        return {};
    const Result<bool> free = tryListenOn("127.0.0.1", after.profilingPort, m_options.portHolder);
    if (free)
        return {};
    return Error{ErrorKind::Conflict, said(QT_TRANSLATE_NOOP("Phrases", "PPROF_PORT: %1"), free.error())};
}

Result<void> RelayCore::applySettings(const config::Settings &before, const config::Settings &after)
{
    if (Result<void> free = checkProfilingPort(before.metrics, after.metrics); !free)
        return free;
    storage::DatabaseOptions options = databaseOptions(after, m_options.dataDir);
    if (Result<void> right = checkDatabasePath(options.path, m_options.dataDir, m_options.envFile); !right)
        return right;
    options.path = m_store->path(); // another one at the next start
    if (options != m_store->options()) {
        // The ledger's connections must be closed too: leaving WAL needs the file to oneself. Requests go on
        // meanwhile, their records wait in the journal.
        if (Result<void> may = m_store->fileUse().notRewriting(); !may)
            return may;
        const auto alone = m_store->fileUse().claim();
        m_ledger->pause();
        Result<void> taken = m_store->reopen(options);
        m_ledger->resume(m_store->options());
        if (!taken)
            return taken;
    }
    m_store->pool().setBounds(poolBounds(after.sqlite));
    m_ledger->apply(ledgerOptions(after.ledger));
    m_databaseDesk.setUpkeep(after.ledger);
    log::setLevel(after.server.logLevel);
    if (m_relaying)
        m_traces.apply(after.metrics.otlpEndpoint);
    const auto settings = std::make_shared<const config::Settings>(after);
    onLoop([this, settings](RelayLoop &loop) {
        m_usage->configure(settings->ledger);
        m_catalogs->configure(settings->cache, Clock::system().steady());
        loop.apply(settings);
    });
    return {};
}

std::vector<std::pair<std::string, std::string>> RelayCore::readBack()
{
    std::vector<std::pair<std::string, std::string>> values;
    for (const auto &[pragma, value] : m_databaseDesk.writerPragmas())
        for (const auto &[name, setting] : kPragmaSettings)
            if (pragma == name)
                values.emplace_back(setting, value);
    if (m_relaying) { // at the start the port may have been another's
        const std::uint16_t port = m_figures.profilingPort;
        values.emplace_back("PPROF_ENABLED", port != 0 ? "true" : "false");
    }
    return values;
}

// By the desk, whose patience with readers is short: requests may be waiting for the writing connection.
std::optional<Phrase> RelayCore::checkpointTruncate()
{
    const Result<api::CheckpointResult> done = m_databaseDesk.checkpointNow(api::CheckpointMode::Truncate);
    std::optional<Phrase> trouble;
    if (!done)
        trouble =
            said(QT_TRANSLATE_NOOP("Phrases", "the write-ahead log could not be emptied: %1"), done.error());
    else if (done->busy != 0 || done->checkpointed < done->log)
        trouble =
            said(QT_TRANSLATE_NOOP("Phrases", "the write-ahead log could not be emptied (busy %1, log %2, "
                                              "checkpointed %3): it is held by %4; try again later"),
                 done->busy, done->log, done->checkpointed,
                 done->holder.empty() ? said(QT_TRANSLATE_NOOP("Phrases", "a reader that nobody knows"))
                                      : untranslated(done->holder));
    if (trouble)
        log::sys().warn("{}", trouble->english());
    return trouble;
}

} // namespace relay::service
