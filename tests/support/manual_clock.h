// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"

namespace tests {

// Time that passes when a test says so. For one thread.
class ManualClock final : public relay::Clock
{
public:
    relay::SteadyTime steady() const override { return m_steady; }
    std::int64_t unixMs() const override { return m_unixMs; }

    void pass(std::chrono::milliseconds time)
    {
        m_steady += time;
        m_unixMs += time.count();
    }
    void setUnixMs(std::int64_t unixMs) { m_unixMs = unixMs; }

private:
    relay::SteadyTime m_steady{std::chrono::hours(100)};
    std::int64_t m_unixMs = 1'800'000'000'000;
};

} // namespace tests
