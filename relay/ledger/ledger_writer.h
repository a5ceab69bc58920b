// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/base/phrase.h"
#include "relay/ledger/batch_writer.h"
#include "relay/ledger/journal.h"
#include "relay/storage/reservation_table.h"

#include <QSemaphore>
#include <QThread>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace relay::ledger {

// When staged records are written. A value; may be changed at any time with apply().
struct LedgerOptions
{
    std::uint64_t batchRows = 50;                   // LOG_BATCH_SIZE: at once when so many wait
    std::chrono::milliseconds flushInterval{5000};  // LOG_BATCH_FLUSH_INTERVAL: or when the oldest is so old
    std::chrono::milliseconds totalsInterval{5000}; // BATCH_UPDATE_INTERVAL
    bool keepRows = true;                           // LOG_CONSUME_ENABLED; totals are always kept
    // Answers wait for these, see writeThrough(). What they left is due by its age alone then, never by its
    // number, and `ledger`, which may not be let run, takes no turn.
    bool rowsThrough = false;   // LOG_BATCH_ENABLED off
    bool totalsThrough = false; // BATCH_UPDATE_ENABLED off
};

// A record that is to be in the database before its answer has ended, each part in a transaction of its own.
struct WriteThrough
{
    std::uint64_t sequence = 0; // as append() gave it
    bool row = false;
    bool totals = false;
    std::int64_t reservation = 0; // ends with the totals; 0: there is none
};

struct LedgerHealth
{
    bool healthy = true;
    Saying trouble; // for people; empty while healthy
};

struct LedgerFigures
{
    std::uint64_t depth = 0; // records staged, not yet in the database
    std::uint64_t usedBytes = 0;
    std::uint64_t capacityBytes = 0;
    std::uint64_t rowsWritten = 0; // since start
    std::uint64_t batches = 0;     // transactions that changed something
    std::uint64_t failures = 0;    // of them
};

// Writes staged records in batches, on two threads that take turns with one connection: `ledger`, which runs
// when nobody else wants the processor, and `writer`, at ordinary priority, for what somebody waits for, from
// half a journal on, and whatever goes wrong. A failed commit leaves its records in the journal and is
// retried; nothing is dropped. append() is for one thread (`relay`), the rest is thread-safe.
class LedgerWriter final
{
public:
    using Done = std::function<void(Result<void>)>;

    // Journal and counters must outlive the writer.
    LedgerWriter(Journal &journal, storage::DatabaseOptions database, const LedgerOptions &options,
                 storage::DatabaseCounters &counters, const Clock &clock = Clock::system());
    ~LedgerWriter(); // stops
    Q_DISABLE_COPY_MOVE(LedgerWriter)

    void start();
    // Writes what is staged, checkpoints and ends both threads. What cannot be written stays in the journal.
    void stop();

    // Stages the record and returns its sequence. Kept from here on, whatever happens to the process.
    Result<std::uint64_t> append(const model::UsageRecord &record);
    // Writes all that was staged before the call, then calls `done` on `writer` (or here, with an error: it
    // is stopped, or refuses).
    void flushNow(Done done);
    // Writes the record, in the order of the calls, and tells `done` on `writer`. After an error it is
    // written later, with others; while it pauses that is said at once.
    void writeThrough(const WriteThrough &record, Done done);
    // Likewise: a transaction that sets quota aside.
    void reserve(const storage::Reservation &reservation, Done done);
    // Whether waiting for these two makes sense: the database is neither in trouble nor being switched.
    bool isWritable() const { return m_healthy.load() && !m_paused.load(); }
    // Runs `work` on `writer`, in its turn, with the writing connection, or says why there is none. False: it
    // refuses, and the work will not be done.
    using Work = std::function<void(Result<storage::Connection *>)>;
    bool withConnection(Work work);
    // Outside WAL a reader and `writer` lock each other out, and under load the reader meets nothing but
    // locks: what is looked up for a request that waits is read here then.
    bool readersMeetLocks() const { return m_readersMeetLocks.load(); }
    // Likewise, but before whatever else waits, and for a lock of another program no longer than
    // kLookUpPatience. False: it is closed, or paused.
    bool lookUp(Work work);
    static constexpr std::chrono::milliseconds kLookUpPatience{500};
    // Unix ms of when the oldest staged record was written; 0: none is staged. In withConnection()'s work
    // alone.
    std::int64_t oldestStagedMs() const;

    void apply(const LedgerOptions &options);
    // Writes what is staged as far as it can and closes the connection; then does nothing until resume().
    // Nobody's answer waits meanwhile. For one thread at a time.
    enum class Meanwhile { Wait, Refuse }; // what flushNow() and withConnection() are asked for
    void pause(Meanwhile meanwhile = Meanwhile::Wait);
    void resume(const storage::DatabaseOptions &database);
    LedgerHealth health() const;
    LedgerFigures figures() const;
    std::uint64_t databaseId() const { return m_journal.database(); } // whose records it writes

private:
    // Between batches under load: rows share pages, and so system calls.
    static constexpr std::chrono::milliseconds kGap{20};

