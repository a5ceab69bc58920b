// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/ledger/ledger_writer.h"

// What is asked of `writer`, and its pauses, while somebody needs the database file alone.
namespace relay::ledger {

void LedgerWriter::flushNow(Done done)
{
    const char *refused = nullptr;
    {
        const std::lock_guard lock(m_requestsMutex);
        if (!m_accepting)
            refused = QT_TRANSLATE_NOOP("Phrases", "the ledger is closed");
        else if (m_paused.load() && m_refusing)
            refused = QT_TRANSLATE_NOOP("Phrases", "the database is at long work: try again when it is done");
        else
            m_requests.push_back(std::move(done));
    }
    if (refused) // NOLINTNEXTLINE(bugprone-use-after-move): moved where nothing refused it
        done(Error{ErrorKind::Unavailable, said(refused)});
    else
        m_writerWake.release();
}

bool LedgerWriter::withConnection(Work work)
{
    {
        const std::lock_guard lock(m_requestsMutex);
        if (m_accepting) {
            if (m_paused.load() && m_refusing)
                return false;
            m_works.push_back(std::move(work));
            work = nullptr;
        }
    }
    if (work)
        work(Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "the ledger is closed"))});
    else
        m_writerWake.release();
    return true;
}

bool LedgerWriter::lookUp(Work work)
{
    {
        const std::lock_guard lock(m_requestsMutex);
        if (!m_accepting || m_paused.load())
            return false;
        m_lookUps.push_back(std::move(work));
    }
    m_writerWake.release();
    return true;
}

void LedgerWriter::pause(Meanwhile meanwhile)
{
    {
        const std::lock_guard lock(m_requestsMutex); // what is queued by now is done first
        m_refusing = meanwhile == Meanwhile::Refuse;
        m_paused.store(true);
    }
    m_writerWake.release();
    std::unique_lock lock(m_pauseMutex);
    if (m_writerThread)
        m_pauseChanged.wait(lock, [this] { return m_resting || m_stopping.load(); });
}

void LedgerWriter::resume(const storage::DatabaseOptions &database)
{
    {
        const std::lock_guard lock(m_pauseMutex);
        m_database = database;
        m_readersMeetLocks.store(!database.isWal());
        m_paused.store(false);
    }
    m_pauseChanged.notify_all();
    m_ledgerWake.release();
}

void LedgerWriter::obeyPause()
{
    {
        const std::lock_guard turn(m_turn);
        m_batch.close();
    }
    std::unique_lock lock(m_pauseMutex);
    m_resting = true;
    m_pauseChanged.notify_all();
    m_pauseChanged.wait(lock, [this] { return !m_paused.load() || m_stopping.load(); });
    m_resting = false;
    storage::DatabaseOptions database = m_database;
    lock.unlock();
    const std::lock_guard turn(m_turn);
    m_batch.use(std::move(database));
    (void)m_batch.connection(); // one that cannot be opened is told of with the first record
}

} // namespace relay::ledger
