// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "relay/base/phrase.h"
#include "relay/config/settings_loader.h"
#include "relay/ledger/ledger_writer.h"
#include "relay/metrics/history_recorder.h"
#include "relay/platform/sleep_clock.h"
#include "relay/profiling/contended_mutex.h"
#include "relay/service/catalog_desk.h"
#include "relay/service/database_desk.h"
#include "relay/service/day_spend.h"
#include "relay/service/doctor_desk.h"
#include "relay/service/guard.h"
#include "relay/service/import_desk.h"
#include "relay/service/price_desk.h"
#include "relay/service/profiling_desk.h"
#include "relay/service/provider_table.h"
#include "relay/service/relay_loop.h"
#include "relay/service/runtime_probe.h"
#include "relay/service/secret_desk.h"
#include "relay/service/settings_desk.h"
#include "relay/service/size_history.h"
#include "relay/service/staged_usage.h"
#include "relay/service/store.h"
#include "relay/service/trace_desk.h"
#include "relay/service/traffic_desk.h"
#include "relay/service/update_desk.h"
#include "relay/service/watch_desk.h"
#include "relay/service/work_thread.h"

#include "resources/builtin_update_key.h"

#include <QString>
#include <QThread>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace relay::service {

ledger::LedgerOptions ledgerOptions(const config::LedgerSettings &settings);

// Builds the whole relay, holds its threads, and is the RelayService that window and admin API see. start(),
// openOffline() and stop() are for the thread that made it and wait; the rest is thread-safe.
class RelayCore final : public api::RelayService, private api::SpendService
{
public:
    struct Options
    {
        config::LoadedSettings settings;
        QString dataDir;
        QString envFile;                                   // empty: .env of the data directory
        std::function<Saying(std::uint16_t)> portHolder{}; // who listens there, for people; may be empty
        DatabaseDesk::BeginAnew beginAnew{};               // empty: restore() and restart() are refused
        std::vector<api::Event> news{};                    // of what was done before the start
        bool paused = false;                               // from the start
        std::shared_ptr<platform::Keyring> keyring{};      // null: the system has none
        std::function<std::chrono::nanoseconds()> timeAsleep = &platform::timeAsleep;
        std::string updateKey{resources::builtinUpdateKey()}; // PEM: who announces newer versions
        std::shared_ptr<net::KeptSocket> keptSocket{}; // between one relay and the next; null: none is kept
    };

    explicit RelayCore(Options options);
    ~RelayCore() override; // stops at once
    Q_DISABLE_COPY_MOVE(RelayCore)

    // Listening, or why not. Conflict: the port is taken. Storage: the data directory's files.
    Result<void> start();
    // The files alone, for sub-commands while nobody runs. Where that fails, settings can be changed
    // nevertheless.
    Result<void> openOffline();
    void openSettings(); // of settingsService() alone
    // The first part of stop() where another follows, without waiting: accepts no more and lets answers end
    // for so long. `drained` comes on the context's thread; stop() then has no answer to wait for.
    void drain(std::chrono::milliseconds atMost, QObject *context, std::function<void()> drained);
    static std::shared_ptr<net::KeptSocket> socketToKeep(); // for Options of one relay after the other
    void refuseWaiting();                                   // who waits there for a relay that does not come
    // Accepts no more, lets answers end for so long, writes what is staged, closes. Safe to call twice.
    void stop(std::chrono::milliseconds drain);
    std::uint16_t port() const;

    api::SettingsService &settingsService() override { return *m_desk; }
    api::WatchService &watchService() override { return m_watchDesk; }
    api::ProfilingService &profilingService() override { return m_profilingDesk; }
    api::StatusSnapshot status() const override;
    api::MetricsSnapshot metrics() const override;
    api::MetricsHistory metricsHistory(api::HistorySpan span) const override;
    void resetMetrics() override;
    std::string clientKey() const override;
    std::string adminKey() const override;
    void channels(QObject *context, api::Reply<std::vector<model::Channel>> reply) override;
    void saveChannel(model::Channel channel, QObject *context, api::Reply<model::Channel> reply) override;
    void removeChannel(std::int64_t id, QObject *context, api::Reply<bool> reply) override;
    void testChannel(std::int64_t id, api::ChannelQuestion question, QObject *context,
                     api::Reply<api::ChannelTest> reply) override;
    std::vector<api::ProviderPreset> providers() const override { return providerTable(); }
    void upstreamModels(std::int64_t id, QObject *context,
                        api::Reply<std::vector<std::string>> reply) override;
    void testDraft(model::Channel draft, api::ChannelQuestion question, QObject *context,
                   api::Reply<api::ChannelTest> reply) override;
    void draftModels(model::Channel draft, QObject *context,
                     api::Reply<std::vector<std::string>> reply) override;
    void tokens(QObject *context, api::Reply<std::vector<model::Token>> reply) override;
    void saveToken(model::Token token, api::QuotaEdit quota, QObject *context,
                   api::Reply<model::Token> reply) override;
    void removeToken(std::int64_t id, QObject *context, api::Reply<bool> reply) override;
    void usage(api::UsageQuery query, QObject *context, api::Reply<api::UsagePage> reply) override;
    void usageStat(api::UsageQuery query, QObject *context, api::Reply<api::UsageStat> reply) override;
    api::DatabaseService &databaseService() override { return m_databaseDesk; }
    api::DoctorService &doctorService() override { return m_doctorDesk; }
    api::PriceService &priceService() override { return m_priceDesk; }
    api::SpendService &spendService() override { return *this; }
    api::ImportService &importService() override { return m_importDesk; }
    api::TrafficService &trafficService() override { return m_trafficDesk; }
    api::SecretService &secretService() override { return m_secretDesk; }
    api::UpdateService &updateService() override { return m_updateDesk; }

private:
    void spend(api::SpendQuery query, QObject *context,
               api::Reply<std::vector<api::SpendRow>> reply) override;

