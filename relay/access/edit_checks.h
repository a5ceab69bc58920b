// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/channel.h"
#include "relay/model/price.h"
#include "relay/model/token.h"

#include <cstdint>

// What a channel, token or price may hold, whoever edits it: the service asks before it stores. BadRequest
// names the first wrong field and what it must be. What an edit leaves as it is stored is not asked again, so
// that a record from elsewhere stays editable. Thread-safe.
namespace relay::access {

constexpr int kMostPriority = 1'000'000'000; // either way
constexpr int kMostWeight = 1'000'000;
// In one-api's units, either way. Sums and differences of two still fit.
constexpr std::int64_t kMostQuota = 1'000'000'000'000'000'000;

// `stored`: as it was before; null for a new one.
Result<void> checkEdit(const model::Channel &edited, const model::Channel *stored);
Result<void> checkEdit(const model::Token &edited, const model::Token *stored); // key without sk-
Result<void> checkEdit(const model::Price &edited);

// Puts what is stored in the place of the masks that a draft holds: of keys, of the proxy's password, of
// secret headers. BadRequest: a mask of something else. `stored`: null where nothing is.
Result<void> unmask(model::Channel &draft, const model::Channel *stored);

} // namespace relay::access
