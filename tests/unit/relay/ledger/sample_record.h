// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/ledger/journal.h"
#include "relay/ledger/usage_codec.h"
#include "relay/model/usage_record.h"

#include <vector>

// A plain record that tells its number by its request id.
inline relay::model::UsageRecord sampleRecord(std::uint64_t number)
{
    relay::model::UsageRecord r;
    r.createdAtMs = 1'760'000'000'000;
    r.requestId = number;
    r.tokenId = 1;
    r.channelId = 1;
    r.model = "gpt-4o";
    r.upstreamModel = "gpt-4o";
    r.endpoint = "/v1/chat/completions";
    r.status = 200;
    r.usage = {100, 20, 0, 0};
    r.costUsd = 0.000'45;
    r.quota = 225;
    r.elapsedUs = 350'000;
    r.upstreamUs = 349'000;
    r.attempts = {{1, 200, 349'000, {}}};
    return r;
}

struct Seen
{
    std::vector<std::uint64_t> sequences;
    std::vector<std::uint64_t> requests;
};

// What a reader that begins at `cursor` finds.
inline Seen readFrom(const relay::ledger::Journal &journal, relay::ledger::JournalCursor &cursor)
{
    Seen seen;
    relay::ledger::JournalEntry entry;
    relay::model::UsageRecord record;
    while (journal.next(cursor, entry)) {
        seen.sequences.push_back(entry.sequence);
        seen.requests.push_back(relay::ledger::decode(entry.payload, record) ? record.requestId : 0);
    }
    return seen;
}
