// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace relay::bench {

// One small chat request to whatever speaks OpenAI's API. A value.
struct ChatRequest
{
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string basePath = "/v1";
    std::string key;
    std::string model;
    bool stream = false;
    std::string furtherFields; // whole lines, each with its CRLF

    // Head and body, as they go over the wire.
    std::string text() const;
};

} // namespace relay::bench
