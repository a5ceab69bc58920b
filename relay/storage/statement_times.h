// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace relay::storage {

// How long statements took, in log-linear buckets: 8 to an octave, so a bucket's middle is within 7 % of what
// fell into it, from 1 us to a minute. Never reset: who wants a period takes counts at its begin and its end.
// Thread-safe.
class StatementTimes final
{
public:
    static constexpr unsigned kSubBits = 3;
    static constexpr unsigned kOctaves = 24;
    static constexpr unsigned kUnitShift = 10; // about 1 us
    static constexpr std::size_t kBuckets = (kOctaves + 1) << kSubBits;
    using Counts = std::array<std::uint64_t, kBuckets>;

    void add(std::uint64_t count, std::chrono::nanoseconds each)
    {
        m_buckets[bucketOf(each)].fetch_add(count, std::memory_order_relaxed);
    }

    Counts counts() const
    {
        Counts counts;
        for (std::size_t i = 0; i < kBuckets; ++i)
            counts[i] = m_buckets[i].load(std::memory_order_relaxed);
        return counts;
    }

    // Of what came between the two; 0 if that was nothing.
    static double percentileUs(const Counts &begin, const Counts &end, double q)
    {
        std::uint64_t total = 0;
        for (std::size_t i = 0; i < kBuckets; ++i)
            total += end[i] - begin[i];
        const auto rank =
            std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(total))));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < kBuckets; ++i) {
            seen += end[i] - begin[i];
            if (total > 0 && seen >= rank)
                return middleUs(i);
        }
        return 0;
    }

private:
    static std::size_t bucketOf(std::chrono::nanoseconds each)
    {
        constexpr std::uint64_t kMost = (std::uint64_t{1} << (kOctaves + kSubBits)) - 1;
        const auto nanos = static_cast<std::uint64_t>(std::max<std::int64_t>(each.count(), 0));
        const std::uint64_t units = std::min(nanos >> kUnitShift, kMost);
        const auto octave = static_cast<unsigned>(std::bit_width(units | (1U << kSubBits))) - (kSubBits + 1);
        return (std::size_t{octave} << kSubBits) + static_cast<std::size_t>(units >> octave);
    }

    static double middleUs(std::size_t bucket)
    {
        const std::size_t block = bucket >> kSubBits;
        const std::size_t octave = block > 0 ? block - 1 : 0;
        const std::uint64_t low = (bucket - (octave << kSubBits)) << octave;
        const double width = static_cast<double>(std::uint64_t{1} << octave);
        return (static_cast<double>(low) + width / 2) * (1U << kUnitShift) / 1000;
    }

    std::array<std::atomic<std::uint64_t>, kBuckets> m_buckets{};
};

} // namespace relay::storage
