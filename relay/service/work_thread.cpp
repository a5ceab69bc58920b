// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/work_thread.h"

#include "relay/base/log.h"

#include <exception>

namespace relay::service {

WorkThread::WorkThread(QString name)
    : m_name(std::move(name))
{
}

WorkThread::~WorkThread()
{
    stop();
}

void WorkThread::start()
{
    start(std::chrono::milliseconds(0), nullptr);
}

void WorkThread::start(std::chrono::milliseconds every, Work look)
{
    m_every = every;
    m_look = std::move(look);
    m_stopping.store(false);
    {
        const std::lock_guard lock(m_mutex);
        m_accepting = true;
    }
    m_thread.reset(QThread::create([this] { run(); }));
    m_thread->setObjectName(m_name);
    m_thread->start();
}

void WorkThread::hurry()
{
    {
        const std::lock_guard lock(m_mutex);
        m_accepting = false;
        m_stopping.store(true);
    }
    m_changed.notify_all();
}

void WorkThread::stop()
{
    if (!m_thread)
        return;
    hurry();
    m_thread->wait();
    m_thread.reset();
}

bool WorkThread::post(Work work)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_accepting)
            return false;
        m_works.push_back(std::move(work));
    }
    m_changed.notify_all();
    return true;
}

bool WorkThread::rest(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, time, [this] { return m_stopping.load(); });
}

void WorkThread::run()
{
    auto nextLook = std::chrono::steady_clock::now() + m_every;
    std::unique_lock lock(m_mutex);
    while (true) {
        const auto called = [this] { return m_stopping.load() || !m_works.empty(); };
        if (m_look)
            m_changed.wait_until(lock, nextLook, called);
        else
            m_changed.wait(lock, called);
        Work work = m_look;
        if (!m_works.empty()) {
            work = std::move(m_works.front());
            m_works.pop_front();
        } else if (m_stopping.load()) {
            return;
        } else {
            nextLook = std::chrono::steady_clock::now() + m_every;
        }
        lock.unlock();
        try {
            work();
        } catch (const std::exception &thrown) { // QtSql allocates
            log::storage().error("work on the database threw: {}", thrown.what());
        }
        work = nullptr;
        lock.lock();
    }
}

} // namespace relay::service
