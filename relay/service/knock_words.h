// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/traffic_service.h"
#include "relay/model/phrase.h"
#include "relay/pipeline/knock_slot.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// The latest client request in words for people. Reentrant.
namespace relay::service {

// What the remedies name.
struct KnockFacts
{
    std::string baseUrl;
    std::uint16_t port = 0;
    std::vector<std::string> models; // that are served
};

// A program's name and version out of a User-Agent: "Cursor 1.4", "OpenAI/Python 1.2", "claude-cli 1.0"; of
// an unknown form the first word. Empty: it names none.
std::string clientName(std::string_view userAgent);

// What to change in the client, or here; empty: nothing that we know of.
model::Saying remedyFor(pipeline::KnockTrouble trouble, const KnockFacts &facts);

// `facts` is asked only where a remedy names some.
api::Knock knockOf(const pipeline::KnockSlot::Seen &seen, std::int64_t atMs,
                   const std::function<KnockFacts()> &facts);

} // namespace relay::service
