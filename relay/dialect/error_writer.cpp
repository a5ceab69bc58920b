// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/error_writer.h"

#include <cstdint>

namespace relay::dialect {

namespace {

// Length of the well-formed UTF-8 sequence that begins the text; 0: none does.
std::size_t sequenceLength(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    const std::uint8_t first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!follows(1) || !follows(2))
            return 0;
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!follows(1) || !follows(2) || !follows(3))
            return 0;
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool beyond = first == 0xF4 && byte(1) > 0x8F;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}

void appendEscaped(char c, std::string &out)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    const auto code = static_cast<std::uint8_t>(c);
    out += "\\u00";
    out += kHex[code >> 4];
    out += kHex[code & 15];
}

} // namespace

int statusOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::BadRequest:
        return 400;
    case ErrorKind::Unauthorized:
        return 401;
    case ErrorKind::Forbidden:
        return 403;
    case ErrorKind::QuotaExceeded:
        return 403;
    case ErrorKind::NotFound:
        return 404;
    case ErrorKind::MethodNotAllowed:
        return 405;
    case ErrorKind::Timeout:
        return 408;
    case ErrorKind::Conflict:
        return 409;
    case ErrorKind::TooLarge:
        return 413;
    case ErrorKind::RateLimited:
        return 429;
    case ErrorKind::Internal:
        return 500;
    case ErrorKind::Transient:
        return 502;
    case ErrorKind::UpstreamRefused:
        return 502;
    case ErrorKind::Unavailable:
        return 503;
    case ErrorKind::Paused:
        return 503;
    case ErrorKind::Storage:
        return 503;
    case ErrorKind::UpstreamSilent:
        return 504;
    case ErrorKind::LoopDetected:
        return 508;
    }
    return 500;
}

std::string_view openAiErrorType(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::QuotaExceeded:
        return "insufficient_quota";
    case ErrorKind::RateLimited:
        return "rate_limit_error";
    case ErrorKind::Forbidden:
        return "permission_error";
    case ErrorKind::Paused:
        return "paused";
    default:
        return statusOf(kind) < 500 ? "invalid_request_error" : "server_error";
    }
}

std::string_view openAiErrorCode(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Unauthorized:
        return "invalid_api_key";
    case ErrorKind::Forbidden:
        return "forbidden";
    case ErrorKind::QuotaExceeded:
        return "insufficient_quota";
    case ErrorKind::NotFound:
        return "not_found";
    case ErrorKind::MethodNotAllowed:
        return "method_not_allowed";
    case ErrorKind::Timeout:
        return "request_timeout";
    case ErrorKind::TooLarge:
        return "request_too_large";
    case ErrorKind::RateLimited:
        return "rate_limit_exceeded";
    case ErrorKind::Transient:
        return "upstream_failed";
    case ErrorKind::UpstreamRefused:
        return "upstream_refused";
    case ErrorKind::UpstreamSilent:
        return "upstream_timeout";
    case ErrorKind::Unavailable:
        return "service_unavailable";
    case ErrorKind::Paused:
        return "paused";
    case ErrorKind::LoopDetected:
        return "loop_detected";
    case ErrorKind::Storage:
        return "storage_failed";
    default:
        return {};
    }
}

void appendJsonString(std::string_view text, std::string &out)
{
    out += '"';
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        const char c = text.front();
        if (length == 0)
            out += "\xEF\xBF\xBD";
        else if (length == 1 && (static_cast<std::uint8_t>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7F))
            appendEscaped(c, out);
        else
            out += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out += '"';
}

void appendOpenAiError(const Error &error, std::string &out)
{
    const std::string_view code = openAiErrorCode(error.kind);
    const QByteArray message = error.message.toUtf8();
    out += "{\"message\":";
    appendJsonString({message.data(), static_cast<std::size_t>(message.size())}, out);
    out += ",\"type\":";
    appendJsonString(openAiErrorType(error.kind), out);
    out += ",\"param\":null,\"code\":";
    if (code.empty())
        out += "null";
    else
        appendJsonString(code, out);
    out += '}';
}

std::string openAiErrorBody(const Error &error)
{
    std::string out = "{\"error\":";
    appendOpenAiError(error, out);
    out += '}';
    return out;
}

} // namespace relay::dialect
