// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/chunked_decoder.h"
#include "tests/fuzz/fuzz_input.h"

#include <cstddef>
#include <cstdint>
#include <string>

using fuzz::require;
using relay::http::ChunkedDecoder;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzz::Input input(data, size);
    const fuzz::Exact all(input.bytes);
    ChunkedDecoder whole;
    std::string wholeData;
    const std::size_t wholeUsed = whole.feed(all.view(), [&](std::string_view run) {
        require(!run.empty() && fuzz::isInside(run, all.view()));
        wholeData += run;
    });
    require(wholeUsed == input.bytes.size() || whole.done() || whole.failed());

    ChunkedDecoder decoder;
    std::string pieceData;
    std::size_t used = 0;
    while (used < input.bytes.size() && !decoder.done() && !decoder.failed()) {
        const fuzz::Exact piece(input.bytes.substr(used, input.pieceEnd(used) - used));
        used += decoder.feed(piece.view(), [&](std::string_view run) { pieceData += run; });
    }
    require(used == wholeUsed && pieceData == wholeData);
    require(decoder.done() == whole.done() && decoder.failed() == whole.failed());
    return 0;
}
