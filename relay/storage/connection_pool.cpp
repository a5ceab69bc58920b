// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/connection_pool.h"

#include "relay/base/log.h"
#include "relay/storage/migrations.h"

#include <algorithm>
#include <exception>
#include <future>
#include <utility>

namespace relay::storage {

namespace {

constexpr std::chrono::milliseconds kLeastPatience{100}; // of an edit that is late: more than a batch takes

std::chrono::milliseconds patienceOf(const DatabaseOptions &options, ConnectionPool::Time arrived)
{
    const std::chrono::milliseconds waited =
        std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - arrived);
    return std::max(std::chrono::milliseconds(options.effective().busyTimeoutMs) - waited, kLeastPatience);
}

} // namespace

ConnectionPool::ConnectionPool(DatabaseOptions options, PoolBounds bounds, DatabaseCounters &counters)
    : m_counters(counters)
    , m_options(std::move(options))
    , m_bounds(bounds)
{
}

ConnectionPool::~ConnectionPool()
{
    stop();
}

Result<void> ConnectionPool::start(const BeforeMigration &before)
{
    {
        const std::lock_guard lock(m_mutex);
        m_accepting = true;
    }
    std::promise<Result<void>> prepared;
    post([&prepared, &before](Result<Connection *> connection) {
        if (!connection)
            return prepared.set_value(connection.error());
        const Result<int> format = migrate(**connection, newestFormat(), before);
        prepared.set_value(format ? Result<void>() : Result<void>(format.error()));
    });
    Result<void> outcome = prepared.get_future().get();
    if (!outcome)
        stop();
    return outcome;
}

bool ConnectionPool::post(Work work, Lane lane, const char *name, Time arrived)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_accepting)
            return false;
        (lane == Lane::Edit ? m_edits : m_reads).push_back({std::move(work), name, arrived});
        openForWaiting();
    }
    m_changed.notify_all();
    joinEnded();
    return true;
}

std::size_t ConnectionPool::waitingWork() const
{
    return m_reads.size() + (m_editing || m_editsHeld ? 0 : std::min<std::size_t>(m_edits.size(), 1));
}

void ConnectionPool::openForWaiting()
{
    while (!m_paused && waitingWork() > m_idle + m_starting &&
           m_workers.size() < std::max<std::size_t>(m_bounds.maxOpen, 1)) {
        ++m_starting;
        Worker &worker = m_workers.emplace_back();
        worker.thread.reset(QThread::create([this, &worker] { run(worker); }));
        worker.thread->setObjectName(QStringLiteral("storage"));
        worker.thread->start();
    }
}

void ConnectionPool::stop()
{
    std::unique_lock lock(m_mutex);
    m_accepting = false;
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return m_workers.empty(); });
    lock.unlock();
    joinEnded();
}

void ConnectionPool::joinEnded()
{
    std::list<Worker> ended;
    {
        const std::lock_guard lock(m_mutex);
        ended.swap(m_ended);
    }
    for (const Worker &worker : ended)
        worker.thread->wait();
}

void ConnectionPool::setBounds(PoolBounds bounds)
{
    {
        const std::lock_guard lock(m_mutex);
        m_bounds = bounds;
        openForWaiting();
    }
    m_changed.notify_all();
    joinEnded();
}

Result<void> ConnectionPool::reopen(const DatabaseOptions &options,
                                    const std::function<Result<void>()> &between)
{
    std::unique_lock lock(m_mutex);
    m_paused = true;
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return m_workers.empty(); });
    lock.unlock();
    joinEnded();
    Result<void> outcome = between();
    lock.lock();
    if (outcome)
        m_options = options;
    m_paused = false;
    openForWaiting();
    return outcome;
}

void ConnectionPool::holdEdits()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_editing && m_edits.empty(); });
    m_editsHeld = true;
}

void ConnectionPool::letEdits()
{
    {
        const std::lock_guard lock(m_mutex);
        m_editsHeld = false;
        openForWaiting();
    }
    m_changed.notify_all();
}

PoolFigures ConnectionPool::figures() const
{
    const std::lock_guard lock(m_mutex);
    return {.open = m_workers.size(), .idle = m_idle, .waiting = m_reads.size() + m_edits.size()};
}

