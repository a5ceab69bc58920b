// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/storage_thread.h"

#include "relay/base/log.h"
#include "relay/storage/migrations.h"

#include <exception>
#include <utility>

namespace relay::storage {

StorageThread::StorageThread(DatabaseOptions options, Role role, DatabaseCounters &counters)
    : m_options(std::move(options))
    , m_role(role)
    , m_counters(counters)
{
}

StorageThread::~StorageThread()
{
    stop();
}

Result<void> StorageThread::start()
{
    m_thread.reset(QThread::create([this] { run(); }));
    m_thread->setObjectName(QStringLiteral("storage"));
    m_thread->start();
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_prepared; });
    return m_outcome;
}

bool StorageThread::post(Work work)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_accepting)
            return false;
        m_work.push_back(std::move(work));
    }
    m_changed.notify_all();
    return true;
}

void StorageThread::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_accepting = false;
    }
    m_changed.notify_all();
    if (m_thread)
        m_thread->wait();
    m_thread.reset();
}

Result<void> StorageThread::prepare(std::unique_ptr<Connection> &connection)
{
    Result<std::unique_ptr<Connection>> opened = Connection::open(m_options, m_role, m_counters);
    if (!opened)
        return opened.error();
    connection = std::move(*opened);
    const Result<int> format = migrate(*connection);
    if (!format)
        return format.error();
    return {};
}

void StorageThread::run()
{
    std::unique_ptr<Connection> connection;
    const Result<void> outcome = prepare(connection);
    std::unique_lock lock(m_mutex);
    m_outcome = outcome;
    m_accepting = static_cast<bool>(outcome);
    m_prepared = true;
    m_changed.notify_all();
    while (true) {
        m_changed.wait(lock, [this] { return !m_work.empty() || !m_accepting; });
        if (m_work.empty())
            return; // the connection closes on this thread, after the lock is gone
        const Work work = std::move(m_work.front());
        m_work.pop_front();
        lock.unlock();
        try {
            work(*connection);
        } catch (const std::exception &thrown) {
            log::storage().error("work on the database threw: {}", thrown.what());
        }
        lock.lock();
    }
}

} // namespace relay::storage
