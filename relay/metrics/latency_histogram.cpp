// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/latency_histogram.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace relay::metrics {

LatencyHistogram::~LatencyHistogram()
{
    for (auto &block : m_blocks)
        std::default_delete<Block>()(block.load(std::memory_order_acquire));
}

LatencyHistogram::Block *LatencyHistogram::addBlock(std::size_t index)
{
    auto block = std::make_unique<Block>();
    m_blocks[index].store(block.get(), std::memory_order_release);
    return block.release();
}

void LatencyHistogram::merge(const LatencyHistogram &other)
{
    for (std::size_t i = 0; i < kBlocks; ++i) {
        const Block *from = other.m_blocks[i].load(std::memory_order_acquire);
        if (!from)
            continue;
        Block *into = m_blocks[i].load(std::memory_order_relaxed);
        for (std::size_t j = 0; j < kBlockBuckets; ++j) {
            const std::uint64_t amount = (*from)[j].value();
            if (amount == 0)
                continue;
            if (!into)
                into = addBlock(i);
            (*into)[j].add(amount);
        }
    }
    m_sumNanos.add(other.m_sumNanos.value());
    m_maxNanos.raiseTo(other.m_maxNanos.value());
}

void LatencyHistogram::subtract(const LatencyHistogram &part)
{
    for (std::size_t i = 0; i < kBlocks; ++i) {
        const Block *from = part.m_blocks[i].load(std::memory_order_acquire);
        Block *into = m_blocks[i].load(std::memory_order_relaxed);
        for (std::size_t j = 0; from && into && j < kBlockBuckets; ++j)
            (*into)[j].subtract((*from)[j].value());
    }
    m_sumNanos.subtract(part.m_sumNanos.value());
}

void LatencyHistogram::reset()
{
    for (auto &slot : m_blocks) {
        if (Block *block = slot.load(std::memory_order_relaxed)) {
            for (Counter &bucket : *block)
                bucket.reset();
        }
    }
    m_sumNanos.reset();
    m_maxNanos.reset();
}

std::uint64_t LatencyHistogram::count() const
{
    std::uint64_t total = 0;
    for (const auto &slot : m_blocks) {
        if (const Block *block = slot.load(std::memory_order_acquire)) {
            for (const Counter &bucket : *block)
                total += bucket.value();
        }
    }
    return total;
}

Nanos LatencyHistogram::percentile(double q) const
{
    const std::uint64_t total = count();
    if (total == 0)
        return Nanos(0);
    const double wanted = std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(total));
    const std::uint64_t rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1, total);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBlocks; ++i) {
        const Block *block = m_blocks[i].load(std::memory_order_acquire);
        if (!block)
            continue;
        for (std::size_t j = 0; j < kBlockBuckets; ++j) {
            seen += (*block)[j].value();
            if (seen < rank)
                continue;
            const bool top = i == kBlocks - 1 && j == kBlockBuckets - 1; // holds all that is longer, too
            const auto middle = static_cast<std::int64_t>(middleOf(i * kBlockBuckets + j));
            return top ? max() : std::min(Nanos(middle), max());
        }
    }
    return max();
}

} // namespace relay::metrics
