// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/net/outbox.h"
#include "relay/net/poller.h"
#include "relay/net/timer_wheel.h"

#include <QTimer>

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace relay::net {

// What a connection gives up while somebody may still be inside it; freed at the end of the turn.
class Retirable
{
public:
    virtual ~Retirable() = default;
};

// Work put off to the end of the turn, so that a callback is not entered from within itself.
class Deferred
{
public:
    virtual void runDeferred() = 0;

protected:
    ~Deferred() = default;
};

// What all sockets of one relay thread share: the poller, the timer wheel, one read buffer, and the place
// where finished objects wait for the end of the turn. Lives on relay, within that thread's Qt loop.
class EventLoop final : private Poller::TurnListener
{
public:
    static constexpr std::size_t kReadBufferBytes = 64 * 1024;
    static constexpr std::size_t kMaxScratchBytes = 256 * 1024; // more is not kept for the next use
    static constexpr std::size_t kPaddingBytes = 64;            // simdjson reads that far past the end

    explicit EventLoop(const Clock &clock = Clock::system());
    ~EventLoop();
    EventLoop(const EventLoop &) = delete;
    EventLoop &operator=(const EventLoop &) = delete;

    Poller &poller() { return m_poller; }
    const Clock &clock() const { return m_clock; }
    SteadyTime now() const { return m_clock.steady(); }

    void arm(Timer &timer,
             Nanos delay); // from the beginning of the turn: a batch of events shares one reading

    // Borrowed during one read callback; kPaddingBytes more are readable behind it.
    std::span<char> readBuffer() { return {m_readBuffer.get(), kReadBufferBytes}; }
    // Empty at each use; keeps its capacity from one use to the next.
    std::string &scratch()
    {
        if (m_scratch.capacity() > kMaxScratchBytes)
            m_scratch = {};
        m_scratch.clear();
        return m_scratch;
    }

    // Open within a batch of several events.
    Outbox &outbox() { return m_outbox; }

    void retire(std::unique_ptr<Retirable> object);
    void defer(Deferred &work); // once, at the end of the turn; retire what must not die before

    // How late the loop came to its latest timer: what one long callback costs all others.
    Nanos lag() const { return m_lag; }
    Nanos takeWorstLag() { return std::exchange(m_worstLag, Nanos{0}); } // since the last call

private:
    void turnStarted(int events) override;
    void turnEnded() override;
    void wake();
    void scheduleWake();
    void endTurn();
    void endTurnSoon();
    void queueEnd();

    const Clock &m_clock;
    Poller m_poller;
    TimerWheel m_wheel;
    QTimer m_wakeTimer;
    SteadyTime m_wakeAt{};
    Nanos m_lag{0};
    Nanos m_worstLag{0};
    std::unique_ptr<char[]> m_readBuffer;
    std::string m_scratch;
    std::vector<std::unique_ptr<Retirable>> m_retired; // empty at the end of each turn
    std::vector<Deferred *> m_deferred;
    Outbox m_outbox;
    bool m_endQueued = false;
    bool m_inTurn = false;
    SteadyTime m_turnStartedAt{};
};

} // namespace relay::net
