// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace relay::model {

enum class ChannelType { OpenAi, Anthropic, Gemini, Ollama, Azure, OpenAiCompatible, Demo };

// Insertion order is kept: it is what the user wrote.
using StringPairs = std::vector<std::pair<std::string, std::string>>;

// One configured upstream account. Keys are in clear text here and encrypted at rest. A value.
struct Channel
{
    std::int64_t id = 0; // 0: not stored yet
    std::string name;
    ChannelType type = ChannelType::OpenAi;
    std::vector<std::string> keys; // each makes a candidate of its own
    std::string baseUrl;           // with or without /v1; empty: the type's own
    std::vector<std::string> models;
    StringPairs modelMapping; // requested -> upstream
    int priority = 0;         // higher first
    int weight = 1;           // share among equals; 0 counts as 1
    bool enabled = true;
    std::string proxy;          // http:// or socks5:// URL; empty: RELAY_PROXY
    StringPairs headers;        // sent with every request to this upstream
    std::int64_t usedQuota = 0; // one-api units, 500,000 to the dollar
};

} // namespace relay::model
