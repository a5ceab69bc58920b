// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
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

    std::uint16_t port() const { return m_port; }

private:
    void run() const;

    std::string m_answer;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::atomic<bool> m_stopping = false;
    std::thread m_thread;
};

} // namespace tests
