// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/error_writer.h"

#include "relay/dialect/utf8.h"

#include <cstdint>

namespace relay::dialect {

namespace {

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

// The admin API's answers differ in one: see admin::statusOf.
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
        const auto [length, whole] = firstSequence(text);
        const char c = text.front();
        if (!whole)
            out += kReplacementCharacter;
        else if (length == 1 && (static_cast<std::uint8_t>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7F))
            appendEscaped(c, out);
        else
            out += text.substr(0, length);
        text.remove_prefix(length);
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
