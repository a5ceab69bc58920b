// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/event_loop.h"

#include <algorithm>

namespace relay::net {

namespace {
constexpr int kMostRounds = 16; // of deferred work, until others have their turn
constexpr int kGatherFrom = 4;  // events: fewer are answered one by one
} // namespace

EventLoop::EventLoop(const Clock &clock)
    : m_clock(clock)
    , m_poller(*this)
    , m_wheel(clock.steady())
    , m_readBuffer(std::make_unique<char[]>(kReadBufferBytes + kPaddingBytes))
{
    m_wakeTimer.setSingleShot(true);
    m_wakeTimer.setTimerType(Qt::PreciseTimer); // Qt's coarse timers may be 5 % late: 4.5 s in 90
    QObject::connect(&m_wakeTimer, &QTimer::timeout, &m_wakeTimer, [this] { wake(); });
}

EventLoop::~EventLoop()
{
    endTurn();
}

void EventLoop::arm(Timer &timer, Nanos delay)
{
    const SteadyTime time = m_inTurn ? m_turnStartedAt : now();
    m_wheel.arm(timer, time, delay);
    // Only a timer that is due before the planned wake-up costs a restart of the QTimer.
    if (!m_wakeTimer.isActive() || time + delay + TimerWheel::kTick < m_wakeAt)
        scheduleWake();
}

void EventLoop::scheduleWake()
{
    m_wakeAt = m_wheel.nextWake();
    const auto delay = std::chrono::ceil<std::chrono::milliseconds>(m_wakeAt - now());
    m_wakeTimer.start(std::max(delay, std::chrono::milliseconds{1}));
}

void EventLoop::wake()
{
    const SteadyTime time = now();
    m_lag = std::max(Nanos{0}, time - m_wakeAt);
    m_worstLag = std::max(m_worstLag, m_lag);
    turnStarted(0);
    m_wheel.advance(time);
    turnEnded();
    if (!m_wheel.empty())
        scheduleWake();
}

void EventLoop::retire(std::unique_ptr<Retirable> object)
{
    m_retired.push_back(std::move(object));
    endTurnSoon();
}

void EventLoop::defer(Deferred &work)
{
    m_deferred.push_back(&work);
    endTurnSoon();
}

void EventLoop::endTurnSoon()
{
    // Within a turn its end comes first and finds this queued call superfluous: then it is not made.
    if (!m_inTurn)
        queueEnd();
}

void EventLoop::queueEnd()
{
    if (std::exchange(m_endQueued, true))
        return;
    QMetaObject::invokeMethod(
        &m_wakeTimer,
        [this] {
            m_endQueued = false;
            endTurn();
        },
        Qt::QueuedConnection);
}

void EventLoop::turnStarted(int events)
{
    if (events >= kGatherFrom)
        m_outbox.begin();
    m_inTurn = true;
    m_turnStartedAt = now();
}

void EventLoop::turnEnded()
{
    m_outbox.end();
    endTurn();
    m_inTurn = false;
}

void EventLoop::endTurn()
{
    for (int round = 0; round < kMostRounds && !(m_deferred.empty() && m_retired.empty()); ++round) {
        const auto work = std::exchange(m_deferred, {});
        for (Deferred *item : work)
            item->runDeferred();
        if (m_deferred.empty())
            const auto freed = std::exchange(m_retired, {}); // a destructor may retire others
    }
    if (!m_deferred.empty() || !m_retired.empty())
        queueEnd(); // a client that sent thousands of requests at once: others come in between
}

} // namespace relay::net
