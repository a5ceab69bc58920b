// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/headers.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace relay::http {

// How the end of a body is found.
enum class BodyFraming : std::uint8_t {
    None,   // there is no body
    Length, // contentLength bytes, which may be 0
    Chunked,
    UntilClose, // answers only: the upstream closes
};

// What became of a head. errorStatus and reason belong to Failed: the status is what a server answers,
// the reason one English sentence without a byte of what came in.
struct HeadResult
{
    enum class State : std::uint8_t { NeedMore, Complete, Failed };
    using enum State;

    State state = NeedMore;
    std::size_t headBytes = 0; // Complete: the head with its empty line, and what stood before it
    int errorStatus = 0;       // 400 414 417 431 501 505, and 502 for an answer's head
    const char *reason = "";

    static HeadResult needMore() { return {}; }
    static HeadResult complete(std::size_t bytes) { return {Complete, bytes, 0, ""}; }
    static HeadResult failed(int status, const char *why) { return {Failed, 0, status, why}; }
};

// What Content-Length, Transfer-Encoding and Connection say together. In a request, anything that two readers
// could understand differently is an error (RFC 9112 sections 6.1, 6.3, 9.3). An answer has one reader: a
// list of equal lengths is one, and chunks count more than a length, after which the connection is closed.
struct MessageFraming
{
    int errorStatus = 0; // 0: well; 400 or 501 otherwise
    const char *reason = "";
    bool hasLength = false;
    bool chunked = false;
    bool keepAlive = false;
    std::uint64_t contentLength = 0;
};

enum class MessageKind : std::uint8_t { Request, Answer };

MessageFraming messageFraming(const HeaderList &fields, int minorVersion, MessageKind kind);

// Digits alone, at most 2^63 - 1.
bool parseContentLength(std::string_view value, std::uint64_t &length);

} // namespace relay::http
