// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/storage/connection.h"

#include <QThread>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace relay::storage {

// A thread named `storage` with a connection of its own, which does what is posted to it, in order.
// Thread-safe.
class StorageThread final
{
public:
    using Work = std::function<void(Connection &)>;

    // The counters must outlive the thread.
    StorageThread(DatabaseOptions options, Role role, DatabaseCounters &counters);
    ~StorageThread(); // stops
    Q_DISABLE_COPY_MOVE(StorageThread)

    // Opens the connection and brings the database to this program's format; waits for that. Not on `relay`.
    Result<void> start();
    // False: stopped, the work will not be done.
    bool post(Work work);
    // Does everything that was posted, closes the connection and ends. Safe to call twice.
    void stop();

private:
    void run();
    Result<void> prepare(std::unique_ptr<Connection> &connection);

    const DatabaseOptions m_options;
    const Role m_role;
    DatabaseCounters &m_counters;
    std::unique_ptr<QThread> m_thread;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Work> m_work;
    bool m_accepting = false;
    bool m_prepared = false;
    Result<void> m_outcome;
};

} // namespace relay::storage
