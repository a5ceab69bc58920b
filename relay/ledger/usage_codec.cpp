// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/usage_codec.h"

#include "relay/base/text.h"
#include "relay/storage/usage_text.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string_view>

namespace relay::ledger {

namespace {

using model::Attempt;
using model::UsageRecord;
using storage::kLongestAttemptError;
using storage::kLongestError;
using storage::kLongestName;

constexpr std::size_t kLongestInteger = 10; // 64 bits in sevens
constexpr std::size_t kIntegers = 24;
constexpr std::size_t kMostAttempts = 32; // the last ones are kept
constexpr std::uint64_t kStream = 2;      // flags; journals of former versions have no other
constexpr std::uint64_t kFailed = 4;

std::span<const Attempt> kept(const UsageRecord &record)
{
    const std::span<const Attempt> all(record.attempts);
    return all.last(std::min(all.size(), kMostAttempts));
}

class Output final
{
public:
    explicit Output(std::byte *at)
        : m_at(at)
    {
    }

    void natural(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            *m_at++ = static_cast<std::byte>(value | 0x80);
        *m_at++ = static_cast<std::byte>(value);
    }
    void integer(std::int64_t value)
    {
        natural((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }
    void text(std::string_view value)
    {
        natural(value.size());
        if (!value.empty())
            std::memcpy(m_at, value.data(), value.size());
        m_at += value.size();
    }
    std::byte *end() const { return m_at; }

private:
    std::byte *m_at;
};

class Input final
{
public:
    explicit Input(std::span<const std::byte> bytes)
        : m_at(bytes.data())
        , m_end(bytes.data() + bytes.size())
    {
    }

    std::uint64_t natural()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; m_at != m_end && shift < 64; shift += 7) {
            const auto byte = std::to_integer<std::uint64_t>(*m_at++);
            value |= (byte & 0x7F) << shift;
            if (byte < 0x80)
                return value;
        }
        m_good = false;
        return 0;
    }
    std::int64_t integer()
    {
        const std::uint64_t value = natural();
        return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    }
    void text(std::string &out)
    {
        const std::uint64_t size = natural();
        if (size > static_cast<std::uint64_t>(m_end - m_at)) {
            m_good = false;
            return;
        }
        out.assign(reinterpret_cast<const char *>(m_at), size);
        m_at += size;
    }
    int small()
    {
        const std::int64_t value = integer();
        return static_cast<int>(std::clamp<std::int64_t>(value, std::numeric_limits<int>::min(),
                                                         std::numeric_limits<int>::max()));
    }
    bool good() const { return m_good; }

private:
    const std::byte *m_at;
    const std::byte *m_end;
    bool m_good = true;
};

} // namespace

std::size_t encodedBound(const UsageRecord &record)
{
    std::size_t bound = kIntegers * kLongestInteger + 5 * kLongestInteger;
    bound +=
        std::min(record.model.size(), kLongestName) + std::min(record.upstreamModel.size(), kLongestName);
    bound += std::min(record.endpoint.size(), kLongestName) + std::min(record.error.size(), kLongestError);
    for (const Attempt &attempt : kept(record))
        bound += 4 * kLongestInteger + std::min(attempt.error.size(), kLongestAttemptError);
    return bound;
}

std::byte *encode(const UsageRecord &r, std::byte *at)
{
    Output out(at);
    for (const std::int64_t value : {r.tokenId, r.channelId, r.quota, r.createdAtMs})
        out.integer(value);
    out.natural(r.requestId);
    out.natural((r.stream ? kStream : 0) | (r.failed ? kFailed : 0));
    for (const std::int64_t value :
         {static_cast<std::int64_t>(r.status), r.usage.prompt, r.usage.completion, r.usage.cached,
          r.usage.reasoning, model::nanoDollars(r.costUsd), r.elapsedUs, r.ttftUs, r.overheadUs, r.queueUs,
          r.connectUs, r.upstreamUs, r.requestBytes, r.responseBytes})
        out.integer(value);
    out.text(cutText(r.model, kLongestName));
    out.text(r.upstreamModel == r.model ? std::string_view() : cutText(r.upstreamModel, kLongestName));
    out.text(cutText(r.endpoint, kLongestName));
    out.text(cutText(r.error, kLongestError));
    const std::span<const Attempt> attempts = kept(r);
    out.natural(attempts.size());
    for (const Attempt &attempt : attempts) {
        out.integer(attempt.channelId);
        out.integer(attempt.status);
        out.integer(attempt.elapsedUs);
        out.text(cutText(attempt.error, kLongestAttemptError));
    }
    return out.end();
}

bool decodeCharge(std::span<const std::byte> bytes, Charge &charge)
{
    Input in(bytes);
    charge.tokenId = in.integer();
    charge.channelId = in.integer();
    charge.quota = in.integer();
    charge.createdAtMs = in.integer();
    return in.good();
}

bool decode(std::span<const std::byte> bytes, UsageRecord &r)
{
    Input in(bytes);
    for (std::int64_t *field : {&r.tokenId, &r.channelId, &r.quota, &r.createdAtMs})
        *field = in.integer();
    r.requestId = in.natural();
    const std::uint64_t flags = in.natural();
    r.stream = (flags & kStream) != 0;
    r.failed = (flags & kFailed) != 0;
    r.status = in.small();
    for (std::int64_t *field : {&r.usage.prompt, &r.usage.completion, &r.usage.cached, &r.usage.reasoning})
        *field = in.integer();
    const std::int64_t cost = in.integer();
    r.costUsd = cost == model::kNoCost ? std::nullopt : std::optional(static_cast<double>(cost) / 1e9);
    for (std::int64_t *field : {&r.elapsedUs, &r.ttftUs, &r.overheadUs, &r.queueUs, &r.connectUs,
                                &r.upstreamUs, &r.requestBytes, &r.responseBytes})
        *field = in.integer();
    in.text(r.model);
    in.text(r.upstreamModel);
    if (r.upstreamModel.empty())
        r.upstreamModel = r.model;
    in.text(r.endpoint);
    in.text(r.error);
    const std::uint64_t attempts = in.natural();
    if (!in.good() || attempts > kMostAttempts)
        return false;
    r.attempts.resize(attempts);
    for (Attempt &attempt : r.attempts) {
        attempt.channelId = in.integer();
        attempt.status = in.small();
        attempt.elapsedUs = in.integer();
        in.text(attempt.error);
    }
    return in.good();
}

} // namespace relay::ledger
