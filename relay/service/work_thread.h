// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/profiling/contended_mutex.h"

#include <QString>
#include <QThread>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>

namespace relay::service {

// A thread that does one piece of work after another, and looks around now and then when it has none. What
// was posted is done also at an end; long work asks stopping() and gives up. Thread-safe, but for start()
// and stop(): for the thread that made it.
class WorkThread final
{
public:
    using Work = std::function<void()>;

    explicit WorkThread(QString name);
    ~WorkThread(); // stops
    Q_DISABLE_COPY_MOVE(WorkThread)

    void start();
    void start(std::chrono::milliseconds every, Work look);
    void hurry(); // what is done and posted sees stopping(); stop() is still to come. Thread-safe
    void stop();  // waits. Safe to call twice.

    bool post(Work work); // false: it does not run, the work will not be done
    bool stopping() const { return m_stopping.load(std::memory_order_relaxed); }
    // Waits on its own thread; true: it is to stop.
    bool rest(std::chrono::milliseconds time);
    // Waits on its own thread. False: it did not come in that time, or this is to stop.
    template <typename T>
    bool awaits(const std::future<T> &answer, std::chrono::milliseconds patience) const
    {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (answer.wait_for(kLook) != std::future_status::ready)
            if (stopping() || std::chrono::steady_clock::now() >= until)
                return false;
        return true;
    }

private:
    static constexpr std::chrono::milliseconds kLook{10};

    void run();

    const QString m_name;
    std::unique_ptr<QThread> m_thread;
    std::chrono::milliseconds m_every{0}; // 0: never
    Work m_look;
    std::atomic<bool> m_stopping{false};

    profiling::ContendedMutex m_mutex; // guards these
    std::condition_variable_any m_changed;
    std::deque<Work> m_works;
    bool m_accepting = false;
};

} // namespace relay::service
