// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/platform/p256_signature.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relay::update {

// What is told of the newest version. A value.
//
// On its way it is {"signed": BASE64, "signature": BASE64}: the announcement as JSON text, and r and s of its
// ECDSA signature (P-256, SHA-256). Signing the text's bytes leaves nothing to be written in two ways; and
// nothing of the announcement is looked at before its signature was found right. installer/announce makes it.
struct Announcement
{
    std::string version; // numbers and dots
    std::string page;    // https
    std::string notes;   // plain text, without control characters but line feeds
    std::vector<std::pair<std::string, std::string>> sha256; // of packages, by platform: linux-appimage, ...
};

constexpr std::size_t kMostAnswerBytes = 64 * 1024;

// Pure, as are the two steps below. Thread-safe.
Result<Announcement> readAnswer(std::string_view answer, const platform::P256PublicKey &key);

struct SignedText
{
    std::string text;
    std::string signature; // bytes
};
Result<SignedText> readEnvelope(std::string_view answer);
Result<Announcement> readAnnouncement(std::string_view text);

} // namespace relay::update
