// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/metrics/exchange_tally.h"
#include "relay/metrics/named_tallies.h"
#include "relay/metrics/sliding_windows.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace relay::metrics {

using ChannelNames = std::unordered_map<std::int64_t, std::string>;

struct LifetimeSum
{
    std::uint64_t count = 0;
    double sumSeconds = 0;
};

struct LifetimeCount
{
    std::string name;
    std::uint64_t requests = 0;
    std::uint64_t failed = 0;
    std::uint64_t promptTokens = 0;
    std::uint64_t completionTokens = 0;
    double costUsd = 0;
    LifetimeSum total;
    LifetimeSum overhead;
    LifetimeSum ttft;
    std::uint64_t slow = 0;
};

struct ChannelSum
{
    std::uint64_t requests = 0;
    double costUsd = 0; // of what has a price
};
using ChannelSums = std::map<std::int64_t, ChannelSum>; // by id; 0: those beyond kMaxNames together

// Since start and never reset: what Prometheus takes differences of.
struct LifetimeFigures
{
    std::uint64_t requests = 0;
    std::uint64_t failed = 0;
    std::uint64_t streaming = 0;
    std::uint64_t slow = 0;
    std::uint64_t promptTokens = 0;
    std::uint64_t completionTokens = 0;
    double costUsd = 0;
    std::array<std::uint64_t, 6> byStatusClass{}; // 1xx to 5xx; 0: anything else
    LifetimeSum total;
    LifetimeSum overhead;
    LifetimeSum ttft;
    std::vector<LifetimeCount> channels;
    std::vector<LifetimeCount> models;
};

// The figures of all finished exchanges. Disabled it counts requests and errors, and keeps no latency.
// record(), advance(), resetWindow() and the setters live on relay; snapshot(), lifetime() and enabled()
// are thread-safe, take no lock and cost some 100 us.
class RelayMetrics final
{
public:
    using Count = std::atomic<std::uint64_t>;

    explicit RelayMetrics(SteadyTime now);

    // What the database has done since start, as others count it: the window shows what it did since the
    // reset. To be called before anything else; they must outlive this.
    void watchDatabase(const Count &queries, const Count &nanoseconds);

    void record(const ExchangeSample &sample);

    // Resets when the interval has passed; record() does so as well. To be called every second or so.
    void advance(SteadyTime now);
    void resetWindow(SteadyTime now);
    void setResetInterval(std::chrono::seconds interval, SteadyTime now); // 0: never
    void setEnabled(bool enabled) { m_enabled.store(enabled, std::memory_order_relaxed); }
    bool enabled() const { return m_enabled.load(std::memory_order_relaxed); }

    // One window, for who compares; and as people see it.
    void collect(Window window, SteadyTime now, ExchangeTally &into) const
    {
        m_windows.collect(window, now, into);
    }
    api::WindowFigures window(Window window, SteadyTime now) const;

    // All but `runtime`, which the caller fills in. A channel without a name is shown as "#7".
    api::MetricsSnapshot snapshot(SteadyTime now, const ChannelNames &names) const;
    LifetimeFigures lifetime(SteadyTime now, const ChannelNames &names) const;
    ChannelSums channelSums() const; // since start; thread-safe, cheap

private:
    struct Watched
    {
        const Count *source = nullptr;
        Count atReset{0};

        std::uint64_t sinceReset() const;
    };

    std::atomic<bool> m_enabled = true;
    std::chrono::seconds m_resetInterval{0};
    std::atomic<SteadyTime> m_lastReset;
    SteadyTime m_nextReset = SteadyTime::max();
    Watched m_queries;
    Watched m_queryNanoseconds;
    SlidingWindows<ExchangeTally> m_windows;
    NamedTallies m_channels;
    NamedTallies m_models;
};

} // namespace relay::metrics
