// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/storage/connection.h"
#include "relay/storage/database_counters.h"
#include "relay/storage/database_options.h"
#include "relay/storage/migrations.h"

#include <QThread>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace relay::storage {

struct PoolBounds
{
    std::size_t maxOpen = 5; // at least 1
    std::size_t maxIdle = 2; // 0: a connection for each piece of work
};

struct PoolFigures
{
    std::size_t open = 0;
    std::size_t idle = 0;
    std::size_t waiting = 0; // pieces of work
};

// A piece of work that is being done now.
struct BusyWork
{
    const char *name = "";
    std::chrono::steady_clock::time_point since;
};

// Connections to the database, each on a thread of its own, opened when work waits and closed when more are
// idle than wanted. Edits run one after another, in the order in which they came. Thread-safe, but for
// start(), stop(), reopen() and holdEdits(): one thread at a time, and none of the pool's.
class ConnectionPool final
{
public:
    // The connection to work with, or why there is none.
    using Work = std::function<void(Result<Connection *>)>;
    enum class Lane { Read, Edit };

    // The counters must outlive the pool.
    ConnectionPool(DatabaseOptions options, PoolBounds bounds, DatabaseCounters &counters);
    ~ConnectionPool(); // stops
    Q_DISABLE_COPY_MOVE(ConnectionPool)

    // Opens the first connection, brings the file to this program's format. Waits.
    Result<void> start(const BeforeMigration &before = {});
    using Time = std::chrono::steady_clock::time_point;
    // False: stopped, the work will not be done. The name is for people, and outlives the pool. An edit waits
    // for locks until SQLITE_BUSY_TIMEOUT after it arrived, however many are before it.
    bool post(Work work, Lane lane = Lane::Read, const char *name = "a query",
              Time arrived = std::chrono::steady_clock::now());
    void stop(); // does everything that was posted. Safe to call twice.

    void setBounds(PoolBounds bounds);
    // Runs `between` while no connection is open, and goes on with these options if it went well. What is
    // posted meanwhile waits.
    Result<void> reopen(const DatabaseOptions &options, const std::function<Result<void>()> &between);
    // Waits for the edits that are posted; from then on they wait, until it is told to let them.
    void holdEdits();
    void letEdits();

    PoolFigures figures() const;
    std::vector<BusyWork> busy() const;
    // Of each open connection, read back on its thread; of one that is at work, what it said last, if it has.
    // Waits for no longer than that.
    std::vector<PragmaValues> pragmas(std::chrono::milliseconds atMost);

private:
    struct Named
    {
        Work work;
        const char *name = "";
        Time arrived{};
    };
    struct Worker
    {
        std::unique_ptr<QThread> thread;
        std::deque<Work> own; // before everything else
        bool ending = false;  // takes nothing any more
        std::optional<BusyWork> busy;
        PragmaValues said; // when last asked
    };

    void run(Worker &worker);
    bool take(Worker &worker, Named &next, bool &isEdit);
    bool mayRest() const;
    void openForWaiting(); // m_mutex is held
    void joinEnded();
    std::size_t waitingWork() const;

    DatabaseCounters &m_counters;
    mutable std::mutex m_mutex; // guards all below
    std::condition_variable m_changed;
    DatabaseOptions m_options;
    PoolBounds m_bounds;
    std::deque<Named> m_reads;
    std::deque<Named> m_edits;
    std::list<Worker> m_workers;
    std::list<Worker> m_ended; // to be joined
    std::size_t m_idle = 0;
    std::size_t m_starting = 0;
    bool m_editing = false;
    bool m_editsHeld = false;
    bool m_accepting = false;
    bool m_paused = false;
};

} // namespace relay::storage
