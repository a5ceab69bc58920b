// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/update/announcement.h"
#include "relay/update/version_number.h"
#include "tests/fuzz/fuzz_input.h"

#include <cstddef>
#include <cstdint>

using namespace relay::update;
using fuzz::require;

// The envelope as it comes, and what is inside of it as if its signature had been right.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzz::Exact exact({reinterpret_cast<const char *>(data), size});
    if (const auto envelope = readEnvelope(exact.view())) {
        require(!envelope->text.empty() && !envelope->signature.empty());
        require(envelope->text.size() + envelope->signature.size() < exact.view().size());
        // Nobody has signed what a fuzzer writes.
        require(!readAnswer(exact.view(), relay::platform::P256PublicKey{}));
    }
    const auto announcement = readAnnouncement(exact.view());
    if (!announcement)
        return 0;
    require(isVersion(announcement->version));
    require(announcement->page.starts_with("https://"));
    for (const char c : announcement->notes)
        require(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
    for (const auto &[platform, sum] : announcement->sha256)
        require(!platform.empty() && sum.size() == 64);
    return 0;
}
