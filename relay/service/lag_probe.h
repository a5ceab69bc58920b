// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/event_loop.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace relay::service {

// A timer that does nothing but come: the loop knows by it how late it is, also where nothing else is to do.
// Four times a second where somebody may wait, and for some seconds after it came late; else once, which is
// enough to find a lag that lasts. Some 20 us each. Lives on relay.
class LagProbe final : private net::Timer::Owner
{
public:
    static constexpr std::chrono::milliseconds kOften{250};
    static constexpr std::chrono::milliseconds kSeldom{1000};
    static constexpr std::chrono::milliseconds kLate{10};
    static constexpr int kCloseLooks = 20;

    struct Facts
    {
        bool busy = false; // clients are connected
        Nanos limit{0};    // of the alert; 0: off
    };

    LagProbe(net::EventLoop &loop, std::function<Facts()> facts)
        : m_loop(loop)
        , m_facts(std::move(facts))
    {
    }

    void start() { m_loop.arm(m_timer, kOften); }
    void stop() { m_timer.cancel(); }

    // How long until the next one, after one that came `lag` late.
    std::chrono::milliseconds next(Nanos lag, const Facts &facts)
    {
        const bool late = lag >= kLate || (facts.limit > Nanos{0} && lag >= facts.limit);
        m_closeLooks = late ? kCloseLooks : std::max(m_closeLooks - 1, 0);
        return facts.busy || m_closeLooks > 0 ? kOften : kSeldom;
    }

private:
    void timerExpired(net::Timer &) override { m_loop.arm(m_timer, next(m_loop.lag(), m_facts())); }

    net::EventLoop &m_loop;
    const std::function<Facts()> m_facts;
    int m_closeLooks = 0; // that are still to come
    net::Timer m_timer{*this};
};

} // namespace relay::service
