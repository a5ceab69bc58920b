// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/metrics/change_epoch.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>

namespace relay::metrics {

enum class Window { Minute, Hour, SinceReset, SinceStart };

// Figures over four windows at the price of one: they are recorded into the slot of the current 5 s alone.
// When its time is over the slot is merged into that of its 2 minutes and into the long sums, and stays
// for the last minute. A window is merged from slots when it is read; a slot carries the number of its
// period, so nothing has to run while nothing is recorded. "Last minute" covers 60 to 65 s, "last hour" 60
// to 62 min. What a reset cuts off inside a slot is carried apart until the slot ends.
// Slot: merge(const Slot &), reset(); single writer. Written by one thread (relay); collect() is thread-safe.
template <typename Slot>
class SlidingWindows final
{
public:
    static constexpr std::chrono::seconds kShortPeriod{5};
    static constexpr std::chrono::seconds kLongPeriod{120};

    SlidingWindows() = default;
    SlidingWindows(const SlidingWindows &) = delete;
    SlidingWindows &operator=(const SlidingWindows &) = delete;

    // Where to record now. A time that lies before the last one counts as the last one.
    Slot &current(SteadyTime now)
    {
        if (now >= m_slotEnd) [[unlikely]]
            rotate(now);
        return *m_current.load(std::memory_order_relaxed);
    }

    void reset(SteadyTime now) // SinceReset alone
    {
        Slot &slot = current(now);
        m_epoch.beginChange();
        m_carried.merge(slot);
        slot.reset();
        m_sinceReset.reset();
        m_epoch.endChange();
    }

    void collect(Window window, SteadyTime now, Slot &into) const
    {
        m_epoch.read([&] {
            into.reset();
            collectOnce(window, now, into);
        });
    }

private:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
    static constexpr std::int64_t kShortSlots = std::chrono::seconds(60) / kShortPeriod + 1;
    static constexpr std::int64_t kLongSlots = std::chrono::seconds(3600) / kLongPeriod + 1;
    static constexpr std::int64_t kShortPerLong = kLongPeriod / kShortPeriod;

    template <std::int64_t Size>
    class Ring final
    {
    public:
        ~Ring()
        {
            for (Cell &cell : m_cells)
                std::default_delete<Slot>()(cell.slot.load(std::memory_order_acquire));
        }

        Slot &at(std::int64_t period) // emptied if another period had it
        {
            Cell &cell = m_cells[static_cast<std::size_t>(period % Size)];
            Slot *slot = cell.slot.load(std::memory_order_relaxed);
            if (!slot) {
                slot = std::make_unique<Slot>().release();
                cell.slot.store(slot, std::memory_order_release);
            } else if (cell.period.load(std::memory_order_relaxed) != period) {
                slot->reset();
            }
            cell.period.store(period, std::memory_order_release);
            return *slot;
        }

        void collect(std::int64_t newest, Slot &into) const
        {
            for (const Cell &cell : m_cells) {
                const std::int64_t period = cell.period.load(std::memory_order_acquire);
                const Slot *slot = cell.slot.load(std::memory_order_acquire);
                if (slot && period <= newest && period > newest - Size)
                    into.merge(*slot);
            }
        }

    private:
        struct Cell
        {
            std::atomic<Slot *> slot = nullptr; // owned
            std::atomic<std::int64_t> period = kNever;
        };
        std::array<Cell, static_cast<std::size_t>(Size)> m_cells{};
    };

    static std::int64_t periodOf(SteadyTime time)
    {
        return std::max<std::int64_t>(time.time_since_epoch() / kShortPeriod, 0);
    }

    void rotate(SteadyTime now)
    {
        const std::int64_t period = periodOf(now);
        m_epoch.beginChange();
        if (Slot *ended = m_current.load(std::memory_order_relaxed)) {
            m_sinceReset.merge(*ended);
            ended->merge(m_carried);
            m_carried.reset();
            m_long.at(m_period.load(std::memory_order_relaxed) / kShortPerLong).merge(*ended);
            m_sinceStart.merge(*ended);
        }
        m_current.store(&m_short.at(period), std::memory_order_release);
        m_period.store(period, std::memory_order_release);
        m_slotEnd = SteadyTime((period + 1) * kShortPeriod);
        m_epoch.endChange();
    }

    void collectOnce(Window window, SteadyTime now, Slot &into) const
    {
        const Slot *current = m_current.load(std::memory_order_acquire);
        if (!current)
            return;
        const std::int64_t period = m_period.load(std::memory_order_acquire);
        const std::int64_t newest = std::max(periodOf(now), period);
        switch (window) {
        case Window::Minute: // the current slot is in this ring
            m_short.collect(newest, into);
            if (period > newest - kShortSlots)
                into.merge(m_carried);
            return;
        case Window::Hour:
            m_long.collect(newest / kShortPerLong, into);
            if (period / kShortPerLong > newest / kShortPerLong - kLongSlots) {
                into.merge(*current);
                into.merge(m_carried);
            }
            return;
        case Window::SinceReset:
            into.merge(m_sinceReset);
            into.merge(*current);
            return;
        case Window::SinceStart:
            into.merge(m_sinceStart);
            into.merge(*current);
            into.merge(m_carried);
            return;
        }
    }

    ChangeEpoch m_epoch;
    SteadyTime m_slotEnd = SteadyTime::min(); // the writer's own
    std::atomic<Slot *> m_current = nullptr;  // in m_short
    std::atomic<std::int64_t> m_period = kNever;
    Ring<kShortSlots> m_short;
    Ring<kLongSlots> m_long;
    Slot m_carried; // recorded in the current period before a reset
    Slot m_sinceReset;
    Slot m_sinceStart;
};

} // namespace relay::metrics
