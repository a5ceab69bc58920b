// SPDX-License-Identifier: GPL-3.0-or-later
// Header values and a query, a line each: the key is a part of one of them (or of the query, decoded), nobody
// is known by a key that is not his, and what is forwarded would be known to carry it.
#include "relay/access/credentials.h"
#include "relay/access/token_directory.h"
#include "tests/fuzz/fuzz_input.h"

#include <array>
#include <vector>

using namespace relay::access;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const TokenDirectory tokens([] {
        relay::model::Token one;
        one.id = 1;
        one.key = "sk-abc";
        relay::model::Token two;
        two.id = 2;
        two.key = "my-own-7";
        return std::vector{one, two};
    }());
    std::string_view text(reinterpret_cast<const char *>(data), size);
    std::array<std::string_view, 5> lines;
    for (std::string_view &line : lines) {
        line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    const KeyPlaces places{.authorization = lines[0],
                           .xApiKey = lines[1],
                           .apiKey = lines[2],
                           .xGoogApiKey = lines[3],
                           .query = lines[4]};
    std::string decoded;
    const std::string_view key = readKey(places, decoded);
    bool inside = fuzz::isInside(key, decoded);
    for (const std::string_view line : lines)
        inside = inside || fuzz::isInside(key, line);
    require(inside);
    if (const auto caller = tokens.identify(key)) {
        require(caller->token && caller->pinnedChannel >= 0);
        const std::string known = caller->token->token.id == 1 ? "abc" : "my-own-7";
        require(caller->pinnedChannel == 0 ? key == known : key.starts_with(known + "-"));
    }
    (void)carriesKey(lines[0], key);
    if (key.size() > 20) // long enough to be looked for inside of what is sent
        require(carriesKey("Token " + std::string(key) + "-7", "sk-" + std::string(key)));
    return 0;
}
