// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/response_head.h"

#include "relay/http/byte_scan.h"
#include "relay/http/field_section.h"

#include <algorithm>
#include <cstring>

namespace relay::http {

namespace {

HeadResult failed(const char *reason)
{
    return HeadResult::failed(502, reason);
}

HeadResult tooLongOrNeedMore(std::string_view bytes)
{
    if (bytes.size() > kMaxResponseHeadBytes)
        return failed("an answer's head longer than 256 KiB");
    return HeadResult::needMore();
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// `HTTP/1.1 200 OK`; the reason may be missing, with or without the space before it.
HeadResult readStatusLine(const char *&at, const char *end, ResponseHead &out)
{
    constexpr std::string_view kPrefix = "HTTP/1.";
    const auto left = static_cast<std::size_t>(end - at);
    const std::size_t known = std::min(left, kPrefix.size());
    if (viewOf(at, at + known) != kPrefix.substr(0, known))
        return failed("an answer that does not begin with HTTP/1");
    if (left < 13) {
        if (left != 0 && std::memchr(at, '\n', left) != nullptr)
            return failed("a status line without a status");
        return HeadResult::needMore();
    }
    if (!isDigit(at[7]) || at[8] != ' ' || at[9] < '1' || !isDigit(at[9]) || !isDigit(at[10]) ||
        !isDigit(at[11]))
        return failed("a status line without a status");
    out.minorVersion = at[7] == '0' ? 0 : 1;
    out.status = (at[9] - '0') * 100 + (at[10] - '0') * 10 + (at[11] - '0');
    at += 12;
    if (*at != ' ' && *at != '\r' && *at != '\n')
        return failed("a status of more than three digits");
    const char *const reason = *at == ' ' ? at + 1 : at;
    at = findForbiddenInValue(reason, end);
    out.reason = viewOf(reason, at);
    if (at != end && *at == '\r')
        ++at;
    if (at == end)
        return HeadResult::needMore();
    if (*at != '\n')
        return failed("a control byte in the status line");
    ++at;
    return HeadResult::complete(0);
}

HeadResult readFraming(bool requestWasHead, ResponseHead &out)
{
    const MessageFraming framing = messageFraming(out.fields, out.minorVersion, MessageKind::Answer);
    if (framing.errorStatus != 0)
        return failed(framing.reason);
    out.contentLength = framing.contentLength;
    out.keepAlive = framing.keepAlive;
    const bool claimsBody = framing.chunked || framing.contentLength != 0;
    if (out.status < 200) {
        if (claimsBody)
            return failed("a 1xx answer with a body");
        out.framing = BodyFraming::None;
    } else if (requestWasHead || out.status == 304) {
        out.framing = BodyFraming::None;
    } else if (out.status == 204) {
        out.framing = BodyFraming::None;
        out.keepAlive =
            framing.keepAlive && !claimsBody; // what it sends behind the head would be the next answer
    } else if (framing.chunked) {
        out.framing = BodyFraming::Chunked;
    } else if (framing.hasLength) {
        out.framing = BodyFraming::Length;
    } else {
        out.framing = BodyFraming::UntilClose;
        out.keepAlive = false;
    }
    return HeadResult::complete(0);
}

void readKnownValues(ResponseHead &out)
{
    const HeaderList &fields = out.fields;
    out.contentType = fields.value(HeaderId::ContentType);
    out.contentEncoding = fields.value(HeaderId::ContentEncoding);
    out.retryAfter = fields.value(HeaderId::RetryAfter);
    out.retryAfterMs = fields.value(HeaderId::RetryAfterMs);
    out.location = fields.value(HeaderId::Location);
}

} // namespace

HeadResult parseResponseHead(std::string_view bytes, std::size_t alreadyScanned, bool requestWasHead,
                             ResponseHead &out)
{
    if (alreadyScanned != 0 && !mayHoldHeadEnd(bytes, alreadyScanned))
        return tooLongOrNeedMore(bytes);

    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    out.fields.clear();
    HeadResult result = readStatusLine(at, end, out);
    if (result.state == HeadResult::Complete)
        result = parseFieldSection(at, end, out.fields);
    if (result.state == HeadResult::NeedMore)
        return tooLongOrNeedMore(bytes);
    if (result.state == HeadResult::Failed)
        return failed(result.reason);
    const std::size_t headBytes = static_cast<std::size_t>(at - bytes.data()) + result.headBytes;
    if (headBytes > kMaxResponseHeadBytes)
        return failed("an answer's head longer than 256 KiB");
    result = readFraming(requestWasHead, out);
    if (result.state == HeadResult::Failed)
        return result;
    readKnownValues(out);
    return HeadResult::complete(headBytes);
}

} // namespace relay::http
