// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/sse_framer.h"
#include "tests/fuzz/fuzz_input.h"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace relay::http;
using fuzz::require;

namespace {

void append(SseEvents events, std::string_view block, std::string &out)
{
    SseEvent event;
    std::string scratch;
    std::size_t rawBytes = 0;
    while (events.next(event)) {
        require(fuzz::isInside(event.data, event.raw) && fuzz::isInside(event.event, event.raw));
        require(fuzz::isInside(event.raw, block) && !event.raw.empty());
        require(!event.comment || event.dataLines == 0);
        rawBytes += event.raw.size();
        out += std::to_string(event.dataLines) + (event.comment ? 'c' : 'e');
        out.append(event.event).append("|").append(event.id).append("|");
        out.append(event.joinedData(scratch)).append("\n");
    }
    require(rawBytes <= block.size());
}

// With step 0 all at once.
std::string framed(const fuzz::Input &input)
{
    SseFramer framer;
    std::string out;
    std::string tail;
    for (std::size_t begin = 0; begin < input.bytes.size();) {
        const std::size_t end = input.pieceEnd(begin);
        const fuzz::Exact piece(input.bytes.substr(begin, end - begin));
        begin = end;
        const std::size_t complete = framer.feed(piece.view());
        require(complete <= piece.view().size());
        tail += piece.view().substr(0, complete);
        if (complete != 0) {
            const fuzz::Exact block(tail);
            append(framer.events(block.view()), block.view(), out);
            tail.clear();
        }
        tail += piece.view().substr(complete);
    }
    if (framer.finish()) {
        require(!tail.empty());
        const fuzz::Exact block(tail);
        append(framer.events(block.view()), block.view(), out);
    } else {
        require(tail.empty());
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::string inPieces = framed(input);
    input.step = 0;
    require(inPieces == framed(input));
    return 0;
}
