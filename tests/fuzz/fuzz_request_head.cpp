// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/request_head.h"
#include "tests/fuzz/fuzz_input.h"

#include <cstddef>
#include <cstdint>
#include <memory>

using namespace relay::http;
using fuzz::require;

namespace {

void checkComplete(const HeadResult &result, const RequestHead &head, std::string_view bytes)
{
    require(result.headBytes <= bytes.size() && result.headBytes <= kMaxHeadBytes);
    require(bytes[result.headBytes - 1] == '\n');
    const std::string_view own = bytes.substr(0, result.headBytes);
    require(fuzz::isInside(head.target, own) && fuzz::isInside(head.query, own));
    require(fuzz::isInside(head.host, own) && fuzz::isInside(head.authorization, own));
    require(!head.path.empty() && (head.path.front() == '/' || head.path == "*"));
    require(head.framing != BodyFraming::UntilClose);
    require(head.framing == BodyFraming::Length || head.contentLength == 0);
    require(
        !(head.fields.contains(HeaderId::ContentLength) && head.fields.contains(HeaderId::TransferEncoding)));
    for (const HeaderField &field : head.fields) {
        require(!field.name.empty() && fuzz::isInside(field.name, own) && fuzz::isInside(field.value, own));
        require(field.name.find_first_of(std::string_view(": \t\r\n\0", 6)) == std::string_view::npos);
        require(field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
        require(field.id == headerIdOf(field.name));
        require(field.id == HeaderId::Other || equalsIgnoreCase(field.name, headerNameOf(field.id)));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzz::Input input(data, size);
    const auto whole = std::make_unique<RequestHead>();
    const fuzz::Exact all(input.bytes);
    const HeadResult atOnce = parseRequestHead(all.view(), 0, *whole);
    if (atOnce.state == HeadResult::Complete)
        checkComplete(atOnce, *whole, all.view());
    else
        require((atOnce.state == HeadResult::Failed) == (atOnce.errorStatus != 0));

    // In pieces a head may be refused later, but it never ends elsewhere or with another verdict.
    HeadResult inPieces;
    std::size_t scanned = 0;
    const auto head = std::make_unique<RequestHead>();
    while (inPieces.state == HeadResult::NeedMore && scanned < input.bytes.size()) {
        const fuzz::Exact part(input.bytes.substr(0, input.pieceEnd(scanned)));
        inPieces = parseRequestHead(part.view(), scanned, *head);
        scanned = part.view().size();
    }
    require((inPieces.state == HeadResult::Complete) == (atOnce.state == HeadResult::Complete));
    require(inPieces.headBytes == atOnce.headBytes);
    require(inPieces.state != HeadResult::Failed || atOnce.state == HeadResult::Failed);
    return 0;
}
