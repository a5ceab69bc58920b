// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/named_tallies.h"

#include <algorithm>
#include <vector>

namespace relay::metrics {

void NamedTally::add(const ExchangeSample &sample, bool withLatency)
{
    requests.add();
    lifetime.requests.add();
    if (sample.failed) {
        failed.add();
        lifetime.failed.add();
    }
    if (sample.slow) {
        slow.add();
        lifetime.slow.add();
    }
    promptTokens.add(sample.promptTokens);
    lifetime.promptTokens.add(sample.promptTokens);
    completionTokens.add(sample.completionTokens);
    lifetime.completionTokens.add(sample.completionTokens);
    costNano.add(sample.costNano);
    lifetime.costNano.add(sample.costNano);
    if (!withLatency || sample.total < Nanos(0))
        return;
    total.record(sample.total);
    overhead.record(sample.overhead);
    lifetime.timed.add();
    lifetime.nanoseconds.add(static_cast<std::uint64_t>(sample.total.count()));
    lifetime.overheadNanoseconds.add(static_cast<std::uint64_t>(std::max(sample.overhead, Nanos(0)).count()));
    if (sample.ttft < Nanos(0))
        return;
    ttft.record(sample.ttft);
    lifetime.begun.add();
    lifetime.ttftNanoseconds.add(static_cast<std::uint64_t>(sample.ttft.count()));
}

void NamedTally::reset()
{
    for (Counter *counter : {&requests, &failed, &slow, &promptTokens, &completionTokens, &costNano})
        counter->reset();
    for (LatencyHistogram *histogram : {&total, &overhead, &ttft})
        histogram->reset();
}

NamedTally *NamedTallies::append()
{
    const std::size_t index = m_count.load(std::memory_order_relaxed);
    if (index == kMaxNames)
        return nullptr;
    m_entries[index] = std::make_unique<NamedTally>();
    return m_entries[index].get(); // seen by readers when m_count says so
}

NamedTally &NamedTallies::ofChannel(std::int64_t id)
{
    if (m_last && m_last->id == id)
        return *m_last;
    if (const auto found = m_byId.find(id); found != m_byId.end())
        return *(m_last = found->second);
    NamedTally *added = append();
    if (!added)
        return m_other;
    added->id = id;
    m_byId.emplace(id, added);
    m_count.store(m_byId.size(), std::memory_order_release);
    return *(m_last = added);
}

NamedTally &NamedTallies::ofModel(std::string_view name, bool mayAdd)
{
    if (m_last && m_last->name == name)
        return *m_last;
    if (const auto found = m_byName.find(name); found != m_byName.end())
        return *(m_last = found->second);
    NamedTally *added = mayAdd && name.size() <= kMaxNameBytes ? append() : nullptr;
    if (!added)
        return m_other;
    added->name = name;
    m_byName.emplace(added->name, added);
    m_count.store(m_byName.size(), std::memory_order_release);
    return *(m_last = added);
}

void NamedTallies::reset()
{
    m_epoch.beginChange();
    const std::size_t count = m_count.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < count; ++i) {
        NamedTally &entry = *m_entries[i];
        entry.unusedWindows = entry.requests.value() > 0 ? 0 : entry.unusedWindows + 1;
        entry.reset();
    }
    m_other.reset();
    m_epoch.endChange();
}

void NamedTallies::dropUnused()
{
    if (m_byName.size() <= kKeptNames)
        return;
    m_dropping.store(true);
    if (m_readers.load() == 0)
        dropLongestUnused();
    m_dropping.store(false);
}

void NamedTallies::dropLongestUnused()
{
    std::vector<std::unique_ptr<NamedTally>> all;
    for (std::size_t i = 0; i < m_byName.size(); ++i)
        all.push_back(std::move(m_entries[i]));
    std::ranges::stable_sort(all, {}, [](const auto &entry) { return entry->unusedWindows; });
    while (all.size() > kKeptNames && all.back()->unusedWindows > 0) {
        m_byName.erase(all.back()->name);
        all.pop_back();
    }
    std::ranges::move(all, m_entries.begin());
    m_last = nullptr;
    m_count.store(m_byName.size(), std::memory_order_release);
}

} // namespace relay::metrics
