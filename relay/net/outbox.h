// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace relay::net {

class TcpStream;

// Small sends of one batch of events, which go out together at its end: the program's own code runs in one
// piece, and then the system's, and the peers wake up to more at once. Lives on relay.
class Outbox final
{
public:
    // Takes sends from here on.
    void begin() { m_open = true; }
    bool open() const { return m_open; }
    // The stream's place, not 0. A stream has one at a time, until its bytes are sent.
    std::uint32_t add(TcpStream &stream, std::span<const std::string_view> parts);
    void send(std::uint32_t place);
    // Sends what waits and takes no more.
    void end();

private:
    struct Entry
    {
        TcpStream *stream = nullptr; // null: sent
        std::size_t from = 0;
        std::size_t size = 0;
    };

    void send(Entry &entry);

    std::vector<Entry> m_entries;
    std::string m_bytes;
    bool m_open = false;
};

} // namespace relay::net
