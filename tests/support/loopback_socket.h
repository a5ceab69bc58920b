// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tests {

// A non-blocking connection to a port of this machine, with waits that give up. Reentrant.
class LoopbackSocket final
{
public:
    explicit LoopbackSocket(std::uint16_t port);
    ~LoopbackSocket();
    LoopbackSocket(const LoopbackSocket &) = delete;
    LoopbackSocket &operator=(const LoopbackSocket &) = delete;

    int descriptor() const { return m_descriptor; } // -1: could not connect
    bool waitReadable(std::chrono::milliseconds limit = std::chrono::seconds(10)) const;
    bool waitWritable(std::chrono::milliseconds limit = std::chrono::seconds(10)) const;
    bool waitEither(std::chrono::milliseconds limit = std::chrono::seconds(10)) const;

    bool sendAll(std::string_view bytes) const;
    std::string receiveSome() const; // empty: the end, a failure, or nothing in time
    void close();

private:
    int m_descriptor = -1;
};

} // namespace tests
