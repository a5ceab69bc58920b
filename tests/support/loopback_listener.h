// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

namespace tests {

// A free port of 127.0.0.1 on which a test's server listens. accept() waits on the server's thread; stop()
// may be called from another one.
class LoopbackListener final
{
public:
    LoopbackListener();
    ~LoopbackListener();
    LoopbackListener(const LoopbackListener &) = delete;
    LoopbackListener &operator=(const LoopbackListener &) = delete;

    std::uint16_t port() const { return m_port; } // 0: could not listen
    int accept() const;                           // a connection, its caller's to close; -1: none this time
    void stop();                                  // accept() comes back and finds none any more
    bool isStopping() const { return m_stopping; }

private:
    std::uint16_t m_port = 0;
    int m_descriptor = -1;
    std::atomic<bool> m_stopping = false;
};

} // namespace tests
