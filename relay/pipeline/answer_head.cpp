// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/answer_head.h"

#include "relay/access/credentials.h"
#include "relay/base/ids.h"

#include <array>
#include <charconv>

namespace relay::pipeline {

namespace {

bool startsWithIgnoreCase(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && http::equalsIgnoreCase(text.substr(0, prefix.size()), prefix);
}

void appendField(std::string &lines, std::string_view name, std::string_view value)
{
    lines.append(name).append(": ").append(value).append("\r\n");
}

void appendStage(std::string &lines, std::string_view name, Nanos time, std::string_view separator)
{
    lines.append(name).append(";dur=");
    appendMilliseconds(lines, time);
    lines.append(separator);
}

// The Connection field may name further fields that end at this hop.
bool namesFields(const http::HeaderList &fields)
{
    if (fields.isRepeated(http::HeaderId::Connection))
        return true;
    return fields.contains(http::HeaderId::Connection) &&
           !http::equalsIgnoreCase(fields.value(http::HeaderId::Connection), "keep-alive") &&
           !http::equalsIgnoreCase(fields.value(http::HeaderId::Connection), "close");
}

} // namespace

void appendMilliseconds(std::string &text, Nanos time)
{
    constexpr std::int64_t kHundredth = 10'000; // ns
    const std::int64_t hundredths = (time.count() + kHundredth / 2) / kHundredth;
    std::array<char, 24> digits;
    char *end = std::to_chars(digits.data(), digits.data() + digits.size(), hundredths / 100).ptr;
    *end++ = '.';
    *end++ = static_cast<char>('0' + hundredths / 10 % 10);
    *end++ = static_cast<char>('0' + hundredths % 10);
    text.append(digits.data(), end);
}

void appendTimingHeaders(std::string &lines, std::uint64_t requestId, const StageTimes &times)
{
    const auto id = toHex16(requestId);
    lines.append("X-Response-Time-Ms: ");
    appendMilliseconds(lines, times.total);
    lines.append("\r\nX-Request-Id: ").append(id.data(), id.size());
    lines.append("\r\nServer-Timing: ");
    appendStage(lines, "queue", times.queue, ", ");
    appendStage(lines, "auth", times.auth, ", ");
    appendStage(lines, "connect", times.connect, ", ");
    appendStage(lines, "upstream", times.upstream, ", ");
    appendStage(lines, "relay", times.overhead(), "\r\n");
}

void appendForwardedHeaders(std::string &lines, const http::RequestHead &head, std::string_view key)
{
    const bool namesConnectionFields = namesFields(head.fields);
    for (const http::HeaderField &field : head.fields) {
        switch (field.id) {
        case http::HeaderId::Host:
        case http::HeaderId::Authorization:
        case http::HeaderId::XApiKey:
        case http::HeaderId::ApiKey:
        case http::HeaderId::XGoogApiKey:
        case http::HeaderId::ContentLength:
        case http::HeaderId::AcceptEncoding: // compressed answers could not be read for usage
        case http::HeaderId::Expect:
        case http::HeaderId::Cookie:
        case http::HeaderId::Origin:
        case http::HeaderId::Referer:
        case http::HeaderId::Forwarded:
        case http::HeaderId::XForwardedFor:
        case http::HeaderId::SecFetchSite:
        case http::HeaderId::Via:
            continue;
        case http::HeaderId::Other:
            if (startsWithIgnoreCase(field.name, "sec-") ||
                startsWithIgnoreCase(field.name, "x-forwarded-") ||
                startsWithIgnoreCase(field.name, "access-control-") ||
                http::equalsIgnoreCase(field.name, "x-real-ip"))
                continue;
            break;
        default:
            if (http::isHopByHop(field.id))
                continue;
            break;
        }
        if (namesConnectionFields && head.fields.hasToken(http::HeaderId::Connection, field.name))
            continue;
        if (access::carriesKey(field.value, key))
            continue;
        appendField(lines, field.name, field.value);
    }
}

void appendAnswerHeaders(std::string &lines, const http::ResponseHead &head)
{
    const bool namesConnectionFields = namesFields(head.fields);
    for (const http::HeaderField &field : head.fields) {
        if (namesConnectionFields && head.fields.hasToken(http::HeaderId::Connection, field.name))
            continue;
        switch (field.id) {
        case http::HeaderId::ContentLength:
        case http::HeaderId::SetCookie: // the upstream's cookies are not for a client of ours
            continue;
        case http::HeaderId::XRequestId:
            appendField(lines, "X-Upstream-Request-Id", field.value);
            continue;
        case http::HeaderId::Other:
            if (startsWithIgnoreCase(field.name, "access-control-") ||
                http::equalsIgnoreCase(field.name, "server-timing") ||
                http::equalsIgnoreCase(field.name, "x-response-time-ms") ||
                http::equalsIgnoreCase(field.name, "alt-svc") ||
                http::equalsIgnoreCase(field.name, "strict-transport-security") ||
                http::equalsIgnoreCase(field.name, "content-security-policy"))
                continue;
            break;
        default:
            if (http::isHopByHop(field.id))
                continue;
            break;
        }
        appendField(lines, field.name, field.value);
    }
}

} // namespace relay::pipeline
