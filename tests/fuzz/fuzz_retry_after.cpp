// SPDX-License-Identifier: GPL-3.0-or-later
// Two header values of an upstream, with a line break between: never below 0 or above what is believed.
#include "relay/routing/retry_after.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const std::size_t half = std::min(text.find('\n'), text.size());
    const fuzz::Exact seconds(text.substr(0, half));
    const fuzz::Exact fine(text.substr(std::min(half + 1, text.size())));
    for (const std::int64_t now : {std::int64_t{0}, std::int64_t{1'760'000'000'000}}) {
        const auto wait = relay::routing::parseRetryAfter(seconds.view(), fine.view(), now);
        fuzz::require(!wait || (wait->count() >= 0 && *wait <= relay::routing::kLongestRetryAfter));
    }
    return 0;
}
