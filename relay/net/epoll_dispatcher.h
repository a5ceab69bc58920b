// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/net/epoll_set.h"

#include <QAbstractEventDispatcher>

#include <atomic>
#include <map>
#include <memory>
#include <vector>

namespace relay::net {

// A thread's Qt loop on the epoll set that its Poller uses as well: queued calls, QTimer and QSocketNotifier
// (but not for urgent data) work as they do with Qt's own. Timers are precise to a millisecond, whatever type
// they are. wakeUp() and interrupt() are thread-safe, the rest is for its thread.
class EpollDispatcher final : public QAbstractEventDispatcher
{
public:
    EpollDispatcher();
    ~EpollDispatcher() override;
    Q_DISABLE_COPY_MOVE(EpollDispatcher)

    bool valid() const { return m_set->valid() && m_wakeDescriptor >= 0; }

    // The set for one Poller at a time; null when it is taken.
    std::shared_ptr<EpollSet> lend(Poller::TurnListener &listener);
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
    class Waker;
    class Watch;

    void wakeDescriptor();
    int waitMs() const;
    void runTimers();
    std::vector<Timer>::iterator timer(int id);

    std::shared_ptr<EpollSet> m_set; // a Poller may end after its thread
    Poller::TurnListener *m_listener = nullptr;
    int m_wakeDescriptor;
    std::unique_ptr<Waker> m_waker;
    std::atomic<bool> m_woken{true}; // what was posted before the thread began
    std::atomic<bool> m_interrupted{false};
    std::vector<Timer> m_timers; // few: a relay thread's timers are in its wheel
    std::map<int, std::unique_ptr<Watch>> m_watches;
    std::vector<std::unique_ptr<Watch>> m_dropped; // their events may be in the batch at hand
    int m_depth = 0;
};

} // namespace relay::net
