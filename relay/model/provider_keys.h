// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

// How keys begin: what begins so must not be shown. Thread-safe.
namespace relay::model {

inline constexpr std::string_view kCommonKeyPrefix = "sk-"; // of our own tokens, of OpenAI's older keys

struct ProviderKeyPrefix
{
    std::string_view text;
    bool ofModels = false; // names of models begin so as well: xai-grok-4, pplx-7b-online
};

// OpenAI, Anthropic, OpenRouter, Langfuse, Google, Groq, xAI, Hugging Face, Perplexity, NVIDIA.
inline constexpr std::array<ProviderKeyPrefix, 13> kProviderKeyPrefixes{{{"sk-proj-"},
                                                                         {"sk-svcacct-"},
                                                                         {"sk-admin-"},
                                                                         {"sk-None-"},
                                                                         {"sk-ant-"},
                                                                         {"sk-or-"},
                                                                         {"sk-lf-"},
                                                                         {"AIza"},
                                                                         {"gsk_"},
                                                                         {"xai-", true},
                                                                         {"hf_", true},
                                                                         {"pplx-", true},
                                                                         {"nvapi-"}}};

// A key of anybody's, in the place of a name.
inline bool looksLikeKey(std::string_view text)
{
    constexpr std::size_t kShortestKey = 28; // behind its prefix; letters and digits alone, unlike a name
    const auto begins = [text](const ProviderKeyPrefix &prefix) {
        if (!text.starts_with(prefix.text))
            return false;
        const std::string_view rest = text.substr(prefix.text.size());
        const auto ofKey = [](unsigned char c) { return std::isalnum(c) != 0; };
        return !prefix.ofModels || (rest.size() >= kShortestKey && std::ranges::all_of(rest, ofKey));
    };
    return text.starts_with(kCommonKeyPrefix) || std::ranges::any_of(kProviderKeyPrefixes, begins);
}

} // namespace relay::model
