// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/profile_builder.h"

#include "relay/platform/symbol_table.h"

namespace relay::profiling {

ProfileBuilder::ProfileBuilder(std::vector<ValueType> sampleTypes)
    : m_sampleTypes(std::move(sampleTypes))
{
}

void ProfileBuilder::add(std::span<const std::uintptr_t> stack, std::span<const std::int64_t> values,
                         const std::string &thread)
{
    auto &sums = m_sums[{thread, {stack.begin(), stack.end()}}];
    sums.resize(m_sampleTypes.size());
    for (std::size_t i = 0; i < sums.size() && i < values.size(); ++i)
        sums[i] += values[i];
}

Profile ProfileBuilder::build() const
{
    Profile profile;
    profile.sampleTypes = m_sampleTypes;
    platform::SymbolTable symbols;
    for (const platform::CodeMapping &mapping : symbols.mappings())
        profile.mappings.push_back(
            {mapping.begin, mapping.end, mapping.fileOffset, mapping.path, mapping.buildId});

    std::map<std::uintptr_t, std::size_t> known;
    for (const auto &[key, sums] : m_sums) {
        Sample sample = {.values = sums, .thread = key.thread};
        for (const std::uintptr_t address : key.stack) {
            const auto [entry, isNew] = known.try_emplace(address, profile.locations.size());
            if (isNew) {
                const platform::CodePlace place = symbols.place(address);
                profile.locations.push_back(
                    {.address = address,
                     .function = place.function.empty() ? "[unknown]" : place.function,
                     .symbol = place.symbol,
                     .mapping = place.mapping});
            }
            sample.stack.push_back(entry->second);
        }
        profile.samples.push_back(std::move(sample));
    }
    return profile;
}

} // namespace relay::profiling
