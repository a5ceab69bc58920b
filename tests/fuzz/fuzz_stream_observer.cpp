// SPDX-License-Identifier: GPL-3.0-or-later
// However a stream is cut, the observer must pass the same bytes and see the same facts. The first byte
// chooses the dialect, the second where it is cut.
#include "relay/dialect/endpoint.h"
#include "relay/dialect/json_parser.h"
#include "relay/dialect/stream_observer.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace relay::dialect;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

struct Seen
{
    std::string output;
    StreamFacts facts;
};

Seen observe(const Dialect &dialect, std::string_view stream, std::size_t step, bool hide)
{
    static JsonParser parser;
    StreamObserver observer(dialect, parser, hide);
    Seen seen;
    std::vector<std::string_view> out;
    const auto take = [&] {
        for (const std::string_view part : out)
            seen.output += part;
        out.clear();
    };
    for (std::size_t at = 0; at < stream.size(); at += step) {
        const std::string_view rest = stream.substr(at, step);
        const std::vector<char> piece(rest.begin(), rest.end()); // of its own, so that overreads show
        observer.feed({piece.data(), piece.size()}, out);
        take();
    }
    observer.finish(out);
    take();
    seen.facts = observer.facts();
    return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const Dialect &dialect =
        *findEndpoint(data[0] & 1 ? "/v1/responses" : "/v1/chat/completions").endpoint->dialect;
    const std::string_view stream(reinterpret_cast<const char *>(data) + 2, size - 2);
    const std::size_t step = data[1] % 64U + 1U;
    for (const bool hide : {false, true}) {
        const Seen whole = observe(dialect, stream, std::max<std::size_t>(stream.size(), 1), hide);
        const Seen pieces = observe(dialect, stream, step, hide);
        require(whole.output == pieces.output);
        require(hide || whole.output == stream);
        require(whole.facts.usage.prompt == pieces.facts.usage.prompt &&
                whole.facts.usage.completion == pieces.facts.usage.completion);
        require(whole.facts.errorText == pieces.facts.errorText && whole.facts.failed == pieces.facts.failed);
        require(whole.facts.dataEvents == pieces.facts.dataEvents &&
                whole.facts.terminal == pieces.facts.terminal &&
                whole.facts.sawContent == pieces.facts.sawContent);
    }
    return 0;
}
