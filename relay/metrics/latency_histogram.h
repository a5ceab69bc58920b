// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/metrics/counter.h"

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>

namespace relay::metrics {

// Counts durations in log-linear buckets: 64 to an octave, so a bucket's middle is within 0.8 % of what
// fell into it, from 1 us to over an hour. A block of buckets is allocated when its octave is first met.
// Written by one thread (relay) with plain relaxed loads and release stores, no lock prefix; read from
// any thread. A reader beside the writer may miss the value that is just being recorded.
class LatencyHistogram final
{
public:
    static constexpr unsigned kUnitShift = 4; // the unit is 16 ns: 1.6 % of the smallest exact value
    static constexpr unsigned kSubBits = 6;   // 64 buckets an octave
    static constexpr std::size_t kBlockBuckets = std::size_t{1} << kSubBits;
    static constexpr std::uint64_t kMaxUnits = (std::uint64_t{1} << 38) - 1; // 73 minutes; beyond: top bucket
    static constexpr std::size_t kBlocks = 38 - kSubBits + 1;
    static constexpr std::size_t kBuckets = kBlocks * kBlockBuckets;

    LatencyHistogram() = default;
    ~LatencyHistogram();
    LatencyHistogram(const LatencyHistogram &) = delete;
    LatencyHistogram &operator=(const LatencyHistogram &) = delete;

    void record(Nanos value) // negative counts as 0
    {
        const std::uint64_t nanos = value.count() > 0 ? static_cast<std::uint64_t>(value.count()) : 0;
        const std::size_t bucket = bucketOf(nanos);
        Block *block = m_blocks[bucket >> kSubBits].load(std::memory_order_relaxed);
        if (!block) [[unlikely]]
            block = addBlock(bucket >> kSubBits);
        (*block)[bucket & (kBlockBuckets - 1)].add();
        m_sumNanos.add(nanos);
        m_maxNanos.raiseTo(nanos);
    }

    void merge(const LatencyHistogram &other);
    void subtract(const LatencyHistogram &part); // what merge() would add; max() stays
    void reset();                                // keeps the memory

    std::uint64_t count() const;
    Nanos sum() const { return Nanos(static_cast<std::int64_t>(m_sumNanos.value())); }
    Nanos max() const { return Nanos(static_cast<std::int64_t>(m_maxNanos.value())); } // exact

    // The value at rank ceil(q * count), q from 0 to 1; 0 while nothing was recorded.
    Nanos percentile(double q) const;

    static constexpr std::size_t bucketOf(std::uint64_t nanos)
    {
        std::uint64_t units = nanos >> kUnitShift;
        if (units > kMaxUnits)
            units = kMaxUnits;
        const auto octave = static_cast<unsigned>(std::bit_width(units | kBlockBuckets)) - (kSubBits + 1);
        return (std::size_t{octave} << kSubBits) + static_cast<std::size_t>(units >> octave);
    }

    static constexpr std::uint64_t middleOf(std::size_t bucket) // ns
    {
        const std::size_t block = bucket >> kSubBits;
        const std::size_t octave = block > 0 ? block - 1 : 0;
        const std::uint64_t low = (bucket - (octave << kSubBits)) << octave;
        return (low << kUnitShift) + ((std::uint64_t{1} << octave << kUnitShift) >> 1);
    }

private:
    using Block = std::array<Counter, kBlockBuckets>;

    Block *addBlock(std::size_t index);

    std::array<std::atomic<Block *>, kBlocks> m_blocks{}; // owned; never freed before the histogram
    Counter m_sumNanos;
    Counter m_maxNanos;
};

} // namespace relay::metrics
