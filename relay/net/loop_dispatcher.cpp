// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/loop_dispatcher.h"

#include "relay/net/event_dispatcher.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QThread>
#include <QTimerEvent>

#include <algorithm>
#include <limits>

namespace relay::net {

namespace {

using std::chrono::milliseconds;

} // namespace

// The notifiers of one descriptor.
class LoopDispatcher::Watch final : public Pollable
{
public:
    void ready(Readiness readiness) override
    {
        if (readiness.readable || readiness.hungUp)
            activate(m_read);
        if (readiness.writable)
            activate(m_write);
    }

    void set(QSocketNotifier::Type type, QSocketNotifier *notifier)
    {
        if (type == QSocketNotifier::Read)
            m_read = notifier;
        else if (type == QSocketNotifier::Write)
            m_write = notifier;
    }
    Interest interest() const { return {.read = m_read != nullptr, .write = m_write != nullptr}; }

private:
    static void activate(QSocketNotifier *notifier)
    {
        if (!notifier)
            return;
        QEvent event(QEvent::SockAct);
        QCoreApplication::sendEvent(notifier, &event);
    }

    QSocketNotifier *m_read = nullptr;
    QSocketNotifier *m_write = nullptr;
};

LoopDispatcher::LoopDispatcher()
    : m_set(std::make_shared<PollSet>())
{
}

LoopDispatcher::~LoopDispatcher() = default;

std::shared_ptr<PollSet> LoopDispatcher::lend(Poller::TurnListener &listener)
{
    if (m_listener)
        return {};
    m_listener = &listener;
    return m_set;
}

// ---- the loop

bool LoopDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    Q_ASSERT(!m_running); // a nested loop would take the batch away that the outer one is in
    m_running = true;
    m_interrupted.store(false);
    m_dropped.clear();
    const bool posted = m_woken.exchange(false);
    if (posted)
        QCoreApplication::sendPostedEvents();
    const bool wait =
        flags.testFlag(QEventLoop::WaitForMoreEvents) && !m_interrupted.load() && !m_woken.load();
    if (wait)
        emit aboutToBlock();
    if (!m_interrupted.load()) {
        m_set->dispatch(wait ? waitMs() : 0, m_listener);
        if (wait)
            emit awake();
        runTimers();
    }
    m_running = false;
    return posted || wait;
}

void LoopDispatcher::wakeUp()
{
    if (m_woken.exchange(true) || QThread::currentThread() == thread()) // which looks before it waits
        return;
    m_set->wake();
}

void LoopDispatcher::interrupt()
{
    m_interrupted.store(true);
    m_woken.store(true);
    m_set->wake(); // always: a wish of another thread just before the flag is cleared counts as well
}

// ---- timers

int LoopDispatcher::waitMs() const
{
    if (m_timers.empty())
        return -1;
    const auto next = std::min_element(m_timers.begin(), m_timers.end(),
                                       [](const Timer &a, const Timer &b) { return a.due < b.due; });
    const auto left = std::chrono::ceil<milliseconds>(next->due - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, std::numeric_limits<int>::max()));
}

// Each timer that is due now, once; what they start or stop meanwhile is respected.
void LoopDispatcher::runTimers()
{
    if (m_timers.empty())
        return;
    const SteadyTime now = std::chrono::steady_clock::now();
    std::vector<int> due;
    for (const Timer &each : m_timers) {
        if (each.due <= now)
            due.push_back(each.id);
    }
    for (const int id : due) {
        const auto found = timer(id);
        if (found == m_timers.end() || found->due > now)
            continue;
        found->due = std::max(found->due + found->interval, now + milliseconds(1));
        QTimerEvent event(id);
        QCoreApplication::sendEvent(found->object, &event);
    }
}

std::vector<LoopDispatcher::Timer>::iterator LoopDispatcher::timer(int id)
{
    return std::find_if(m_timers.begin(), m_timers.end(), [id](const Timer &each) { return each.id == id; });
}

void LoopDispatcher::registerTimer(int id, qint64 intervalMs, Qt::TimerType type, QObject *object)
{
    const milliseconds interval(std::max<qint64>(intervalMs, 0));
    m_timers.push_back({id, interval, type, object, std::chrono::steady_clock::now() + interval});
}

bool LoopDispatcher::unregisterTimer(int id)
{
    const auto found = timer(id);
    if (found == m_timers.end())
        return false;
    m_timers.erase(found);
    return true;
}

bool LoopDispatcher::unregisterTimers(QObject *object)
{
    return std::erase_if(m_timers, [object](const Timer &each) { return each.object == object; }) > 0;
}

QList<QAbstractEventDispatcher::TimerInfo> LoopDispatcher::registeredTimers(QObject *object) const
{
    QList<TimerInfo> list;
    for (const Timer &each : m_timers) {
        if (each.object == object)
            list.append(TimerInfo(each.id, static_cast<int>(each.interval.count()), each.type));
    }
    return list;
}

int LoopDispatcher::remainingTime(int id)
{
    const auto found = timer(id);
    if (found == m_timers.end())
        return -1;
    const auto left = std::chrono::ceil<milliseconds>(found->due - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, std::numeric_limits<int>::max()));
}

// ---- socket notifiers

void LoopDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    const auto descriptor = static_cast<SocketHandle>(notifier->socket());
    std::unique_ptr<Watch> &watch = m_watches[descriptor];
    const bool fresh = !watch;
    if (fresh)
        watch = std::make_unique<Watch>();
    watch->set(notifier->type(), notifier);
    if (fresh) // a refusal is logged: Qt's interface has no word for it
        (void)m_set->add(descriptor, *watch, watch->interest());
    else
        (void)m_set->change(descriptor, *watch, watch->interest());
}

void LoopDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    const auto descriptor = static_cast<SocketHandle>(notifier->socket());
    const auto found = m_watches.find(descriptor);
    if (found == m_watches.end())
        return;
    found->second->set(notifier->type(), nullptr);
    const Interest left = found->second->interest();
    if (left.read || left.write) {
        (void)m_set->change(descriptor, *found->second, left);
        return;
    }
    m_set->remove(descriptor);
    m_dropped.push_back(std::move(found->second));
    m_watches.erase(found);
}

QAbstractEventDispatcher *makeEventDispatcher()
{
    auto dispatcher = std::make_unique<LoopDispatcher>();
    return dispatcher->valid() ? dispatcher.release() : nullptr;
}

} // namespace relay::net
