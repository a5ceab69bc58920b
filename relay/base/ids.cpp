// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/ids.h"

#include <QRandomGenerator>

namespace relay {

std::array<char, 16> toHex16(std::uint64_t value)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<char, 16> text{};
    for (std::size_t i = text.size(); i-- > 0; value >>= 4)
        text[i] = kDigits[value & 15];
    return text;
}

std::uint64_t randomId()
{
    return QRandomGenerator::system()->generate64();
}

std::string randomHex(std::size_t byteCount)
{
    std::string text;
    while (text.size() < byteCount * 2) {
        const auto hex = toHex16(randomId());
        text.append(hex.data(), hex.size());
    }
    text.resize(byteCount * 2);
    return text;
}

bool equalInConstantTime(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |=
            static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
    return difference == 0;
}

} // namespace relay