    struct Look
    {
        bool rows = false;
        bool totals = false;
        std::uint64_t until = BatchPlan::kAll; // see BatchPlan
        std::chrono::milliseconds rest{0};     // until the next look
        bool wakeable = false;                 // a full batch may end the rest
    };

    void runLedger();
    void runWriter();
    Look look();
    Look whatIsDue();
    std::chrono::milliseconds ageOfOldest(const JournalCursor &cursor,
                                          std::chrono::milliseconds atMost) const;
    void restLedger(const Look &look);
    bool restWriter();
    void askWriter();
    bool takeOwnTurn(const BatchPlan &plan);
    void doRequests();
    bool hearLedger();
    Result<void> writeAll(std::uint64_t target);
    void writeDue();
    Result<void> takeTurn(BatchPlan plan);
    Result<void> writeBatch(BatchPlan plan);
    void finish();
    void relieve();
    bool isUnsure();
    std::uint64_t recordsOverHalf() const;
    void doWorks(const std::vector<Work> &works);
    void doLookUps();
    struct Urgent
    {
        std::variant<WriteThrough, storage::Reservation> what;
        Done done;
    };
    void post(Urgent urgent);
    void doUrgent(const std::vector<Urgent> &urgent);
    Error putOff(const WriteThrough &record);
    Error putOff(const storage::Reservation &reservation) const;
    Result<void> write(const WriteThrough &record);
    Result<void> write(const storage::Reservation &reservation);
    Result<void> endReservations();
    Result<void> onConnection(const std::function<Result<void>(storage::Connection &)> &work);
    void obeyPause();
    bool answersWait() const { return m_rowsThrough.load() || m_totalsThrough.load(); }
    bool overHalf() const { return m_journal.usedBytes() * 2 >= m_journal.capacityBytes(); }
    std::chrono::milliseconds untilRetry() const;
    void failed(const Error &error);
    void succeeded();

    Journal &m_journal;
    storage::DatabaseCounters &m_counters;
    const Clock &m_clock;

    std::atomic<std::uint64_t> m_batchRows;
    std::atomic<std::int64_t> m_flushMs;
    std::atomic<std::int64_t> m_totalsMs;
    std::atomic<bool> m_keepRows;
    std::atomic<bool> m_rowsThrough;
    std::atomic<bool> m_totalsThrough;
    std::atomic<bool> m_readersMeetLocks;

    std::unique_ptr<QThread> m_ledgerThread;
    std::unique_ptr<QThread> m_writerThread;
    std::atomic<bool> m_stopping{false};
    std::atomic<bool> m_paused{false};

    // A sleeper that append() may wake says so; a semaphore, since a lock could be held by a thread that the
    // system does not let run.
    QSemaphore m_ledgerWake;
    QSemaphore m_writerWake;
    std::atomic<bool> m_ledgerAsleep{false};
    std::atomic<bool> m_writerAsleep{false};
    std::atomic<bool> m_writerWants{false};

    // Guards the journal's readers, and what follows. The connection is opened and closed by `writer` alone:
    // who closes it, pause() for one, must not wait for a thread that the system does not let run.
    std::mutex m_turn;
    BatchWriter m_batch;
    bool m_unsure = false;                 // whether the last commit happened
    std::optional<Error> m_ledgerTrouble;  // what `ledger` failed with; told by `writer`
    std::atomic<bool> m_ledgerAsks{false}; // `writer` is to write in its place

    SteadyTime m_notBefore;          // of ledger alone: the next batch
    std::uint64_t m_replayUntil = 0; // what an earlier process staged is written at once

    std::mutex m_pauseMutex; // guards these
    std::condition_variable m_pauseChanged;
    storage::DatabaseOptions m_database;
    bool m_resting = false; // `writer`, with the connection closed

    std::mutex m_requestsMutex; // of ordinary threads
    std::vector<Done> m_requests;
    std::vector<Work> m_works;
    std::vector<Work> m_lookUps;
    std::vector<Urgent> m_urgent;
    bool m_accepting = false;
    bool m_refusing = false; // while paused

    bool m_halfReported = false; // of writer alone, as the next
    std::chrono::milliseconds m_backoff{0};
    SteadyTime m_nextLook; // where answers wait
    SteadyTime m_dueWrittenAt;
    std::vector<std::int64_t> m_ended; // reservations that go with the next totals; until that has succeeded
    mutable std::mutex m_healthMutex;  // of ordinary threads
    Saying m_trouble;
    std::atomic<bool> m_healthy{true};
    std::atomic<std::int64_t> m_retryAtNs{0}; // steady; 0: at once

    std::atomic<std::uint64_t> m_rowsWritten{0};
    std::atomic<std::uint64_t> m_batches{0};
    std::atomic<std::uint64_t> m_failures{0};
};

} // namespace relay::ledger