std::vector<BusyWork> ConnectionPool::busy() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<BusyWork> all;
    for (const Worker &worker : m_workers) {
        if (worker.busy)
            all.push_back(*worker.busy);
    }
    return all;
}

std::vector<PragmaValues> ConnectionPool::pragmas(std::chrono::milliseconds atMost)
{
    std::vector<PragmaValues> all;
    std::vector<std::future<PragmaValues>> asked;
    {
        const std::lock_guard lock(m_mutex);
        for (Worker &worker : m_workers) {
            if (worker.ending)
                continue;
            if (worker.busy) {
                if (!worker.said.empty())
                    all.push_back(worker.said);
                continue;
            }
            const auto answer = std::make_shared<std::promise<PragmaValues>>();
            asked.push_back(answer->get_future());
            worker.own.push_back([this, answer, &worker](Result<Connection *> connection) {
                PragmaValues values = connection ? (*connection)->pragmas() : PragmaValues();
                {
                    const std::lock_guard said(m_mutex);
                    worker.said = values;
                }
                answer->set_value(std::move(values));
            });
        }
    }
    m_changed.notify_all();
    const auto until = std::chrono::steady_clock::now() + atMost;
    for (std::future<PragmaValues> &answer : asked) {
        if (answer.wait_until(until) != std::future_status::ready)
            continue;
        try {
            all.push_back(answer.get());
        } catch (const std::future_error &) { // its connection went, and the question with it
        }
    }
    return all;
}

bool ConnectionPool::take(Worker &worker, Named &next, bool &isEdit)
{
    isEdit = false;
    if (!worker.own.empty()) {
        next = {std::move(worker.own.front()), "a look at its settings", {}};
        worker.own.pop_front();
        return true;
    }
    if (m_paused)
        return false;
    isEdit = !m_editing && !m_editsHeld && !m_edits.empty();
    std::deque<Named> &queue = isEdit ? m_edits : m_reads;
    if (queue.empty())
        return false;
    next = std::move(queue.front());
    queue.pop_front();
    m_editing = m_editing || isEdit;
    return true;
}

bool ConnectionPool::mayRest() const
{
    const auto staying = std::ranges::count(m_workers, false, &Worker::ending);
    const bool tooMany = static_cast<std::size_t>(staying) > std::max<std::size_t>(m_bounds.maxOpen, 1);
    // An edit that waits for its turn needs somebody to take it.
    return !m_paused && ((m_accepting && m_idle < m_bounds.maxIdle && !tooMany) || !m_edits.empty());
}

void ConnectionPool::run(Worker &worker)
{
    std::unique_ptr<Connection> connection;
    std::unique_lock lock(m_mutex);
    --m_starting;
    while (true) {
        Named next;
        bool isEdit = false;
        if (!take(worker, next, isEdit)) {
            if (!mayRest())
                break;
            ++m_idle;
            m_changed.wait(lock);
            --m_idle;
            continue;
        }
        const DatabaseOptions options = m_options;
        worker.busy = BusyWork{next.name, std::chrono::steady_clock::now()};
        lock.unlock();
        try {
            Result<void> opened;
            if (!connection) {
                Result<std::unique_ptr<Connection>> fresh =
                    Connection::open(options, Role::Reader, m_counters);
                if (fresh)
                    connection = std::move(*fresh);
                else
                    opened = fresh.error();
            }
            if (connection && isEdit)
                connection->waitForLocks(patienceOf(options, next.arrived));
            next.work(opened ? Result<Connection *>(connection.get()) : Result<Connection *>(opened.error()));
        } catch (const std::exception &thrown) {
            log::storage().error("work on the database threw: {}", thrown.what());
        }
        if (connection && isEdit)
            connection->waitForLocks(std::chrono::milliseconds::max());
        next.work = nullptr; // what it holds goes before its connection, and without the lock
        lock.lock();
        worker.busy.reset();
        if (isEdit)
            m_editing = false;
        m_changed.notify_all();
    }
    worker.ending = true;
    lock.unlock();
    connection.reset();
    lock.lock();
    const auto self =
        std::find_if(m_workers.begin(), m_workers.end(), [&](const Worker &w) { return &w == &worker; });
    m_ended.splice(m_ended.end(), m_workers, self);
    openForWaiting(); // what came since we looked
    m_changed.notify_all();
}

} // namespace relay::storage
