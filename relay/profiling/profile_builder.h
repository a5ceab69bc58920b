// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/profiling/profile.h"

#include <map>
#include <span>

namespace relay::profiling {

// Adds up stacks of addresses and gives them names at the end. Reentrant.
class ProfileBuilder final
{
public:
    explicit ProfileBuilder(std::vector<ValueType> sampleTypes);

    // The innermost address first; those of callers inside the call instruction.
    void add(std::span<const std::uintptr_t> stack, std::span<const std::int64_t> values,
             const std::string &thread = {});

    Profile build() const; // reads symbol tables: milliseconds

private:
    struct Key
    {
        std::string thread;
        std::vector<std::uintptr_t> stack;

        auto operator<=>(const Key &) const = default; // NOLINT(modernize-use-nullptr)
    };

    std::vector<ValueType> m_sampleTypes;
    std::map<Key, std::vector<std::int64_t>> m_sums;
};

} // namespace relay::profiling
