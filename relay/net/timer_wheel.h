// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"

#include <array>
#include <cstdint>

namespace relay::net {

class TimerWheel;

// A timeout that lives inside its owner: arming and moving one costs no allocation and no system call.
// Lives on relay.
class Timer
{
public:
    class Owner
    {
    public:
        virtual void timerExpired(Timer &timer) = 0;

    protected:
        ~Owner() = default;
    };

    explicit Timer(Owner &owner)
        : m_owner(&owner)
    {
    }
    ~Timer() { cancel(); }
    Timer(const Timer &) = delete;
    Timer &operator=(const Timer &) = delete;

    bool armed() const { return m_wheel != nullptr; }
    void cancel();

private:
    friend class TimerWheel;

    Owner *m_owner;
    TimerWheel *m_wheel = nullptr; // null: not armed
    Timer *m_previous = nullptr;
    Timer *m_next = nullptr;
    std::uint64_t m_dueTick = 0;
    std::uint32_t m_slot = 0;
};

// One wheel for all timeouts of a loop. A timer that is armed again for later stays where it is and is
// moved when its old slot comes by, so the usual "push the timeout back" is one store. Resolution:
// kTick; a timer never fires early. Lives on relay; time is an argument.
class TimerWheel final
{
public:
    static constexpr std::chrono::milliseconds kTick{20};
    static constexpr std::size_t kSlots = 1024;

    explicit TimerWheel(SteadyTime start)
        : m_start(start)
    {
    }
    ~TimerWheel();
    TimerWheel(const TimerWheel &) = delete;
    TimerWheel &operator=(const TimerWheel &) = delete;

    void arm(Timer &timer, SteadyTime now, Nanos delay);
    void advance(SteadyTime now); // fires what is due

    bool empty() const { return m_armed == 0; }
    SteadyTime nextWake() const; // when to call advance() next; meaningless while empty

private:
    friend class Timer;

    std::uint64_t tickOf(SteadyTime time) const;
    void link(Timer &timer);
    void unlink(Timer &timer);

    SteadyTime m_start;
    std::uint64_t m_tick = 0; // the last tick that was processed
    std::size_t m_armed = 0;
    std::array<Timer *, kSlots> m_slots{};
    std::array<std::uint64_t, kSlots / 64> m_occupied{}; // one bit a slot
};

} // namespace relay::net
