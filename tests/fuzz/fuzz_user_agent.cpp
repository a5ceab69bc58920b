// SPDX-License-Identifier: GPL-3.0-or-later
// What a program says of itself: the name that is made of it is short, printable, and no key.
#include "relay/service/knock_words.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>

using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzz::Exact exact({reinterpret_cast<const char *>(data), size});
    const std::string name = relay::service::clientName(exact.view());
    require(std::ranges::all_of(name, [](char c) { return c >= ' ' && c < 0x7F; }));
    require(!name.starts_with("sk-") && !name.starts_with("AIza"));
    return 0;
}
