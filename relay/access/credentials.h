// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace relay::access {

// The headers and the query that may carry a client's key; empty: not there.
struct KeyPlaces
{
    std::string_view authorization;
    std::string_view xApiKey;
    std::string_view apiKey;
    std::string_view xGoogApiKey;
    std::string_view query; // behind the question mark
};

// The first key found, in the order of KeyPlaces, without `Bearer ` and `sk-`; empty: none. A view of its
// place, or of `decoded` when it was percent-encoded in the query. A pinned channel is still part of it: only
// TokenDirectory knows where the key ends. Thread-safe.
std::string_view readKey(const KeyPlaces &places, std::string &decoded);

// Whether a field's value is this key or has it inside, in whatever form: with `Bearer `, `sk-`, a channel's
// number behind it. Thread-safe.
bool carriesKey(std::string_view value, std::string_view key);

} // namespace relay::access
