// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/request_head.h"

#include "relay/http/byte_scan.h"
#include "relay/http/field_section.h"

#include <algorithm>
#include <cstring>

namespace relay::http {

namespace {

Method methodOf(std::string_view text)
{
    switch (text.size()) {
    case 3:
        return text == "GET" ? Method::Get : text == "PUT" ? Method::Put : Method::Other;
    case 4:
        return text == "POST" ? Method::Post : text == "HEAD" ? Method::Head : Method::Other;
    case 5:
        return text == "PATCH" ? Method::Patch : Method::Other;
    case 6:
        return text == "DELETE" ? Method::Delete : Method::Other;
    case 7:
        return text == "OPTIONS" ? Method::Options : Method::Other;
    default:
        return Method::Other;
    }
}

HeadResult tooLongOrNeedMore(std::string_view bytes)
{
    if (bytes.size() > kMaxRequestLineBytes) {
        const std::size_t begin = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
        if (bytes.size() - begin > kMaxRequestLineBytes &&
            bytes.substr(begin, kMaxRequestLineBytes).find('\n') == std::string_view::npos)
            return HeadResult::failed(414, "a request line longer than 16 KiB");
    }
    if (bytes.size() > kMaxHeadBytes)
        return HeadResult::failed(431, "a request head longer than 64 KiB");
    return HeadResult::needMore();
}

// At most two empty lines; at stays where it is when a third one begins.
HeadResult skipEmptyLines(const char *&at, const char *end)
{
    for (int lines = 0; at != end && (*at == '\r' || *at == '\n'); ++lines) {
        if (lines == 2)
            return HeadResult::failed(400, "more than two empty lines before a request");
        if (*at == '\r') {
            if (at + 1 == end)
                return HeadResult::needMore();
            if (at[1] != '\n')
                return HeadResult::failed(400, "a CR without its LF");
            ++at;
        }
        ++at;
    }
    return at == end ? HeadResult::needMore() : HeadResult::complete(0);
}

// `HTTP/1.1` and the line's end.
HeadResult readVersion(const char *&at, const char *end, int &minorVersion)
{
    constexpr std::string_view kPrefix = "HTTP/";
    const auto left = static_cast<std::size_t>(end - at);
    const std::size_t known = std::min(left, kPrefix.size());
    if (viewOf(at, at + known) != kPrefix.substr(0, known))
        return HeadResult::failed(400, "a request line that does not end in HTTP/1.1");
    if (left < 8) {
        if (std::memchr(at, '\n', left) != nullptr)
            return HeadResult::failed(400, "a request line that does not end in HTTP/1.1");
        return HeadResult::needMore();
    }
    const char major = at[5];
    const char minor = at[7];
    if (major < '0' || major > '9' || at[6] != '.' || minor < '0' || minor > '9')
        return HeadResult::failed(400, "a request line that does not end in HTTP/1.1");
    if (major != '1')
        return HeadResult::failed(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
    minorVersion = minor == '0' ? 0 : 1;
    at += 8;
    if (at != end && *at == '\r')
        ++at;
    if (at == end)
        return HeadResult::needMore();
    if (*at != '\n')
        return HeadResult::failed(400, "something after the version in the request line");
    ++at;
    return HeadResult::complete(0);
}

HeadResult readRequestLine(const char *&at, const char *end, RequestHead &out)
{
    const char *const begin = at;
    if (*at == 0x16)
        return HeadResult::failed(400, "a TLS handshake: this port speaks plain HTTP, use http://");
    const char *const methodEnd = kTokenBytes.findFirstNotIn(at, end);
    if (methodEnd == end)
        return HeadResult::needMore();
    if (methodEnd == begin || *methodEnd != ' ')
        return HeadResult::failed(400, "a request line that does not begin with a method");
    const char *const target = methodEnd + 1;
    const char *const targetEnd = findTargetEnd(target, end);
    if (targetEnd == end)
        return HeadResult::needMore();
    if (targetEnd == target || *targetEnd != ' ')
        return HeadResult::failed(400, "a byte that no request target may hold, or no version behind it");
    out.methodText = viewOf(begin, methodEnd);
    out.method = methodOf(out.methodText);
    out.target = viewOf(target, targetEnd);
    at = targetEnd + 1;
    const HeadResult result = readVersion(at, end, out.minorVersion);
    if (result.state == HeadResult::Complete && static_cast<std::size_t>(at - begin) > kMaxRequestLineBytes)
        return HeadResult::failed(414, "a request line longer than 16 KiB");
    return result;
}

void splitQuery(std::string_view pathAndQuery, RequestHead &out)
{
    const std::size_t mark = pathAndQuery.find('?');
    out.path = pathAndQuery.substr(0, mark);
    out.query = mark == std::string_view::npos ? std::string_view() : pathAndQuery.substr(mark + 1);
}

// `http://authority/path?query` (RFC 9112 section 3.2.2).
bool splitAbsolute(std::string_view target, RequestHead &out, std::string_view &authority)
{
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos)
        return false;
    const std::string_view name = target.substr(0, scheme);
    if (!equalsIgnoreCase(name, "http") && !equalsIgnoreCase(name, "https"))
        return false;
    const std::string_view rest = target.substr(scheme + 3);
    const std::size_t slash = std::min(rest.find_first_of("/?"), rest.size());
    authority = rest.substr(0, slash);
    if (authority.empty())
        return false;
    splitQuery(rest.substr(slash), out);
    if (out.path.empty())
        out.path = "/";
    return true;
}

bool isHost(std::string_view host)
{
    const char *const end = host.data() + host.size();
    return kHostBytes.findFirstNotIn(host.data(), end) == end;
}

HeadResult readTargetAndHost(RequestHead &out)
{
    const HeaderField *const host = out.fields.find(HeaderId::Host);
    if (host == nullptr && out.minorVersion >= 1)
        return HeadResult::failed(400, "no Host field");
    if (out.fields.isRepeated(HeaderId::Host))
        return HeadResult::failed(400, "more than one Host field");
    out.host = host == nullptr ? std::string_view() : host->value;
    if (!isHost(out.host))
        return HeadResult::failed(400, "a byte that no host name may hold");

    if (out.target.front() == '/') {
        splitQuery(out.target, out);
        return HeadResult::complete(0);
    }
    if (out.target == "*" && out.method == Method::Options) {
        out.path = out.target;
        out.query = {};
        return HeadResult::complete(0);
    }
    if (out.methodText == "CONNECT")
        return HeadResult::failed(501, "CONNECT is not served here");
    std::string_view authority;
    if (!splitAbsolute(out.target, out, authority) || !isHost(authority))
        return HeadResult::failed(400, "a request target that is neither a path nor an http URL");
    out.host = authority;
    return HeadResult::complete(0);
}

HeadResult readFraming(RequestHead &out)
{
    const MessageFraming framing = messageFraming(out.fields, out.minorVersion, MessageKind::Request);
    if (framing.errorStatus != 0)
        return HeadResult::failed(framing.errorStatus, framing.reason);
    out.contentLength = framing.contentLength;
    out.keepAlive = framing.keepAlive;
    out.framing = framing.chunked     ? BodyFraming::Chunked
                  : framing.hasLength ? BodyFraming::Length
                                      : BodyFraming::None;
    out.expectContinue = false;
    if (out.minorVersion >= 1 && out.fields.contains(HeaderId::Expect)) {
        if (!equalsIgnoreCase(out.fields.value(HeaderId::Expect), "100-continue") ||
            out.fields.isRepeated(HeaderId::Expect))
            return HeadResult::failed(417, "an expectation other than 100-continue");
        out.expectContinue = framing.chunked || framing.contentLength != 0;
    }
    return HeadResult::complete(0);
}

void readKnownValues(RequestHead &out)
{
    const HeaderList &fields = out.fields;
    out.authorization = fields.value(HeaderId::Authorization);
    out.contentType = fields.value(HeaderId::ContentType);
    out.contentEncoding = fields.value(HeaderId::ContentEncoding);
    out.xApiKey = fields.value(HeaderId::XApiKey);
    out.apiKey = fields.value(HeaderId::ApiKey);
    out.xGoogApiKey = fields.value(HeaderId::XGoogApiKey);
    out.origin = fields.value(HeaderId::Origin);
    out.userAgent = fields.value(HeaderId::UserAgent);
}

} // namespace

HeadResult parseRequestHead(std::string_view bytes, std::size_t alreadyScanned, RequestHead &out)
{
    // The first call parses at once; later ones first look in the new bytes for the head's end, so that
    // no byte is looked at more than three times however the head is cut.
    if (alreadyScanned != 0 && !mayHoldHeadEnd(bytes, alreadyScanned))
        return tooLongOrNeedMore(bytes);

    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    out.fields.clear();
    HeadResult result = skipEmptyLines(at, end);
    if (result.state == HeadResult::Complete)
        result = readRequestLine(at, end, out);
    if (result.state == HeadResult::Complete)
        result = parseFieldSection(at, end, out.fields);
    if (result.state == HeadResult::NeedMore)
        return tooLongOrNeedMore(bytes);
    if (result.state == HeadResult::Failed)
        return result;
    const std::size_t headBytes = static_cast<std::size_t>(at - bytes.data()) + result.headBytes;
    if (headBytes > kMaxHeadBytes)
        return HeadResult::failed(431, "a request head longer than 64 KiB");
    result = readTargetAndHost(out);
    if (result.state == HeadResult::Complete)
        result = readFraming(out);
    if (result.state == HeadResult::Failed)
        return result;
    readKnownValues(out);
    return HeadResult::complete(headBytes);
}

} // namespace relay::http
