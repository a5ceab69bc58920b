// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace relay::net {

void Timer::cancel()
{
    if (m_wheel)
        m_wheel->unlink(*this);
}

TimerWheel::~TimerWheel()
{
    for (Timer *&slot : m_slots) {
        while (slot)
            unlink(*slot);
    }
}

std::uint64_t TimerWheel::tickOf(SteadyTime time) const
{
    return time <= m_start ? 0 : static_cast<std::uint64_t>((time - m_start) / kTick);
}

void TimerWheel::arm(Timer &timer, SteadyTime now, Nanos delay)
{
    if (empty()) // it was not advanced meanwhile: nothing woke anybody
        m_tick = std::max(m_tick, tickOf(now));
    // One tick more than the quotient: a timer never fires before its time.
    const std::uint64_t due = std::max(tickOf(now + delay) + 1, m_tick + 1);
    if (timer.m_wheel) {
        const bool comesByEarlier = (timer.m_slot - m_tick - 1) % kSlots <= due - m_tick - 1;
        timer.m_dueTick = due;
        if (comesByEarlier)
            return;
        unlink(timer);
    }
    timer.m_dueTick = due;
    link(timer);
}

void TimerWheel::link(Timer &timer)
{
    const auto slot = static_cast<std::uint32_t>(timer.m_dueTick % kSlots);
    timer.m_wheel = this;
    timer.m_slot = slot;
    timer.m_previous = nullptr;
    timer.m_next = m_slots[slot];
    if (timer.m_next)
        timer.m_next->m_previous = &timer;
    m_slots[slot] = &timer;
    m_occupied[slot / 64] |= std::uint64_t{1} << (slot % 64);
    ++m_armed;
}

void TimerWheel::unlink(Timer &timer)
{
    if (timer.m_next)
        timer.m_next->m_previous = timer.m_previous;
    if (timer.m_previous)
        timer.m_previous->m_next = timer.m_next;
    else
        m_slots[timer.m_slot] = timer.m_next;
    if (!m_slots[timer.m_slot])
        m_occupied[timer.m_slot / 64] &= ~(std::uint64_t{1} << (timer.m_slot % 64));
    timer.m_wheel = nullptr;
    timer.m_previous = timer.m_next = nullptr;
    --m_armed;
}

void TimerWheel::advance(SteadyTime now)
{
    const std::uint64_t target = tickOf(now);
    if (target <= m_tick)
        return;
    // A long sleep passes each slot once, not once per tick.
    const std::uint64_t steps = std::min<std::uint64_t>(target - m_tick, kSlots);
    const std::uint64_t first = m_tick + 1;
    m_tick = target;
    for (std::uint64_t i = 0; i < steps; ++i) {
        const auto slot = static_cast<std::uint32_t>((first + i) % kSlots);
        for (Timer *timer = m_slots[slot]; timer;) {
            if (timer->m_dueTick > target) {
                if (timer->m_dueTick % kSlots != slot) {
                    Timer *const next = timer->m_next;
                    unlink(*timer);
                    link(*timer);
                    timer = next;
                } else {
                    timer = timer->m_next;
                }
                continue;
            }
            unlink(*timer);
            timer->m_owner->timerExpired(*timer);
            timer = m_slots[slot]; // an owner may arm, cancel or destroy any timer: start again
        }
    }
}

SteadyTime TimerWheel::nextWake() const
{
    const std::size_t start = (m_tick + 1) % kSlots;
    for (std::size_t i = 0; i < kSlots;) {
        const std::size_t slot = (start + i) % kSlots;
        const std::uint64_t word = m_occupied[slot / 64] >> (slot % 64);
        if (word == 0) {
            i += 64 - slot % 64;
            continue;
        }
        i += static_cast<std::size_t>(std::countr_zero(word));
        return m_start + kTick * static_cast<std::int64_t>(m_tick + 1 + i);
    }
    return m_start + kTick * static_cast<std::int64_t>(m_tick + kSlots);
}

} // namespace relay::net
