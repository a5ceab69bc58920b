// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/profiling/contended_mutex.h"

#include <atomic>
#include <mutex>

namespace relay::service {

// One at a time: whoever has a connection of its own to the database file (a backup, a check), and whoever
// needs the file alone or pauses the ledger. Claim it before LedgerWriter::pause(). Thread-safe.
class FileUse final
{
public:
    // Waits for the one that has it, which sees that it is wanted and hurries.
    [[nodiscard]] std::unique_lock<profiling::ContendedMutex> claim()
    {
        m_wanted.fetch_add(1);
        std::unique_lock lock(m_mutex);
        m_wanted.fetch_sub(1);
        return lock;
    }
    bool wanted() const { return m_wanted.load(std::memory_order_relaxed) > 0; }

private:
    profiling::ContendedMutex m_mutex;
    std::atomic<int> m_wanted{0};
};

} // namespace relay::service
