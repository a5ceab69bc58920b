// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/usage_record.h"

// A plain exchange that went well.
inline relay::model::UsageRecord sample(std::uint64_t sequence)
{
    relay::model::UsageRecord r;
    r.sequence = sequence;
    r.createdAtMs = 1'760'000'000'000 + static_cast<std::int64_t>(sequence);
    r.requestId = 0xfedc'ba98'7654'3210 + sequence;
    r.tokenId = 1;
    r.channelId = 1;
    r.model = "gpt-4o";
    r.upstreamModel = "gpt-4o-2024-08-06";
    r.endpoint = "/v1/chat/completions";
    r.status = 200;
    r.usage = {10, 20, 0, -1};
    r.costUsd = 0.000'225;
    r.quota = 113;
    r.elapsedUs = 350'000;
    r.ttftUs = 240'000;
    r.overheadUs = 130;
    r.connectUs = 1000;
    r.upstreamUs = 348'000;
    r.requestBytes = 500;
    r.responseBytes = 600;
    r.attempts = {{1, 200, 349'000, {}}};
    return r;
}
