// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace relay::telemetry {

struct TraceId
{
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend bool operator==(const TraceId &, const TraceId &) = default;
};

// Where in which trace somebody is: what a `traceparent` field says. A value.
struct TraceContext
{
    static constexpr std::uint8_t kSampled = 1; // the caller may have recorded it
    static constexpr std::uint8_t kRandom = 2;  // the trace id is (from level 2 on)

    TraceId trace;
    std::uint64_t span = 0;
    std::uint8_t flags = 0;

    bool sampled() const { return (flags & kSampled) != 0; }

    friend bool operator==(const TraceContext &, const TraceContext &) = default;
};

// W3C Trace Context, section 3.2: `00-<32 hex>-<16 hex>-<2 hex>`, lower case, ids not zero. Of a higher
// version what follows another dash is left alone, and of its flags only `sampled` is known. Anything else:
// nothing. Thread-safe.
std::optional<TraceContext> parseTraceparent(std::string_view value);

// The field's value, in version 00; flags that it does not know are left out.
void appendTraceparent(std::string &text, const TraceContext &context);

// 32 or 16 lower-case hex digits.
void appendHex(std::string &text, const TraceId &id);
void appendHex(std::string &text, std::uint64_t id);

} // namespace relay::telemetry
