// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/loopback_listener.h"

#include <cstdint>
#include <string>
#include <thread>

namespace tests {

// Answers whatever comes first on each connection with the same bytes, and ends it. Thread-safe.
class PlainServer final
{
public:
    explicit PlainServer(std::string answer);
    ~PlainServer();
    PlainServer(const PlainServer &) = delete;
    PlainServer &operator=(const PlainServer &) = delete;

    std::uint16_t port() const { return m_listener.port(); }

private:
    void run() const;

    std::string m_answer;
    LoopbackListener m_listener;
    std::thread m_thread;
};

} // namespace tests
