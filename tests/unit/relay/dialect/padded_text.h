// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/dialect/padded_view.h"

#include <algorithm>
#include <string>
#include <string_view>

// Readable JSON in sources: ' stands for ". (moc loses its way in raw string literals.)
inline std::string json(std::string_view text)
{
    std::string out(text);
    std::ranges::replace(out, '\'', '"');
    return out;
}

// Text with the bytes behind it that the JSON parser may read: quotes, so that reading them would show.
struct PaddedText
{
    explicit PaddedText(std::string_view text)
        : bytes(text)
        , size(text.size())
    {
        bytes.append(relay::dialect::kJsonPaddingBytes, '"');
    }
    relay::dialect::PaddedView view() const { return {bytes.data(), size}; }

    std::string bytes;
    std::size_t size;
};
