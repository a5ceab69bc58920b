// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/credentials.h"

#include "relay/base/text.h"

#include <cstddef>

namespace relay::access {

namespace {

constexpr auto kNone = std::string_view::npos;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kSpace = " \t";
    const std::size_t begin = text.find_first_not_of(kSpace);
    return begin == kNone ? std::string_view()
                          : text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// Only what is behind the scheme's word; a key alone has none.
std::string_view withoutBearer(std::string_view text)
{
    constexpr std::string_view kBearer = "bearer";
    text = trimmed(text);
    if (text.size() < kBearer.size())
        return text;
    for (std::size_t i = 0; i < kBearer.size(); ++i) {
        if ((text[i] | 0x20) != kBearer[i])
            return text;
    }
    if (text.size() > kBearer.size() && text[kBearer.size()] != ' ' && text[kBearer.size()] != '\t')
        return text; // a key that begins so
    return trimmed(text.substr(kBearer.size()));
}

std::string_view withoutPrefix(std::string_view key)
{
    constexpr std::string_view kPrefix = "sk-";
    if (key.starts_with(kPrefix))
        key.remove_prefix(kPrefix.size());
    return key;
}

std::string_view keyOfQuery(std::string_view query)
{
    constexpr std::string_view kName = "key=";
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        if (pair.starts_with(kName))
            return pair.substr(kName.size());
        query.remove_prefix(pair.size());
        if (!query.empty())
            query.remove_prefix(1);
    }
    return {};
}

} // namespace

std::string_view readKey(const KeyPlaces &places, std::string &decoded)
{
    for (const std::string_view place :
         {places.authorization, places.xApiKey, places.apiKey, places.xGoogApiKey}) {
        if (const std::string_view key = withoutPrefix(withoutBearer(place)); !key.empty())
            return key;
    }
    const std::string_view key = keyOfQuery(places.query);
    if (key.find('%') == kNone)
        return withoutPrefix(key);
    decoded = percentDecoded(key); // of a broken escape too: such a key is unknown anyway
    return withoutPrefix(decoded);
}

bool carriesKey(std::string_view value, std::string_view key)
{
    constexpr std::size_t kShortestOwn = 12; // shorter ones may stand in what has nothing to do with them
    key = withoutPrefix(key);
    if (key.empty())
        return false;
    return key.size() >= kShortestOwn ? value.find(key) != kNone : withoutPrefix(withoutBearer(value)) == key;
}

} // namespace relay::access
