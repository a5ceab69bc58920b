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

ChannelType channelTypeOfOneApi(std::int64_t number)
{
    switch (number) {
    case 1:
        return ChannelType::OpenAi;
    case 3:
        return ChannelType::Azure;
    case 14:
        return ChannelType::Anthropic;
    case 24:
    case 51: // the same by its OpenAI endpoint
        return ChannelType::Gemini;
    case 30:
        return ChannelType::Ollama;
    default: // 8 and 50 say so, most others are
        return ChannelType::OpenAiCompatible;
    }
}

bool oneApiSpeaksOpenAi(std::int64_t number)
{
    // PaLM, Baidu, Xunfei, AIProxy library, FastGPT, Tencent, AWS, Coze, Cohere, Cloudflare, DeepL, Vertex,
    // proxies of any kind, Replicate
    constexpr std::array<std::int64_t, 14> kOwnDialect = {11, 15, 18, 21, 22, 23, 33,
                                                          34, 35, 37, 38, 42, 43, 46};
    return std::ranges::find(kOwnDialect, number) == kOwnDialect.end();
}

bool needsBaseUrl(ChannelType type)
{
    return type == ChannelType::Azure || type == ChannelType::OpenAiCompatible;
}

} // namespace relay::model
