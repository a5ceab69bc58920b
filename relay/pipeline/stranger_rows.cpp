// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/stranger_rows.h"

#include "relay/base/log.h"

#include <utility>

namespace relay::pipeline {

StrangerRows::StrangerRows(net::EventLoop &loop)
    : m_loop(loop)
    , m_minute(*this)
{
}

bool StrangerRows::take()
{
    if (m_refusals == 0)
        m_loop.arm(m_minute, std::chrono::minutes{1});
    if (++m_refusals <= kMostAMinute)
        return true;
    ++m_left;
    return false;
}

void StrangerRows::timerExpired(net::Timer &)
{
    const std::uint64_t refusals = std::exchange(m_refusals, 0);
    if (refusals > kMostAMinute)
        log::pipeline().warn("{} requests without a known key were refused within a minute: {} of them have "
                             "no row of their own",
                             refusals, refusals - kMostAMinute);
}

} // namespace relay::pipeline
