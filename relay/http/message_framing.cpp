// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/message_framing.h"

#include "relay/http/byte_scan.h"

#include <algorithm>
#include <limits>

namespace relay::http {

namespace {

// `13, 13`, which servers make of two equal fields.
bool parseEqualLengths(std::string_view list, std::uint64_t &length)
{
    bool first = true;
    while (true) {
        const std::size_t comma = std::min(list.find(','), list.size());
        std::string_view item = list.substr(0, comma);
        while (!item.empty() && isBlank(item.front()))
            item.remove_prefix(1);
        while (!item.empty() && isBlank(item.back()))
            item.remove_suffix(1);
        std::uint64_t told = 0;
        if (!parseContentLength(item, told) || (!first && told != length))
            return false;
        length = told;
        first = false;
        if (comma == list.size())
            return true;
        list.remove_prefix(comma + 1);
    }
}

void readLength(const HeaderList &fields, MessageKind kind, MessageFraming &out)
{
    const HeaderField *field = fields.find(HeaderId::ContentLength);
    if (field == nullptr)
        return;
    const auto parse = kind == MessageKind::Answer ? parseEqualLengths : parseContentLength;
    out.hasLength = true;
    if (!parse(field->value, out.contentLength)) {
        out.errorStatus = 400;
        out.reason = "Content-Length is not a number of bytes";
        return;
    }
    if (!fields.isRepeated(HeaderId::ContentLength))
        return;
    for (; field != fields.end(); ++field) {
        std::uint64_t length = 0;
        if (field->id != HeaderId::ContentLength)
            continue;
        if (!parse(field->value, length) || length != out.contentLength) {
            out.errorStatus = 400;
            out.reason = "Content-Length fields differ";
            return;
        }
    }
}

void readCoding(const HeaderList &fields, int minorVersion, MessageFraming &out)
{
    const HeaderField *field = fields.find(HeaderId::TransferEncoding);
    if (field == nullptr)
        return;
    out.errorStatus = 400;
    if (out.hasLength) {
        out.reason = "both Content-Length and Transfer-Encoding";
    } else if (minorVersion == 0) {
        out.reason = "Transfer-Encoding in HTTP/1.0";
    } else if (fields.isRepeated(HeaderId::TransferEncoding)) {
        out.reason = "Transfer-Encoding more than once";
    } else if (!equalsIgnoreCase(field->value, "chunked")) {
        out.errorStatus = 501;
        out.reason = "a transfer coding other than chunked";
    } else {
        out.errorStatus = 0;
        out.chunked = true;
    }
}

bool staysOpen(const HeaderList &fields, int minorVersion)
{
    if (!fields.contains(HeaderId::Connection))
        return minorVersion >= 1;
    if (!fields.isRepeated(HeaderId::Connection) &&
        equalsIgnoreCase(fields.value(HeaderId::Connection), "keep-alive"))
        return true;
    if (fields.hasToken(HeaderId::Connection, "close"))
        return false;
    return minorVersion >= 1 || fields.hasToken(HeaderId::Connection, "keep-alive");
}

} // namespace

MessageFraming messageFraming(const HeaderList &fields, int minorVersion, MessageKind kind)
{
    MessageFraming out;
    const bool overridden = kind == MessageKind::Answer && fields.contains(HeaderId::TransferEncoding);
    if (!overridden)
        readLength(fields, kind, out);
    if (out.errorStatus == 0)
        readCoding(fields, minorVersion, out);
    out.keepAlive =
        staysOpen(fields, minorVersion) && !(overridden && fields.contains(HeaderId::ContentLength));
    return out;
}

bool parseContentLength(std::string_view value, std::uint64_t &length)
{
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value.empty())
        return false;
    std::uint64_t sum = 0;
    for (const char c : value) {
        if (c < '0' || c > '9')
            return false;
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (sum > kMax / 10 || (sum == kMax / 10 && digit > kMax % 10))
            return false;
        sum = sum * 10 + digit;
    }
    length = sum;
    return true;
}

} // namespace relay::http
