// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/headers.h"
#include "relay/http/message_framing.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace relay::http {

inline constexpr std::size_t kMaxResponseHeadBytes = 256 * 1024;

// An answer's status line and fields, as views into the bytes that were parsed. Reentrant.
struct ResponseHead
{
    int status = 0;       // 100 to 999; 1xx: framing None, the real head follows
    int minorVersion = 1; // 0 or 1
    BodyFraming framing = BodyFraming::None;
    bool keepAlive = false;          // the connection may be used again after this body
    std::uint64_t contentLength = 0; // as stated, also where HEAD or 304 leave the body out

    std::string_view reason; // may be empty

    std::string_view contentType;
    std::string_view contentEncoding;
    std::string_view retryAfter;
    std::string_view retryAfterMs;
    std::string_view location;

    HeaderList fields;
};

// As parseRequestHead, for an answer; no empty line may stand before it. Failed carries status 502.
HeadResult parseResponseHead(std::string_view bytes, std::size_t alreadyScanned, bool requestWasHead,
                             ResponseHead &out);

} // namespace relay::http
