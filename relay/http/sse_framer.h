// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace relay::http {

// One event of a text/event-stream; every view points into the block it was read from.
struct SseEvent
{
    std::string_view event; // empty: "message"
    std::string_view id;
    std::string_view data;       // the first data line; the only one where dataLines is 1
    std::uint32_t dataLines = 0; // 0: nothing that a browser would dispatch
    bool comment = false;        // nothing but comment lines: a keep-alive
    std::string_view raw;        // every byte since the last event, with the closing empty line

    // All data lines joined by LF; scratch is used only where there are several.
    std::string_view joinedData(std::string &scratch) const;
};

// Walks the events of a block that SseFramer called complete, or of the tail at the end of a stream:
// a last event without its closing empty line is yielded as well. Reentrant.
class SseEvents final
{
public:
    explicit SseEvents(std::string_view block, bool streamStart = false);

    bool next(SseEvent &out);

private:
    const char *m_rawFrom;
    const char *m_at;
    const char *m_end;
};

// Finds where events end in a stream that comes in pieces cut anywhere. Lines end in LF, CRLF or CR
// (WHATWG HTML section 9.2). Two bytes of state: the caller keeps the tail, if it needs whole events.
// Reentrant.
//
//     const std::size_t n = framer.feed(piece);   // 0: no event ends in this piece
//     block = tail + piece.substr(0, n);          // whole events: for (SseEvents e = framer.events(block);
//     ...) tail = piece.substr(n);
class SseFramer final
{
public:
    // The length of the front of `piece` that ends with the last complete event in it. An LF that
    // belongs to a CR at the end of the piece before counts as complete; alone it yields no event.
    std::size_t feed(std::string_view piece);

    // For the blocks in their order: knows which is the first, where a byte order mark may stand.
    SseEvents events(std::string_view block);

    // At the end of the stream: the tail holds an event that was not closed.
    bool finish() const { return m_insideEvent; }

    void reset() { *this = SseFramer(); }

private:
    std::size_t scan(std::string_view piece);

    bool m_streamStart = true;  // no block was walked yet
    bool m_lineStart = true;    // the next byte begins a line
    bool m_afterCr = false;     // an LF now belongs to the CR before it
    bool m_insideEvent = false; // some line of an event has begun
};

} // namespace relay::http
