// SPDX-License-Identifier: GPL-3.0-or-later
// Any path: what is found views it; what is shown is bounded and repeats no key that stands in it.
#include "relay/dialect/endpoint.h"
#include "relay/pipeline/shown_path.h"
#include "tests/fuzz/fuzz_input.h"

#include <string>

using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzz::Exact exact({reinterpret_cast<const char *>(data), size});
    const std::string_view path = exact.view();
    const auto match = relay::dialect::findEndpoint(path);
    require(fuzz::isInside(match.rest, path) && fuzz::isInside(match.model, path));
    require(match || (match.rest.empty() && match.model.empty()));

    const std::string shown = relay::pipeline::shownPath(path);
    require(shown.size() <= 200);
    require(shown.find('?') == std::string::npos);
    if (shown.size() < 190)
        require(relay::pipeline::shownPath(shown) == shown);
    for (const char *key : {"sk-PLANTED", "gsk_PLANTED", "AIzaPLANTED"}) {
        const std::string planted = std::string(path.substr(0, path.find('?'))) + "/" + key + "/x";
        require(relay::pipeline::shownPath(planted).find("PLANTED") == std::string::npos);
    }
    return 0;
}
