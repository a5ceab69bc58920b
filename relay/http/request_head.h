// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/headers.h"
#include "relay/http/message_framing.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace relay::http {

inline constexpr std::size_t kMaxRequestLineBytes = 16 * 1024; // longer: 414
inline constexpr std::size_t kMaxHeadBytes = 64 * 1024;        // longer: 431

enum class Method : std::uint8_t { Get, Head, Post, Put, Delete, Options, Patch, Other };

// A request's first line and fields. Every view points into the bytes that were parsed (the path of
// `http://host` alone is a literal), so it lives as long as they do. Reentrant.
struct RequestHead
{
    Method method = Method::Other;
    int minorVersion = 1; // 0 or 1
    BodyFraming framing = BodyFraming::None;
    bool keepAlive = false;
    bool expectContinue = false; // HTTP/1.1 only
    std::uint64_t contentLength = 0;

    std::string_view methodText;
    std::string_view target; // as it came
    std::string_view path;   // of the target, still percent-encoded; "*" for OPTIONS *
    std::string_view query;  // without the question mark

    // Values of the first field of each name, empty when absent.
    std::string_view host; // from the target where that is absolute
    std::string_view authorization;
    std::string_view contentType;
    std::string_view contentEncoding;
    std::string_view xApiKey;
    std::string_view apiKey;
    std::string_view xGoogApiKey;
    std::string_view origin;
    std::string_view userAgent;

    HeaderList fields;
};

// Parses the head at the front of `bytes`. alreadyScanned is bytes.size() of the last call that said
// NeedMore for this head (0 at first): what was looked at is not searched again. `out` is meaningful
// only with Complete. Up to two empty lines before the request line are skipped.
HeadResult parseRequestHead(std::string_view bytes, std::size_t alreadyScanned, RequestHead &out);

} // namespace relay::http
