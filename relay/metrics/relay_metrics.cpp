// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/relay_metrics.h"

#include "relay/metrics/tally_figures.h"

#include <algorithm>
#include <utility>

namespace relay::metrics {

namespace {

constexpr std::string_view kOther = "other";

api::WindowFigures windowFigures(const ExchangeTally &tally, bool withLatency)
{
    api::WindowFigures figures;
    fillFigures(tally, withLatency, figures);
    figures.streaming = tally.streaming.value();
    return figures;
}

std::string nameOf(const NamedTally &tally, bool isOther, const ChannelNames &names)
{
    if (isOther)
        return std::string(kOther);
    if (tally.id == 0)
        return tally.name;
    const auto found = names.find(tally.id);
    return found != names.end() ? found->second : '#' + std::to_string(tally.id);
}

std::vector<api::NamedFigures> namedFigures(const NamedTallies &tallies, const ChannelNames &names,
                                            bool withLatency)
{
    std::vector<api::NamedFigures> list;
    tallies.forEach([&] { list.clear(); },
                    [&](const NamedTally &tally, bool isOther) {
                        if (tally.requests.value() == 0)
                            return;
                        api::NamedFigures figures;
                        figures.name = nameOf(tally, isOther, names);
                        fillFigures(tally, withLatency, figures);
                        list.push_back(std::move(figures));
                    });
    return list;
}

// Equal names (two channels, or a model that is called "other") are summed: a label must be unique.
void addCount(std::vector<LifetimeCount> &list, LifetimeCount count)
{
    const auto same = std::find_if(list.begin(), list.end(),
                                   [&](const LifetimeCount &known) { return known.name == count.name; });
    if (same == list.end()) {
        list.push_back(std::move(count));
        return;
    }
    same->requests += count.requests;
    same->failed += count.failed;
    same->promptTokens += count.promptTokens;
    same->completionTokens += count.completionTokens;
    same->costUsd += count.costUsd;
    same->slow += count.slow;
    for (LifetimeSum LifetimeCount::*const sum :
         {&LifetimeCount::total, &LifetimeCount::overhead, &LifetimeCount::ttft}) {
        ((*same).*sum).count += (count.*sum).count;
        ((*same).*sum).sumSeconds += (count.*sum).sumSeconds;
    }
}

LifetimeSum lifetimeSum(const Counter &count, const Counter &nanoseconds)
{
    return {count.value(), static_cast<double>(nanoseconds.value()) / 1e9};
}

std::vector<LifetimeCount> lifetimeCounts(const NamedTallies &tallies, const ChannelNames &names)
{
    std::vector<LifetimeCount> list;
    tallies.forEach([&] { list.clear(); },
                    [&](const NamedTally &tally, bool isOther) {
                        const NamedTally::Lifetime &sums = tally.lifetime;
                        if (sums.requests.value() == 0)
                            return;
                        addCount(list, {.name = nameOf(tally, isOther, names),
                                        .requests = sums.requests.value(),
                                        .failed = sums.failed.value(),
                                        .promptTokens = sums.promptTokens.value(),
                                        .completionTokens = sums.completionTokens.value(),
                                        .costUsd = dollars(sums.costNano),
                                        .total = lifetimeSum(sums.timed, sums.nanoseconds),
                                        .overhead = lifetimeSum(sums.timed, sums.overheadNanoseconds),
                                        .ttft = lifetimeSum(sums.begun, sums.ttftNanoseconds),
                                        .slow = sums.slow.value()});
                    });
    return list;
}

LifetimeSum lifetimeSum(const LatencyHistogram &histogram)
{
    return {histogram.count(), static_cast<double>(histogram.sum().count()) / 1e9};
}

} // namespace

RelayMetrics::RelayMetrics(SteadyTime now)
    : m_lastReset(now)
{
}

void RelayMetrics::watchDatabase(const Count &queries, const Count &nanoseconds)
{
    m_queries.source = &queries;
    m_queryNanoseconds.source = &nanoseconds;
}

std::uint64_t RelayMetrics::Watched::sinceReset() const
{
    const std::uint64_t before = atReset.load(std::memory_order_relaxed); // first: it is never ahead
    return source ? source->load(std::memory_order_relaxed) - before : 0;
}

void RelayMetrics::record(const ExchangeSample &sample)
{
    if (sample.now >= m_nextReset) [[unlikely]]
        resetWindow(sample.now);
    const bool withLatency = enabled();
    m_windows.current(sample.now).add(sample, withLatency);
    const bool attempted = sample.channelId != 0;
    if (attempted)
        m_channels.ofChannel(sample.channelId).add(sample, withLatency);
    // Names that no upstream knows are made up by clients: they must not fill the table.
    const bool exists = attempted && sample.status > 0 && !isCallersError(sample.status);
    if (!sample.model.empty())
        m_models.ofModel(sample.model, exists).add(sample, withLatency);
}

void RelayMetrics::advance(SteadyTime now)
{
    if (now >= m_nextReset)
        resetWindow(now);
}

void RelayMetrics::resetWindow(SteadyTime now)
{
    m_windows.reset(now);
    m_channels.reset();
    m_models.reset();
    m_models.dropUnused();
    for (Watched *watched : {&m_queries, &m_queryNanoseconds}) {
        if (watched->source)
            watched->atReset = watched->source->load(std::memory_order_relaxed);
    }
    m_lastReset = now;
    m_nextReset = m_resetInterval.count() > 0 ? now + m_resetInterval : SteadyTime::max();
}

void RelayMetrics::setResetInterval(std::chrono::seconds interval, SteadyTime now)
{
    m_resetInterval = interval;
    m_nextReset = interval.count() > 0 ? m_lastReset.load() + interval : SteadyTime::max();
    advance(now);
}

api::WindowFigures RelayMetrics::window(Window window, SteadyTime now) const
{
    ExchangeTally tally;
    m_windows.collect(window, now, tally);
    return windowFigures(tally, enabled());
}

api::MetricsSnapshot RelayMetrics::snapshot(SteadyTime now, const ChannelNames &names) const
{
    api::MetricsSnapshot snapshot;
    snapshot.enabled = enabled();
    snapshot.sinceResetSeconds = std::chrono::duration<double>(now - m_lastReset.load()).count();
    ExchangeTally tally;
    m_windows.collect(Window::SinceStart, now, tally);
    snapshot.totalRequests = tally.requests.value();
    snapshot.totalFailed = tally.failed.value();
    m_windows.collect(Window::Minute, now, tally);
    snapshot.minute = windowFigures(tally, snapshot.enabled);
    m_windows.collect(Window::Hour, now, tally);
    snapshot.hour = windowFigures(tally, snapshot.enabled);
    m_windows.collect(Window::SinceReset, now, tally);
    snapshot.sinceReset = windowFigures(tally, snapshot.enabled);
    snapshot.database.queries = m_queries.sinceReset();
    if (snapshot.database.queries > 0)
        snapshot.database.averageUs = static_cast<double>(m_queryNanoseconds.sinceReset()) / 1e3 /
                                      static_cast<double>(snapshot.database.queries);
    snapshot.channels = namedFigures(m_channels, names, snapshot.enabled);
    snapshot.models = namedFigures(m_models, names, snapshot.enabled);
    return snapshot;
}

LifetimeFigures RelayMetrics::lifetime(SteadyTime now, const ChannelNames &names) const
{
    ExchangeTally tally;
    m_windows.collect(Window::SinceStart, now, tally);
    LifetimeFigures figures;
    figures.requests = tally.requests.value();
    figures.failed = tally.failed.value();
    figures.streaming = tally.streaming.value();
    figures.slow = tally.slow.value();
    figures.promptTokens = tally.promptTokens.value();
    figures.completionTokens = tally.completionTokens.value();
    figures.costUsd = dollars(tally.costNano);
    for (std::size_t i = 0; i < figures.byStatusClass.size(); ++i)
        figures.byStatusClass[i] = tally.byStatusClass[i].value();
    figures.total = lifetimeSum(tally.total);
    figures.overhead = lifetimeSum(tally.overhead);
    figures.ttft = lifetimeSum(tally.ttft);
    figures.channels = lifetimeCounts(m_channels, names);
    figures.models = lifetimeCounts(m_models, names);
    return figures;
}

ChannelSums RelayMetrics::channelSums() const
{
    ChannelSums sums;
    m_channels.forEach([&] { sums.clear(); },
                       [&](const NamedTally &tally, bool) {
                           if (tally.lifetime.requests.value() == 0)
                               return;
                           ChannelSum &sum = sums[tally.id];
                           sum.requests += tally.lifetime.requests.value();
                           sum.costUsd += dollars(tally.lifetime.costNano);
                       });
    return sums;
}

} // namespace relay::metrics
