// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/sse_framer.h"

#include "relay/http/byte_scan.h"

#include <cstring>

namespace relay::http {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Behind the line's end at `at`.
const char *afterLineBreak(const char *at, const char *end)
{
    return *at == '\r' && end - at > 1 && at[1] == '\n' ? at + 2 : at + 1;
}

// The part behind the colon, without one space; what is empty still points into the line.
std::string_view valueOf(std::string_view line, std::size_t nameSize)
{
    if (line.size() > nameSize)
        line.remove_prefix(nameSize + 1);
    else
        line.remove_prefix(nameSize);
    if (!line.empty() && line.front() == ' ')
        line.remove_prefix(1);
    return line;
}

bool isField(std::string_view line, std::string_view name)
{
    return line.starts_with(name) && (line.size() == name.size() || line[name.size()] == ':');
}

void readLine(std::string_view line, SseEvent &out, bool &field)
{
    if (line.front() == ':') {
        out.comment = true;
        return;
    }
    field = true;
    if (isField(line, "data")) {
        if (out.dataLines++ == 0)
            out.data = valueOf(line, 4);
    } else if (isField(line, "event")) {
        out.event = valueOf(line, 5);
    } else if (isField(line, "id")) {
        const std::string_view id = valueOf(line, 2);
        if (id.find('\0') == std::string_view::npos)
            out.id = id;
    }
}

} // namespace

std::string_view SseEvent::joinedData(std::string &scratch) const
{
    if (dataLines < 2)
        return data;
    scratch.assign(data);
    const char *at = data.data() + data.size();
    const char *const end = raw.data() + raw.size();
    while (at != end) {
        const char *const lineEnd = findLineBreak(at, end);
        const std::string_view line = viewOf(at, lineEnd);
        if (isField(line, "data")) {
            scratch += '\n';
            scratch += valueOf(line, 4);
        }
        at = lineEnd == end ? end : afterLineBreak(lineEnd, end);
    }
    return scratch;
}

SseEvents::SseEvents(std::string_view block, bool streamStart)
    : m_rawFrom(block.data())
    , m_at(block.data())
    , m_end(block.data() + block.size())
{
    if (streamStart && block.starts_with(kByteOrderMark))
        m_at += kByteOrderMark.size();
}

bool SseEvents::next(SseEvent &out)
{
    out = SseEvent();
    bool inside = false;
    bool field = false;
    while (m_at != m_end) {
        const char *const lineEnd = findLineBreak(m_at, m_end);
        const std::string_view line = viewOf(m_at, lineEnd);
        m_at = lineEnd == m_end ? m_end : afterLineBreak(lineEnd, m_end);
        if (!line.empty()) {
            inside = true;
            readLine(line, out, field);
        } else if (inside) {
            break;
        }
    }
    out.raw = viewOf(m_rawFrom, m_at);
    m_rawFrom = m_at;
    out.comment = out.comment && !field;
    return inside;
}

std::size_t SseFramer::feed(std::string_view piece)
{
    // Most pieces are whole events: two line ends at the end of a piece close an event, whatever was
    // before them.
    if (piece.ends_with("\n\n") || piece.ends_with("\r\n\r\n")) {
        m_lineStart = true;
        m_afterCr = false;
        m_insideEvent = false;
        return piece.size();
    }
    return scan(piece);
}

std::size_t SseFramer::scan(std::string_view piece)
{
    const char *const begin = piece.data();
    const char *const end = begin + piece.size();
    const char *complete = begin;
    for (const char *at = begin; at != end;) {
        if (m_afterCr && *at == '\n') {
            m_afterCr = false;
            ++at;
            if (!m_insideEvent)
                complete = at;
            continue;
        }
        m_afterCr = false;
        if (!m_lineStart || !isLineBreak(*at)) {
            m_insideEvent = true;
            m_lineStart = false;
            at = findLineBreak(at, end);
            if (at == end)
                break;
            m_afterCr = *at++ == '\r';
            m_lineStart = true;
            continue;
        }
        m_afterCr = *at++ == '\r';
        m_insideEvent = false;
        complete = at;
    }
    return static_cast<std::size_t>(complete - begin);
}

SseEvents SseFramer::events(std::string_view block)
{
    const bool first = m_streamStart;
    m_streamStart = m_streamStart && block.empty();
    return SseEvents(block, first);
}

} // namespace relay::http
