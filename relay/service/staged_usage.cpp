// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/staged_usage.h"

#include <algorithm>

namespace relay::service {

namespace {
// Room for what is under way when the journal is found full: a record is well under 1 KB.
constexpr std::uint64_t kReserveBytes = 512 * 1024;
} // namespace

Result<void> StagedUsage::accepting() const
{
    const std::uint64_t capacity = m_journal.capacityBytes();
    if (capacity - m_journal.usedBytes() > std::min(kReserveBytes, capacity / 8))
        return {};
    const std::string trouble = m_writer.health().trouble;
    return Error{ErrorKind::Unavailable,
                 QStringLiteral("the ledger's journal is full, because the database cannot be written: %1")
                     .arg(trouble.empty() ? QStringLiteral("it is being caught up, try again shortly")
                                          : QString::fromStdString(trouble))};
}

Result<void> StagedUsage::take(model::UsageRecord &record)
{
    m_prices->price(record);
    const Result<std::uint64_t> sequence = m_writer.append(record);
    if (!sequence)
        return sequence.error();
    record.sequence = *sequence;
    return {};
}

} // namespace relay::service
