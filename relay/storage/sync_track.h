// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"

#include <cstdint>
#include <mutex>

namespace relay::storage {

// What was committed since the write-ahead log was last synced for sure: a power failure may take it. With
// synchronous=FULL every commit syncs; with NORMAL in WAL a checkpoint does, before it writes the file; with
// OFF nobody does. Counts begin with the process. Thread-safe.
class SyncTrack final
{
public:
    struct Figures
    {
        std::int64_t rows = 0;     // of the ledger
        std::int64_t edits = 0;    // of tokens, channels, prices
        std::int64_t oldestMs = 0; // Unix; 0: there is none
    };
    struct Mark
    {
        std::int64_t rows = 0;
        std::int64_t edits = 0;
        std::int64_t atMs = 0;
    };

    void committed(std::int64_t rows, std::int64_t edits)
    {
        if (rows == 0 && edits == 0)
            return;
        const std::lock_guard lock(m_mutex);
        if (m_oldestMs == 0)
            m_oldestMs = Clock::system().unixMs();
        m_rows += rows;
        m_edits += edits;
    }

    // To be taken before looking whether the log is synced: what is committed meanwhile may not be.
    Mark mark() const
    {
        const std::lock_guard lock(m_mutex);
        return {m_rows, m_edits, Clock::system().unixMs()};
    }
    void synced(const Mark &mark)
    {
        const std::lock_guard lock(m_mutex);
        if (mark.rows < m_syncedRows || mark.edits < m_syncedEdits)
            return; // another look was later
        m_syncedRows = mark.rows;
        m_syncedEdits = mark.edits;
        m_oldestMs = m_rows > m_syncedRows || m_edits > m_syncedEdits ? mark.atMs : 0;
    }

    Figures figures() const
    {
        const std::lock_guard lock(m_mutex);
        return {m_rows - m_syncedRows, m_edits - m_syncedEdits, m_oldestMs};
    }

private:
    mutable std::mutex m_mutex;
    std::int64_t m_rows = 0; // since start
    std::int64_t m_edits = 0;
    std::int64_t m_syncedRows = 0; // of those
    std::int64_t m_syncedEdits = 0;
    std::int64_t m_oldestMs = 0;
};

} // namespace relay::storage
