// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace bench {

// Log-linear histogram of nanoseconds: 128 steps to each power of two, so at most 0.8 % off. Reentrant.
class LatencyHistogram final
{
public:
    void add(std::int64_t ns)
    {
        ++m_counts[index(ns > 0 ? static_cast<std::uint64_t>(ns) : 0)];
        ++m_total;
    }

    [[nodiscard]] std::uint64_t total() const { return m_total; }

    // The upper edge of the step in which the share `part` (0 to 1) of all values is reached.
    [[nodiscard]] double quantileUs(double part) const
    {
        const auto wanted = static_cast<std::uint64_t>(part * static_cast<double>(m_total));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < m_counts.size(); ++i) {
            seen += m_counts[i];
            if (seen > wanted || (seen == m_total && m_total > 0))
                return static_cast<double>(upperEdge(i)) / 1000.0;
        }
        return 0;
    }

    void clear()
    {
        m_counts.fill(0);
        m_total = 0;
    }

private:
    static constexpr int kStepBits = 7;
    static constexpr std::size_t kSteps = std::size_t{1} << kStepBits;

    static std::size_t index(std::uint64_t ns)
    {
        if (ns < kSteps)
            return ns;
        const int shift = static_cast<int>(std::bit_width(ns)) - kStepBits - 1;
        return static_cast<std::size_t>(shift) * kSteps + (ns >> shift);
    }

    static std::uint64_t upperEdge(std::size_t index)
    {
        if (index < 2 * kSteps)
            return index + 1;
        const std::size_t shift = index / kSteps - 1;
        return ((index - shift * kSteps) + 1) << shift;
    }

    std::array<std::uint64_t, (64 - kStepBits + 1) * kSteps> m_counts{};
    std::uint64_t m_total = 0;
};

} // namespace bench
