// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/stream_observer.h"

#include "relay/dialect/json_parser.h"
#include "relay/dialect/key_scan.h"

#include <algorithm>

namespace relay::dialect {

namespace {

constexpr auto kNone = std::string_view::npos;

// A line's value if it is the named field; one space behind the colon is not part of it.
bool fieldValue(std::string_view line, std::string_view name, std::string_view &value)
{
    if (!line.starts_with(name) || (line.size() > name.size() && line[name.size()] != ':'))
        return false;
    line.remove_prefix(std::min(name.size() + 1, line.size()));
    if (line.starts_with(' '))
        line.remove_prefix(1);
    value = line;
    return true;
}

// The data of an event that is one such line and nothing else, as nearly all are; empty: it is not.
// `oneLine`: it is known to be one.
std::string_view onlyData(std::string_view event, bool oneLine)
{
    constexpr std::string_view kData = "data: ";
    constexpr std::string_view kEnd = "\n\n";
    if (!event.starts_with(kData) || !event.ends_with(kEnd))
        return {};
    event.remove_prefix(kData.size());
    event.remove_suffix(kEnd.size());
    const bool one = oneLine ? !event.ends_with('\r') : findLineEnd(event, 0) == kNone;
    return one ? event : std::string_view();
}

// Data that nothing seems to be missing of: clients that read by lines take it without its empty line.
bool mayBeWhole(std::string_view data)
{
    const std::size_t last = data.find_last_not_of(" \t");
    return last == kNone || data[last] == '}' || data.starts_with("[DONE]");
}

// A line that says nothing of its own.
bool isIdle(std::string_view line)
{
    std::string_view value;
    return line.empty() || line.starts_with(':') || fieldValue(line, "id", value) ||
           fieldValue(line, "retry", value);
}

} // namespace

StreamObserver::StreamObserver(const Dialect &dialect, JsonParser &parser, bool hideUsageChunk)
    : m_dialect(dialect)
    , m_parser(parser)
    , m_hide(hideUsageChunk)
{
}

void StreamObserver::feed(std::string_view piece, std::vector<std::string_view> &out)
{
    m_sent.clear();
    if (piece.empty())
        return;
    if (!m_hide)
        out.push_back(piece);

    std::size_t begin =
        m_afterCr && piece.front() == '\n' ? 1 : 0; // the end of a line that has been dealt with
    m_afterCr = false;
    if (!m_held.empty() || m_midEvent) {
        const std::size_t end = findEventEnd(piece, begin);
        if (end == kNone) {
            hold(piece, out);
            return;
        }
        completeHeld(piece.substr(0, end), out);
        piece.remove_prefix(end);
        begin = 0;
    }

    std::size_t passFrom = m_lastHidden ? begin : 0;
    const auto pass = [&](std::size_t to) {
        if (m_hide && to > passFrom)
            out.push_back(piece.substr(passFrom, to - passFrom));
    };
    while (begin < piece.size()) {
        const std::size_t end = findEventEnd(piece, begin);
        if (end == kNone)
            break;
        if (process(piece.substr(begin, end - begin), m_oneLine) == EventRole::UsageOnly) {
            pass(begin);
            passFrom = end;
        }
        begin = end;
    }
    pass(begin);
    if (begin < piece.size())
        hold(piece.substr(begin), out);
}

void StreamObserver::finish(std::vector<std::string_view> &out)
{
    if (m_held.empty()) {
        m_cut = m_midEvent;
        return;
    }
    const EventRole role = process(m_held);
    m_cut =
        !m_lastWhole && (m_lastHasData || !m_facts.finished); // what follows the last choice may be anything
    m_mayFail = false;
    if (m_hide && role != EventRole::UsageOnly) {
        m_last.swap(m_held); // `out` may still view m_sent
        out.push_back(m_last);
    }
    m_midEvent = !m_hide || role != EventRole::UsageOnly;
    m_held.clear();
}

bool StreamObserver::atEventBoundary() const
{
    return !m_midEvent && (m_hide || m_held.empty());
}

// Behind the empty line that ends the event; npos: it is not in this piece. Remembers where in a line it was.
std::size_t StreamObserver::findEventEnd(std::string_view piece, std::size_t from)
{
    for (int lines = 0;; ++lines) {
        const std::size_t lineEnd = findLineEnd(piece, from);
        if (lineEnd == kNone) {
            m_lineEmpty &= from == piece.size();
            return kNone;
        }
        const bool empty = m_lineEmpty && lineEnd == from;
        from = lineEnd + 1;
        if (piece[lineEnd] == '\r') {
            m_afterCr = from == piece.size();
            if (!m_afterCr && piece[from] == '\n')
                ++from;
        }
        m_lineEmpty = true;
        if (empty) {
            m_oneLine = lines == 1;
            return from;
        }
    }
}

// Looks at one event, its empty line included.
EventRole StreamObserver::process(std::string_view event, bool oneLine)
{
    m_lastHidden = false;
    if (!m_begun) {
        constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
        m_begun = true;
        if (event.starts_with(kByteOrderMark))
            event.remove_prefix(kByteOrderMark.size());
    }
    const std::string_view data = onlyData(event, oneLine);
    return data.empty() ? processLines(event) : observe({{}, data});
}

EventRole StreamObserver::processLines(std::string_view event)
{
    StreamEvent found;
    bool other = false;
    m_lastWhole = true;
    m_lastHasData = false;
    bool hasData = false;
    bool joined = false;
    for (std::string_view rest = event; !rest.empty();) {
        const std::size_t lineEnd = std::min(findLineEnd(rest, 0), rest.size());
        const std::string_view line = rest.substr(0, lineEnd);
        rest.remove_prefix(std::min(lineEnd + 1, rest.size()));
        std::string_view value;
        if (fieldValue(line, "data", value)) {
            if (hasData && !joined) {
                m_joined.assign(found.data);
                joined = true;
            }
            if (joined)
                m_joined.append(1, '\n').append(value);
            else
                found.data = value;
            hasData = true;
        } else if (fieldValue(line, "event", value)) {
            found.type = value;
            m_lastWhole = false; // till its data come
        } else if (fieldValue(line, "error", value)) {
            other = true;
            readAside(value);
        } else if (!isIdle(line)) {
            other = true;
        }
    }
    if (joined)
        found.data = m_joined;
    if (!hasData) {
        m_sawOther = m_sawOther || other;
        m_lastWhole = m_lastWhole && !other;
        if (m_facts.dataEvents == 0 && (event.starts_with('{') || event.starts_with('[')))
            readBareJson(event);
        return EventRole::Ordinary;
    }
    m_lastWhole = mayBeWhole(found.data);
    m_lastHasData = true;
    return observe(found);
}

EventRole StreamObserver::observe(const StreamEvent &event)
{
    const EventRole role = m_dialect.observe(event, m_facts, m_parser);
    if (m_facts.terminal && !m_facts.aside.empty() &&
        !m_facts.failed) { // llama.cpp ends such a stream in good order
        m_facts.failed = true;
        m_facts.errorText = m_facts.aside;
    }
    m_facts.failedAtOnce |= m_facts.failed && m_facts.dataEvents == 0;
    ++m_facts.dataEvents;
    m_lastHidden = m_hide && role == EventRole::UsageOnly;
    return role;
}

// Some upstreams send an error's JSON alone, under the content type of a stream.
void StreamObserver::readBareJson(std::string_view text)
{
    m_joined.assign(text);
    m_joined.append(kJsonPaddingBytes, ' ');
    const AnswerFacts facts = m_dialect.readAnswer({m_joined.data(), text.size()}, m_parser);
    if (facts.usage.known())
        m_facts.usage = facts.usage;
    if (facts.failed)
        noteError(facts, text, m_facts);
}

// llama.cpp wrote its errors as a field of that name for years.
void StreamObserver::readAside(std::string_view text)
{
    std::string padded(text); // m_joined may hold the event's data
    padded.append(kJsonPaddingBytes, ' ');
    m_facts.aside = m_dialect.readAnswer({padded.data(), text.size()}, m_parser).errorText;
}

// The held event's end has come.
void StreamObserver::completeHeld(std::string_view end, std::vector<std::string_view> &out)
{
    if (m_midEvent) {
        if (m_hide)
            out.push_back(end);
        m_midEvent = false;
        return;
    }
    m_held += end;
    m_mayFail = false;
    if (process(m_held) != EventRole::UsageOnly && m_hide) {
        m_sent.swap(m_held);
        out.push_back(m_sent);
    }
    m_held.clear();
}

void StreamObserver::hold(std::string_view rest, std::vector<std::string_view> &out)
{
    if (!m_midEvent && m_held.size() + rest.size() <= kMaxHeldBytes) {
        constexpr std::size_t kOverlap = 16; // more than the word that is looked for, which may come cut
        const std::size_t seen = m_held.size() < kOverlap ? 0 : m_held.size() - kOverlap;
        m_held += rest;
        if (!m_hide && !m_mayFail)
            m_mayFail = mayTellError(std::string_view(m_held).substr(seen));
        return;
    }
    if (m_hide) {
        if (!m_held.empty()) { // then m_sent is free: this piece has completed nothing
            m_sent.swap(m_held);
            out.push_back(m_sent);
        }
        out.push_back(rest);
    }
    m_held = {};
    m_mayFail = false;
    m_midEvent = true;
}

} // namespace relay::dialect
