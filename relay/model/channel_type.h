// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/channel.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

// The words for a channel's type, as contract, database and command line write them. Thread-safe.
namespace relay::model {

struct ChannelTypeWord
{
    ChannelType type;
    std::string_view word;
};

inline constexpr std::array<ChannelTypeWord, 7> kChannelTypeWords = {{
    {ChannelType::OpenAi, "openai"},
    {ChannelType::Anthropic, "anthropic"},
    {ChannelType::Gemini, "gemini"},
    {ChannelType::Ollama, "ollama"},
    {ChannelType::Azure, "azure"},
    {ChannelType::OpenAiCompatible, "openai-compatible"},
    {ChannelType::Demo, "demo"},
}};

std::string_view channelTypeName(ChannelType type);
std::optional<ChannelType> channelTypeOf(std::string_view word);

// The type by one-api's number for it: OpenAiCompatible where there is none of its own.
ChannelType channelTypeOfOneApi(std::int64_t number);
// False for those of one-api's that speak a dialect of their own alone.
bool oneApiSpeaksOpenAi(std::int64_t number);

// Azure and the compatible ones have no address of their own.
bool needsBaseUrl(ChannelType type);

} // namespace relay::model
