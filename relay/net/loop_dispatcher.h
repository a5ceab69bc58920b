// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/net/poll_set.h"

#include <QAbstractEventDispatcher>

#include <atomic>
#include <map>
#include <memory>
#include <vector>

namespace relay::net {

// A thread's Qt loop on the poll set that its Poller uses as well: queued calls, QTimer and QSocketNotifier
// (but not for urgent data) work as they do with Qt's own. Timers are precise to a millisecond, whatever type
// they are. For one loop at a time: none may be nested. wakeUp() and interrupt() are thread-safe, the rest is
// for its thread.
class LoopDispatcher final : public QAbstractEventDispatcher
{
public:
    LoopDispatcher();
    ~LoopDispatcher() override;
    Q_DISABLE_COPY_MOVE(LoopDispatcher)

    bool valid() const { return m_set->valid(); }

    // The set for one Poller at a time; null when it is taken.
    std::shared_ptr<PollSet> lend(Poller::TurnListener &listener);
    void giveBack() { m_listener = nullptr; }

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;
    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;
    void registerTimer(int id, qint64 intervalMs, Qt::TimerType type, QObject *object) override;
    bool unregisterTimer(int id) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    int remainingTime(int id) override;
    void wakeUp() override;
    void interrupt() override;

private:
    struct Timer
    {
        int id = 0;
        std::chrono::milliseconds interval{0};
        Qt::TimerType type = Qt::CoarseTimer;
        QObject *object = nullptr;
        SteadyTime due;
    };
    class Watch;

    int waitMs() const;
    void runTimers();
    std::vector<Timer>::iterator timer(int id);

    std::shared_ptr<PollSet> m_set; // a Poller may end after its thread
    Poller::TurnListener *m_listener = nullptr;
    std::atomic<bool> m_woken{true}; // what was posted before the thread began
    std::atomic<bool> m_interrupted{false};
    std::vector<Timer> m_timers; // few: a relay thread's timers are in its wheel
    std::map<SocketHandle, std::unique_ptr<Watch>> m_watches;
    std::vector<std::unique_ptr<Watch>> m_dropped; // their events may be in the batch at hand
    bool m_running = false;                        // in processEvents()
};

} // namespace relay::net
