// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tests {

// A port of a loopback address at which connecting neither succeeds nor fails: its backlog is full.
// Reentrant.
class BlackHole final
{
public:
    BlackHole(const std::string &literal, std::uint16_t port);
    ~BlackHole();
    BlackHole(const BlackHole &) = delete;
    BlackHole &operator=(const BlackHole &) = delete;

    bool isOpen() const { return m_open; } // false: this system has no such address, or the port is taken

private:
    std::vector<int> m_descriptors;
    bool m_open = false;
};

} // namespace tests
