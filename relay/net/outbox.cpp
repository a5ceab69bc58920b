// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/outbox.h"

#include "relay/net/tcp_stream.h"

#include <utility>

namespace relay::net {

std::uint32_t Outbox::add(TcpStream &stream, std::span<const std::string_view> parts)
{
    const std::size_t from = m_bytes.size();
    for (const std::string_view part : parts)
        m_bytes.append(part);
    m_entries.push_back({&stream, from, m_bytes.size() - from});
    return static_cast<std::uint32_t>(m_entries.size());
}

void Outbox::send(std::uint32_t place)
{
    send(m_entries[place - 1]);
}

void Outbox::send(Entry &entry)
{
    TcpStream *const stream = std::exchange(entry.stream, nullptr);
    if (!stream)
        return;
    stream->m_gathered = 0;
    const std::string_view bytes = std::string_view(m_bytes).substr(entry.from, entry.size);
    stream->sendNow(std::span(&bytes, 1), bytes.size());
}

// Closed first: who is told that bytes were held may send others.
void Outbox::end()
{
    m_open = false;
    for (Entry &entry : m_entries) {
        TcpStream *const stream = entry.stream;
        send(entry);
        if (stream && stream->pendingBytes() > 0)
            stream->m_handler.held();
    }
    m_entries.clear();
    m_bytes.clear();
}

} // namespace relay::net
