// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/response_head.h"
#include "tests/fuzz/fuzz_input.h"

#include <cstddef>
#include <cstdint>
#include <memory>

using namespace relay::http;
using fuzz::require;

namespace {

void checkComplete(const HeadResult &result, const ResponseHead &head, std::string_view bytes)
{
    require(result.headBytes <= bytes.size() && result.headBytes <= kMaxResponseHeadBytes);
    require(bytes[result.headBytes - 1] == '\n');
    const std::string_view own = bytes.substr(0, result.headBytes);
    require(head.status >= 100 && head.status <= 999);
    require(fuzz::isInside(head.reason, own) && fuzz::isInside(head.retryAfter, own));
    require(head.framing != BodyFraming::UntilClose || !head.keepAlive);
    require(head.status >= 200 || head.framing == BodyFraming::None);
    require(
        !(head.fields.contains(HeaderId::ContentLength) && head.fields.contains(HeaderId::TransferEncoding)));
    for (const HeaderField &field : head.fields) {
        require(!field.name.empty() && fuzz::isInside(field.name, own) && fuzz::isInside(field.value, own));
        require(field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzz::Input input(data, size);
    const bool wasHead = input.step % 2 != 0;
    const auto whole = std::make_unique<ResponseHead>();
    const fuzz::Exact all(input.bytes);
    const HeadResult atOnce = parseResponseHead(all.view(), 0, wasHead, *whole);
    if (atOnce.state == HeadResult::Complete)
        checkComplete(atOnce, *whole, all.view());
    else
        require((atOnce.state == HeadResult::Failed) == (atOnce.errorStatus == 502));

    HeadResult inPieces;
    std::size_t scanned = 0;
    const auto head = std::make_unique<ResponseHead>();
    while (inPieces.state == HeadResult::NeedMore && scanned < input.bytes.size()) {
        const fuzz::Exact part(input.bytes.substr(0, input.pieceEnd(scanned)));
        inPieces = parseResponseHead(part.view(), scanned, wasHead, *head);
        scanned = part.view().size();
    }
    require((inPieces.state == HeadResult::Complete) == (atOnce.state == HeadResult::Complete));
    require(inPieces.headBytes == atOnce.headBytes);
    require(inPieces.state != HeadResult::Failed || atOnce.state == HeadResult::Failed);
    return 0;
}
