// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/metrics/change_epoch.h"
#include "relay/metrics/exchange_tally.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>

namespace relay::metrics {

// Figures of one channel or model: latency since reset, counts since reset, sums since start.
struct NamedTally
{
    std::int64_t id = 0;             // a channel's
    std::string name;                // a model's
    std::uint32_t unusedWindows = 0; // in a row, at the latest reset; the writer's alone
    Counter requests;
    Counter failed;
    Counter slow;
    Counter promptTokens;
    Counter completionTokens;
    Counter costNano;
    LatencyHistogram total;
    LatencyHistogram overhead;
    LatencyHistogram ttft;

    struct Lifetime
    {
        Counter requests;
        Counter failed;
        Counter promptTokens;
        Counter completionTokens;
        Counter costNano;
        Counter slow;
        Counter timed; // requests with a time, and their sums
        Counter nanoseconds;
        Counter overheadNanoseconds;
        Counter begun; // streams with a first token, and their sum
        Counter ttftNanoseconds;
    };
    Lifetime lifetime;

    void add(const ExchangeSample &sample, bool withLatency);
    void reset();
};

// At most kMaxNames figures by channel or by model name; what comes later shares one entry, other(). Models
// make room for others: see dropUnused(). Written by one thread (relay), looked up there without
// allocation; forEach() is thread-safe.
class NamedTallies final
{
public:
    static constexpr std::size_t kMaxNames = 256;
    static constexpr std::size_t kKeptNames = kMaxNames / 4 * 3; // unused ones beyond them make room
    static constexpr std::size_t kMaxNameBytes = 128;            // longer ones count as other

    NamedTallies() = default;
    NamedTallies(const NamedTallies &) = delete;
    NamedTallies &operator=(const NamedTallies &) = delete;

    NamedTally &ofChannel(std::int64_t id);
    NamedTally &ofModel(std::string_view name, bool mayAdd);
    NamedTally &other() { return m_other; }

    void reset();
    // After reset(): beyond kKeptNames the models go that nobody asked for since the reset before, those that
    // were not asked for longest first, with their sums. While somebody looks at them all stay.
    void dropUnused();

    // Once per entry, other() last. `start` comes first, again whenever a reset came in between.
    template <typename Start, typename Visit>
    void forEach(Start start, Visit visit) const
    {
        const Reading reading(*this);
        m_epoch.read([&] {
            start();
            const std::size_t count = m_count.load(std::memory_order_acquire);
            for (std::size_t i = 0; i < count; ++i)
                visit(*m_entries[i], false);
            visit(m_other, true);
        });
    }

private:
    // While one exists no entry is freed. With dropUnused() it is Dekker's handshake: either the writer sees
    // the reader, or the reader the dropping, and waits for its some microseconds.
    class Reading final
    {
    public:
        explicit Reading(const NamedTallies &tallies)
            : m_readers(tallies.m_readers)
        {
            for (m_readers.fetch_add(1); tallies.m_dropping.load(); m_readers.fetch_add(1)) {
                m_readers.fetch_sub(1);
                std::this_thread::yield();
            }
        }
        ~Reading() { m_readers.fetch_sub(1); }
        Reading(const Reading &) = delete;
        Reading &operator=(const Reading &) = delete;

    private:
        std::atomic<int> &m_readers;
    };

    NamedTally *append();
    void dropLongestUnused();

    ChangeEpoch m_epoch;
    mutable std::atomic<int> m_readers = 0;
    std::atomic<bool> m_dropping = false;
    std::array<std::unique_ptr<NamedTally>, kMaxNames> m_entries; // the first m_count are there
    std::atomic<std::size_t> m_count = 0;
    NamedTally m_other;
    NamedTally *m_last = nullptr; // most calls ask for the one before
    std::unordered_map<std::int64_t, NamedTally *> m_byId;
    std::unordered_map<std::string_view, NamedTally *> m_byName; // keys look into the entries
};

} // namespace relay::metrics
