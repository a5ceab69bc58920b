// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"
#include "relay/base/result.h"
#include "relay/profiling/contended_mutex.h"

#include <QString>
#include <QtGlobal>

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

    // Work that cannot hurry, by its name: edits and switches are refused meanwhile, and do not wait. Where
    // it closes all connections, so is reading.
    class Rewriting final
    {
    public:
        Rewriting(FileUse &use, const char *name)
            : m_use(use)
        {
            m_use.m_rewriting.store(name);
        }
        ~Rewriting()
        {
            m_use.m_readable.store(true);
            m_use.m_rewriting.store(nullptr);
        }
        void closesAll() { m_use.m_readable.store(false); }
        Q_DISABLE_COPY_MOVE(Rewriting)

    private:
        FileUse &m_use;
    };
    bool readable() const { return m_readable.load(); }
    Result<void> notRewriting() const
    {
        const char *const name = m_rewriting.load();
        if (!name)
            return {};
        return Error{
            ErrorKind::Unavailable,
            said(QT_TRANSLATE_NOOP(
                     "Phrases",
                     "%1 of the database is under way: nothing was changed, try again when it is done"),
                 QString::fromUtf8(name))};
    }

private:
    profiling::ContendedMutex m_mutex;
    std::atomic<int> m_wanted{0};
    std::atomic<const char *> m_rewriting{nullptr};
    std::atomic<bool> m_readable{true};
};

} // namespace relay::service
