// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/telemetry/trace_context.h"
#include "tests/fuzz/fuzz_input.h"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace relay::telemetry;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const fuzz::Exact exact(bytes);
    const auto context = parseTraceparent(exact.view());
    if (!context)
        return 0;
    require(bytes.size() >= 55 && bytes.substr(0, 2) != "ff");
    require((context->trace.high | context->trace.low) != 0 && context->span != 0);
    std::string written;
    appendTraceparent(written, *context);
    // What goes upstream has the same ids, digit for digit, and reads back as the same.
    require(written.size() == 55 && written.starts_with("00-"));
    require(std::string_view(written).substr(2, 51) == bytes.substr(2, 51));
    require(parseTraceparent(written) == context);
    require(bytes.size() == 55 || (bytes[55] == '-' && bytes.substr(0, 2) != "00"));
    return 0;
}
