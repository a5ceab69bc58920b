// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/channel_type.h"

#include <algorithm>

namespace relay::model {

std::string_view channelTypeName(ChannelType type)
{
    return std::ranges::find(kChannelTypeWords, type, &ChannelTypeWord::type)->word;
}

std::optional<ChannelType> channelTypeOf(std::string_view word)
{
    const auto *const found = std::ranges::find(kChannelTypeWords, word, &ChannelTypeWord::word);
    return found == kChannelTypeWords.end() ? std::nullopt : std::optional(found->type);
}

bool needsBaseUrl(ChannelType type)
{
    return type == ChannelType::Azure || type == ChannelType::OpenAiCompatible;
}

} // namespace relay::model
