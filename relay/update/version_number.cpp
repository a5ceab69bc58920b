// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/update/version_number.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace relay::update {

namespace {

using Numbers = std::array<std::uint32_t, 4>;

std::optional<Numbers> numbersIn(std::string_view text)
{
    constexpr std::size_t kMostDigits = 9; // what fits
    Numbers numbers{};
    for (std::uint32_t &number : numbers) {
        const std::size_t dot = text.find('.');
        const std::string_view digits = text.substr(0, dot);
        const char *const end = digits.data() + digits.size();
        if (digits.empty() || digits.size() > kMostDigits ||
            std::from_chars(digits.data(), end, number).ptr != end)
            return std::nullopt;
        if (dot == text.npos)
            return numbers;
        text.remove_prefix(dot + 1);
    }
    return std::nullopt; // a fifth one
}

} // namespace

bool isVersion(std::string_view text)
{
    return numbersIn(text).has_value();
}

bool isNewer(std::string_view version, std::string_view than)
{
    const std::optional<Numbers> left = numbersIn(version);
    const std::optional<Numbers> right = numbersIn(than);
    return left && right && *left > *right;
}

} // namespace relay::update
