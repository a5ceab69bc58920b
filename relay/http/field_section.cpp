// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/field_section.h"

#include "relay/http/byte_scan.h"

#include <cstring>

namespace relay::http {

namespace {

HeadResult badName(const char *at, const char *bad)
{
    if (at == bad)
        return HeadResult::failed(400,
                                  isBlank(*at) ? "a folded header line" : "a header line without a name");
    if (isBlank(*bad))
        return HeadResult::failed(400, "white space in a header name or before its colon");
    return HeadResult::failed(400, *bad == '\n' || *bad == '\r' ? "a header line without a colon"
                                                                : "a byte that no header name may hold");
}

HeadResult emptyLine(const char *begin, const char *at, const char *end)
{
    if (*at == '\n')
        return HeadResult::complete(static_cast<std::size_t>(at - begin) + 1);
    if (at + 1 == end)
        return HeadResult::needMore();
    if (at[1] != '\n')
        return HeadResult::failed(400, "a CR without its LF");
    return HeadResult::complete(static_cast<std::size_t>(at - begin) + 2);
}

} // namespace

HeadResult parseFieldSection(const char *at, const char *end, HeaderList &fields)
{
    const char *const begin = at;
    while (at != end) {
        if (*at == '\r' || *at == '\n')
            return emptyLine(begin, at, end);

        const char *nameEnd = findPlainNameEnd(at, end);
        if (nameEnd == end || *nameEnd != ':' || nameEnd == at) {
            nameEnd = kTokenBytes.findFirstNotIn(nameEnd, end);
            if (nameEnd == end)
                return HeadResult::needMore();
            if (*nameEnd != ':' || nameEnd == at)
                return badName(at, nameEnd);
        }
        const std::string_view name = viewOf(at, nameEnd);

        const char *value = nameEnd + 1;
        while (value != end && isBlank(*value))
            ++value;
        const char *const lineEnd = findForbiddenInValue(value, end);
        if (lineEnd == end)
            return HeadResult::needMore();
        const char *next = lineEnd + 1;
        if (*lineEnd == '\r') {
            if (next == end)
                return HeadResult::needMore();
            if (*next != '\n')
                return HeadResult::failed(400, "a CR without its LF");
            ++next;
        } else if (*lineEnd != '\n') {
            return HeadResult::failed(400, "a control byte in a header value");
        }
        const char *valueEnd = lineEnd;
        while (valueEnd != value && isBlank(valueEnd[-1]))
            --valueEnd;
        if (!fields.append(name, viewOf(value, valueEnd), headerIdOf(name)))
            return HeadResult::failed(431, "more than 128 header fields");
        at = next;
    }
    return HeadResult::needMore();
}

bool mayHoldHeadEnd(std::string_view bytes, std::size_t alreadyScanned)
{
    const char *at = bytes.data() + (alreadyScanned < 2 ? 0 : alreadyScanned - 2);
    const char *const end = bytes.data() + bytes.size();
    while (at < end) {
        const void *const found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
        if (found == nullptr)
            return false;
        at = static_cast<const char *>(found) + 1;
        if (at != end && (*at == '\n' || (*at == '\r' && end - at > 1 && at[1] == '\n')))
            return true;
    }
    return false;
}

} // namespace relay::http
