// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/bench/delayed_upstream.h"
#include "relay/bench/loop_thread.h"

namespace relay::bench {

// A DelayedUpstream on a thread of its own, `upstream`, so that it takes no time from who asks. Thread-safe.
class UpstreamThread final
{
public:
    explicit UpstreamThread(std::chrono::milliseconds delay);
    ~UpstreamThread();
    Q_DISABLE_COPY_MOVE(UpstreamThread)

    Result<std::uint16_t> listen();
    std::uint64_t answers() const { return m_upstream->answers(); }

private:
    LoopThread m_thread;
    std::unique_ptr<DelayedUpstream> m_upstream; // on that thread
};

} // namespace relay::bench
