// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/event_loop.h"

#include <chrono>
#include <cstdint>

namespace relay::pipeline {

// How many rows of the ledger who shows no known key may cause: a web page that calls again and again must
// not fill the disk. Metrics count all of them; one log line a minute tells how many have no row. Lives on
// relay.
class StrangerRows final : private net::Timer::Owner
{
public:
    static constexpr std::uint64_t kMostAMinute = 60;

    explicit StrangerRows(net::EventLoop &loop);

    bool take();                                  // false: no row for this one
    std::uint64_t left() const { return m_left; } // without a row, since the start

private:
    void timerExpired(net::Timer &timer) override;

    net::EventLoop &m_loop;
    net::Timer m_minute;
    std::uint64_t m_refusals = 0; // since the minute began
    std::uint64_t m_left = 0;
};

} // namespace relay::pipeline
