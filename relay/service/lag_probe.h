// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/event_loop.h"

#include <chrono>

namespace relay::service {

// A timer that does nothing but come: the loop knows by it how late it is, also where nothing else is to do.
// Four times a second, some 20 us each. Lives on relay.
class LagProbe final : private net::Timer::Owner
{
public:
    explicit LagProbe(net::EventLoop &loop)
        : m_loop(loop)
    {
    }

    void start() { m_loop.arm(m_timer, kEvery); }
    void stop() { m_timer.cancel(); }

private:
    static constexpr std::chrono::milliseconds kEvery{250};

    void timerExpired(net::Timer &) override { start(); }

    net::EventLoop &m_loop;
    net::Timer m_timer{*this};
};

} // namespace relay::service
