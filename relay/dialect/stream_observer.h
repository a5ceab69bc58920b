// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/dialect/dialect.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace relay::dialect {

// Watches one exchange's event stream on its way to the client. Pieces pass whole at once; only where the
// relay asked for usage itself are events that arrive cut held until complete, so that the usage-only one
// can be left out (the `"usage":null` of the other chunks stays: clients ignore it). Reentrant.
class StreamObserver final
{
public:
    // Beyond it an event passes unseen.
    static constexpr std::size_t kMaxHeldBytes = 16 * 1024 * 1024;

    StreamObserver(const Dialect &dialect, JsonParser &parser, bool hideUsageChunk);

    // Appends what goes to the client now: views of the piece, or of held bytes (valid until the next call).
    void feed(std::string_view piece, std::vector<std::string_view> &out);
    // The stream has ended: an incomplete last event is looked at, and goes out as it is. What the last
    // feed() appended stays valid.
    void finish(std::vector<std::string_view> &out);

    const model::TokenUsage &usage() const { return m_facts.usage; }
    bool terminal() const { return m_facts.terminal; } // [DONE], response.completed and its like
    bool failed() const { return m_facts.failed; }
    const std::string &errorText() const { return m_facts.errorText; }
    bool sawContent() const { return m_facts.sawContent; }
    const StreamFacts &facts() const { return m_facts; }
    bool isEmpty() const { return m_facts.dataEvents == 0 && !m_sawOther; } // but for comments
    bool isCut() const { return m_cut; } // it ended inside an event: known after finish()
    // The client has the beginning of an event, and what has come of it may tell of an error.
    bool mayFail() const { return m_mayFail; }
    std::size_t heldBytes() const { return m_held.size(); } // of that event

    // What the client has got so far ends between two events: a comment or an error may follow.
    bool atEventBoundary() const;

private:
    std::size_t findEventEnd(std::string_view piece, std::size_t from);
    EventRole process(std::string_view event, bool oneLine = false);
    EventRole processLines(std::string_view event);
    EventRole observe(const StreamEvent &event);
    void readBareJson(std::string_view text);
    void readAside(std::string_view text);
    void completeHeld(std::string_view end, std::vector<std::string_view> &out);
    void hold(std::string_view rest, std::vector<std::string_view> &out);

    const Dialect &m_dialect;
    JsonParser &m_parser;
    StreamFacts m_facts;
    std::string m_held;      // the beginning of the event that is not complete
    std::string m_sent;      // what `out` may still view
    std::string m_last;      // the same, of finish()
    std::string m_joined;    // data of an event with several data lines
    bool m_sawOther = false; // text that is no event
    bool m_begun = false;    // an event has been seen: a byte order mark can come no more
    bool m_hide = false;
    bool m_mayFail = false;
    bool m_cut = false;
    bool m_lastWhole = true; // the event that was looked at last may be all of it, for want of an empty line
    bool m_lastHasData = false;
    bool m_lastHidden = false;
    bool m_oneLine = false;  // findEventEnd() has met one line ahead of the empty one
    bool m_lineEmpty = true; // nothing in the current line yet
    bool m_afterCr = false;  // a line feed would belong to the line before
    bool m_midEvent = false; // the client has the beginning of an event that is not held
};

} // namespace relay::dialect