    using Lane = Store::Lane; // edits publish in the order in which they were stored

    Result<void> open(StoredState &state);
    Result<void> startLoop(StoredState state);
    void hurry();
    void stopLoop(std::chrono::milliseconds drain);
    void startWatch();
    void lookAround();
    void undoWhatCrashed();
    void tellLiveExchanges(const std::function<void(std::string)> &told);
    void lookAtSettingsFile();
    void lookAtSleep();
    void lookAtGuard(SteadyTime now);
    void tellOfGuard(const Guard::Verdict &verdict, const Result<api::SettingsOutcome> &outcome);
    void lookAtAlerts(SteadyTime now, std::int64_t unixMs, const api::RuntimeFigures &runtime);
    KnockFacts knockFacts() const;
    void askForSpend(const DaySpend::Period &period);
    SettingsDesk::Engine engine();
    Result<void> applySettings(const config::Settings &before, const config::Settings &after);
    Result<void> checkProfilingPort(const config::MetricsSettings &before,
                                    const config::MetricsSettings &after) const;
    std::vector<std::pair<std::string, std::string>> readBack();
    std::optional<Phrase> checkpointTruncate(); // why the log is not empty after it; none: it is
    std::string exposition() const;
    metrics::ChannelNames channelNames() const;
    void fillRuntime(api::RuntimeFigures &runtime) const;
    // What all others see once an edit is committed: read in its transaction, to be called after it.
    Result<std::function<void()>> publication(storage::Connection &connection,
                                              const platform::Aes256Gcm &seal);
    Result<std::function<void()>> publicationOfAll(storage::Connection &connection,
                                                   const platform::Aes256Gcm &seal); // prices as well
    // An edit and what it takes to publish it, in one transaction: after an error nothing is stored.
    template <typename T>
    Result<T> edited(storage::Connection &connection, const platform::Aes256Gcm &seal,
                     const std::function<Result<T>()> &edit,
                     const std::function<void(const T &)> &committed = {});
    template <typename T>
    void onStorage(Lane lane, api::Reply<T> reply,
                   std::function<Result<T>(storage::Connection &, const platform::Aes256Gcm &)> work,
                   const char *name = "a query", SteadyTime arrived = std::chrono::steady_clock::now());
    template <typename T>
    void afterFlush(Lane lane, api::Reply<T> reply,
                    std::function<Result<T>(storage::Connection &, const platform::Aes256Gcm &)> work,
                    const char *name = "a query");
    DoctorDesk::Parts doctorParts();
    UpdateDesk::Parts updateParts();
    void adopt(FoundCatalog found); // on the relay thread
    // On the relay thread, if it still relays then. False: it does not run.
    bool onLoop(std::function<void(RelayLoop &)> work);
    QObject *relayRoot() const { return m_relayPost.get(); }

    Options m_options;
    std::unique_ptr<SettingsDesk> m_desk;
    const std::string m_instanceId;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<ledger::Journal> m_journal;
    std::unique_ptr<ledger::LedgerWriter> m_ledger;
    std::unique_ptr<StagedUsage> m_usage;
    std::unique_ptr<CatalogDesk> m_catalogs;
    metrics::RelayMetrics m_metrics;
    metrics::HistoryRecorder m_history{m_metrics};
    SizeHistory m_sizes;
    Guard m_guard;
    LoopFigures m_figures;
    RuntimeProbe m_probe;
    TraceDesk m_traces;
    QThread m_relayThread;
    std::unique_ptr<QObject>
        m_relayPost;                   // lives on m_relayThread; what is posted to the loop goes through it
    std::unique_ptr<RelayLoop> m_loop; // made, used and freed on m_relayThread alone
    std::atomic<bool> m_relaying{false};
    DatabaseDesk m_databaseDesk;
    ProfilingDesk m_profilingDesk;
    WatchDesk m_watchDesk;
    mutable DaySpend m_spend;
    SteadyTime m_spendAskedAt{}; // of the thread `watch`
    struct FileStamp
    {
        bool exists = false;
        qint64 changedMs = 0;
        qint64 bytes = 0;
        friend bool operator==(const FileStamp &, const FileStamp &) = default;
    };
    FileStamp m_envStamp;                 // likewise: .env at the last look
    FileStamp m_envLookedAt;              // likewise: when it was last compared
    std::chrono::nanoseconds m_asleep{0}; // likewise: at the last look
    WorkThread m_watch{QStringLiteral("watch")};
    DoctorDesk m_doctorDesk;
    PriceDesk m_priceDesk;
    ImportDesk m_importDesk;
    TrafficDesk m_trafficDesk;
    SecretDesk m_secretDesk;
    UpdateDesk m_updateDesk;

    mutable profiling::ContendedMutex m_mutex; // guards the snapshots below; never held while waiting
    api::StatusSnapshot m_status;
    std::string m_adminKey;
    std::shared_ptr<const std::vector<model::Channel>> m_channels;
    std::shared_ptr<const std::vector<model::Token>> m_tokens;
};

} // namespace relay::service
