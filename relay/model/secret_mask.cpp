// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/secret_mask.h"

#include <algorithm>

namespace relay::model {

namespace {

constexpr std::string_view kMask = "****";
constexpr std::size_t kShownInFront = 3;
constexpr std::size_t kShownBehind = 4;
constexpr std::size_t kShortestShownBytes = 16; // a shorter one could be guessed from its ends

} // namespace

std::string maskedKey(std::string_view key)
{
    if (key.empty())
        return {};
    if (key.size() < kShortestShownBytes)
        return std::string(kMask);
    std::string shown(key.substr(0, kShownInFront));
    return shown.append(kMask).append(key.substr(key.size() - kShownBehind));
}

std::string maskedUrl(std::string_view url)
{
    const std::size_t scheme = url.find("://");
    const std::size_t start = scheme == std::string_view::npos ? 0 : scheme + 3;
    const std::size_t at = url.substr(0, url.find('/', start)).rfind('@');
    const std::size_t colon = url.find(':', start);
    if (at == std::string_view::npos || colon == std::string_view::npos || colon > at)
        return std::string(url);
    std::string shown(url.substr(0, colon + 1));
    return shown.append(kMask).append(url.substr(at));
}

bool holdsMask(std::string_view text)
{
    return text.find(kMask) != std::string_view::npos;
}

bool isSecretHeader(std::string_view headerName)
{
    constexpr std::string_view kSecretWords[] = {"auth", "key", "token", "secret", "cookie", "password"};
    std::string name(headerName);
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return std::ranges::any_of(kSecretWords,
                               [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

const std::string *takeMasked(std::string_view mask, std::vector<const std::string *> &known)
{
    const auto found =
        std::ranges::find_if(known, [&](const std::string *key) { return maskedKey(*key) == mask; });
    if (found == known.end())
        return nullptr;
    const std::string *const key = *found;
    known.erase(found);
    return key;
}

} // namespace relay::model
