// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/telemetry/trace_context.h"

#include "relay/base/ids.h"

namespace relay::telemetry {

namespace {

constexpr std::size_t kVersion00Bytes = 55;
constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kSpanAt = 36;
constexpr std::size_t kFlagsAt = 53;

// Lower-case hex digits alone.
std::optional<std::uint64_t> readHex(std::string_view digits)
{
    std::uint64_t value = 0;
    for (const char c : digits) {
        const bool decimal = c >= '0' && c <= '9';
        if (!decimal && (c < 'a' || c > 'f'))
            return std::nullopt;
        value = value << 4 | static_cast<std::uint64_t>(decimal ? c - '0' : c - 'a' + 10);
    }
    return value;
}

} // namespace

std::optional<TraceContext> parseTraceparent(std::string_view value)
{
    if (value.size() < kVersion00Bytes || value[kTraceAt - 1] != '-' || value[kSpanAt - 1] != '-' ||
        value[kFlagsAt - 1] != '-')
        return std::nullopt;
    const auto version = readHex(value.substr(0, 2));
    const auto high = readHex(value.substr(kTraceAt, 16));
    const auto low = readHex(value.substr(kTraceAt + 16, 16));
    const auto span = readHex(value.substr(kSpanAt, 16));
    const auto flags = readHex(value.substr(kFlagsAt, 2));
    if (!version || !high || !low || !span || !flags || *version == 0xff || *span == 0)
        return std::nullopt;
    if ((*high | *low) == 0)
        return std::nullopt;
    const bool goesOn = value.size() > kVersion00Bytes;
    if (goesOn && (*version == 0 || value[kVersion00Bytes] != '-'))
        return std::nullopt;
    const std::uint8_t known =
        *version == 0 ? TraceContext::kSampled | TraceContext::kRandom : TraceContext::kSampled;
    return TraceContext{
        .trace = {*high, *low}, .span = *span, .flags = static_cast<std::uint8_t>(*flags & known)};
}

void appendHex(std::string &text, std::uint64_t id)
{
    const auto digits = toHex16(id);
    text.append(digits.data(), digits.size());
}

void appendHex(std::string &text, const TraceId &id)
{
    appendHex(text, id.high);
    appendHex(text, id.low);
}

void appendTraceparent(std::string &text, const TraceContext &context)
{
    constexpr std::uint8_t kKnown = TraceContext::kSampled | TraceContext::kRandom;
    text.append("00-");
    appendHex(text, context.trace);
    text.append("-");
    appendHex(text, context.span);
    text.append("-0").append(1, static_cast<char>('0' + (context.flags & kKnown)));
}

} // namespace relay::telemetry
