// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/named_tallies.h"

namespace relay::metrics {

void NamedTally::add(const ExchangeSample &sample, bool withLatency)
{
    requests.add();
    lifetimeRequests.add();
    if (sample.failed) {
        failed.add();
        lifetimeFailed.add();
    }
    if (withLatency)
        total.record(sample.total);
}

void NamedTally::reset()
{
    requests.reset();
    failed.reset();
    total.reset();
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
    for (std::size_t i = 0; i < count; ++i)
        m_entries[i]->reset();
    m_other.reset();
    m_epoch.endChange();
}

} // namespace relay::metrics
