// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/bench/upstream_thread.h"

namespace relay::bench {

UpstreamThread::UpstreamThread(std::chrono::milliseconds delay)
    : m_thread(QStringLiteral("upstream"))
{
    m_thread.run([&] { m_upstream = std::make_unique<DelayedUpstream>(m_thread.loop(), delay); });
}

UpstreamThread::~UpstreamThread()
{
    m_thread.run([this] { m_upstream.reset(); });
}

Result<std::uint16_t> UpstreamThread::listen()
{
    Result<std::uint16_t> port = Error{};
    m_thread.run([&] { port = m_upstream->listen(); });
    return port;
}

} // namespace relay::bench
