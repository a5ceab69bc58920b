// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/log.h"
#include "relay/model/phrase.h"
#include "relay/service/relay_core.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>
#include <utility>

// What is looked at once a second, on the thread `watch`.
namespace relay::service {

namespace {

constexpr std::chrono::seconds kLookPeriod{1};
constexpr std::chrono::seconds kShortestSleep{1};  // less is the two clocks' being read one by one
constexpr std::chrono::seconds kSpendPatience{60}; // then the ledger is asked again

using model::phrase;

double microseconds(Nanos time)
{
    return static_cast<double>(time.count()) / 1000.0;
}

double percent(std::uint64_t part, std::uint64_t of)
{
    return of == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(of);
}

// As they stand in the settings file.
std::string changesOf(const api::SettingsHistoryRow &entry)
{
    std::string text;
    for (const api::SettingEdit &change : entry.changes)
        text.append(text.empty() ? "" : ", ").append(change.name).append("=").append(change.to);
    return text;
}

} // namespace

void RelayCore::startWatch()
{
    m_asleep = m_options.timeAsleep();
    m_probe.look(m_store->counters(), m_store->path());
    m_watch.start(kLookPeriod, [this] { lookAround(); });
}

void RelayCore::lookAround()
{
    m_probe.look(m_store->counters(), m_store->path());
    if (!m_relaying)
        return; // the files alone
    lookAtSleep();
    const SteadyTime now = Clock::system().steady();
    const std::int64_t unixMs = Clock::system().unixMs();
    api::RuntimeFigures runtime;
    fillRuntime(runtime);
    m_history.look(now, unixMs, runtime);
    m_sizes.look(unixMs, runtime);
    lookAtAlerts(now, unixMs, runtime);
    lookAtGuard(now);
    lookAtSettingsFile();
    m_updateDesk.look(unixMs);
}

// Upstreams and what stands between have forgotten connections that slept, and tell only when they are used.
void RelayCore::lookAtSleep()
{
    const std::chrono::nanoseconds asleep = m_options.timeAsleep();
    const std::chrono::nanoseconds slept = asleep - std::exchange(m_asleep, asleep);
    if (slept < kShortestSleep)
        return;
    log::sys().info("the machine slept for {} s: idle connections to upstreams are closed",
                    std::chrono::duration_cast<std::chrono::seconds>(slept).count());
    onLoop([](RelayLoop &loop) { loop.closeIdleConnections(); });
}

// Once it rests: an editor may write it in several steps.
void RelayCore::lookAtSettingsFile()
{
    const QFileInfo file(m_options.envFile);
    const FileStamp stamp{file.exists(), file.lastModified().toMSecsSinceEpoch(), file.size()};
    const bool rests = stamp == std::exchange(m_envStamp, stamp);
    if (rests && stamp != m_envLookedAt) {
        m_envLookedAt = stamp;
        m_desk->lookAtFile();
    }
}

void RelayCore::lookAtGuard(SteadyTime now)
{
    const std::optional<Guard::Verdict> verdict = m_guard.judge(now);
    if (!verdict)
        return;
    m_desk->undoForGuard(verdict->entry, verdict->reason,
                         [this, verdict = *verdict](const Result<api::SettingsOutcome> &outcome) {
                             tellOfGuard(verdict, outcome);
                         });
}

void RelayCore::tellOfGuard(const Guard::Verdict &verdict, const Result<api::SettingsOutcome> &outcome)
{
    model::Saying text = !outcome         ? phrase("guard.failed", verdict.entry, outcome.error())
                         : outcome->entry ? phrase("guard.undone", changesOf(*outcome->entry))
                                          : phrase("guard.nothing-left", verdict.entry);
    text += verdict.reason;
    m_watchDesk.post({.atMs = Clock::system().unixMs(),
                      .kind = outcome ? api::EventKind::GuardUndid : api::EventKind::GuardFailed,
                      .subject = std::to_string(verdict.entry),
                      .text = std::move(text)});
}

void RelayCore::tellLiveExchanges(const std::function<void(std::string)> &told)
{
    if (!onLoop([told](RelayLoop &loop) { told(loop.liveText()); }))
        told({});
}

// Before anything is opened: what comes then takes the settings that the last process survived.
void RelayCore::undoWhatCrashed()
{
    const std::vector<std::int64_t> left = m_guard.leftBehind();
    const model::Phrase reason = phrase("guard.crash");
    const config::GuardSettings &settings = m_options.settings.values.guard;
    std::vector<std::int64_t> refused; // the latest first
    for (auto entry = left.rbegin(); entry != left.rend(); ++entry) {
        if (!settings.enabled)
            break;
        const Result<api::SettingsOutcome> outcome = m_desk->undoAfterCrash(*entry, reason);
        if (!outcome && outcome.error().kind == ErrorKind::NotFound)
            continue; // it came not so far as to be kept
        if (!outcome)
            refused.push_back(*entry);
        tellOfGuard({*entry, reason}, outcome);
    }
    m_guard.clearNote();
    for (const std::int64_t entry : refused)
        m_guard.keepNoted(entry, settings, Clock::system().steady());
    m_options.settings = *m_desk->current();
}

KnockFacts RelayCore::knockFacts() const
{
    const std::scoped_lock lock(m_mutex);
    KnockFacts facts{.baseUrl = m_status.baseUrl, .port = m_status.port, .models = {}};
    for (const model::Channel &channel : *m_channels) {
        if (!channel.enabled)
            continue;
        for (const std::string &name : channel.models)
            if (!name.ends_with('*') && std::ranges::find(facts.models, name) == facts.models.end())
                facts.models.push_back(name);
    }
    return facts;
}

void RelayCore::lookAtAlerts(SteadyTime now, std::int64_t unixMs, const api::RuntimeFigures &runtime)
{
    const SettingsDesk::Settings settings = m_desk->current();
    const config::AlertSettings &limits = settings->values.alert;
    const api::WindowFigures life = m_metrics.window(metrics::Window::SinceStart, now);
    const double spent = dollarsOf(m_spend.today(m_metrics.channelSums(), unixMs));
    if (const auto period = m_spend.wanted(unixMs);
        period && (m_spendAskedAt == SteadyTime{} || now - m_spendAskedAt > kSpendPatience)) {
        m_spendAskedAt = now;
        askForSpend(*period);
    }
    const auto minute = std::make_unique<metrics::ExchangeTally>(); // large
    m_metrics.collect(metrics::Window::Minute, now, *minute);
    m_watchDesk.look({.now = now,
                      .unixMs = unixMs,
                      .limits = limits,
                      .slowThreshold = settings->values.metrics.slowRequestThreshold,
                      .figures = {.minute = m_metrics.window(metrics::Window::Minute, now),
                                  .callersErrors = minute->callersErrors.value(),
                                  .timed = m_metrics.enabled(),
                                  .walBytes = runtime.walBytes,
                                  .rssBytes = runtime.rssBytes,
                                  .worstLagUs = microseconds(m_figures.takePeakLag(now)),
                                  .spentTodayUsd = spent,
                                  .ledgerTrouble = m_ledger->health().trouble,
                                  .staged = runtime.journalDepth,
                                  .journalPercent = percent(runtime.journalUsedBytes, runtime.journalBytes)},
                      .slowRequests = life.slow});
}

// Staged records of an earlier process are written first, or they would be missing in the sum.
void RelayCore::askForSpend(const DaySpend::Period &period)
{
    m_ledger->flushNow([this, period](const Result<void> &) {
        m_store->post([this, period](Result<storage::Connection *> connection, const platform::Aes256Gcm &) {
            const Result<DaySpend::Sums> sums =
                connection ? spentIn(**connection, period) : Result<DaySpend::Sums>(connection.error());
            if (sums)
                m_spend.setBefore(*sums);
            else
                log::sys().warn("today's spend before the start is not known yet: {}",
                                sums.error().message.toStdString());
        });
    });
}

void RelayCore::fillRuntime(api::RuntimeFigures &runtime) const
{
    m_probe.fill(runtime);
    if (QThread::currentThread() == &m_relayThread && m_loop)
        m_loop->refreshFigures();
    runtime.clientConnections = m_figures.clientConnections;
    runtime.upstreamConnections = m_figures.upstreamConnections;
    runtime.upstreamIdle = m_figures.upstreamIdle;
    runtime.upstreamWaiting = m_figures.upstreamWaiting;
    runtime.liveExchanges = m_figures.liveExchanges;
    runtime.refusalsWithoutRow = m_figures.refusalsWithoutRow;
    runtime.loopLagUs = microseconds(Nanos(m_figures.lagNs));
    runtime.loopLagMaxUs = microseconds(m_figures.worstLag(Clock::system().steady()));
    if (m_relaying) {
        runtime.cacheHits = m_catalogs->hits();
        runtime.cacheMisses = m_catalogs->misses();
    }
    if (!m_ledger)
        return;
    const ledger::LedgerFigures ledger = m_ledger->figures();
    runtime.journalDepth = ledger.depth;
    runtime.journalBytes = ledger.capacityBytes;
    runtime.journalUsedBytes = ledger.usedBytes;
    const storage::DatabaseCounters &counters = m_store->counters();
    runtime.dbQueries = counters.queries;
    runtime.dbReads = counters.reads;
    runtime.dbWriteTransactions = counters.writeTransactions;
    runtime.dbAverageUs = runtime.dbQueries == 0 ? 0
                                                 : static_cast<double>(counters.nanoseconds) / 1000.0 /
                                                       static_cast<double>(runtime.dbQueries);
}

} // namespace relay::service
