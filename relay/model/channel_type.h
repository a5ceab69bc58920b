// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/channel.h"

#include <array>
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

// Azure and the compatible ones have no address of their own.
bool needsBaseUrl(ChannelType type);

} // namespace relay::model
