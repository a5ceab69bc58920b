// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/usage_record.h"

#include <cstddef>
#include <cstdint>
#include <span>

// A usage record as bytes in the journal: variable-length integers (seven bits a byte, zigzag where a value
// may be negative) and texts with their length before them, in a fixed order that begins with what totals
// need. The sequence is not among them: the journal's frame has it. Thread-safe.
namespace relay::ledger {

struct Charge
{
    std::int64_t tokenId = 0;
    std::int64_t channelId = 0;
    std::int64_t quota = 0;
    std::int64_t createdAtMs = 0;
};

// Not less than what encode() writes. Texts are cut (at a character) to bounds that keep this small.
std::size_t encodedBound(const model::UsageRecord &record);

// Writes at `out`, which must have encodedBound() bytes; returns the end.
std::byte *encode(const model::UsageRecord &record, std::byte *out);

// False: not a record. Texts keep the memory that `record` had, so that one record serves for many.
bool decode(std::span<const std::byte> bytes, model::UsageRecord &record);
bool decodeCharge(std::span<const std::byte> bytes, Charge &charge);

} // namespace relay::ledger
