// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/staged_usage.h"

#include <algorithm>

namespace relay::service {

namespace {
// Room for what is under way when the journal is found full.
constexpr std::uint64_t kReserveBytes = 512 * 1024;
constexpr std::uint64_t kRecordBytes = 2048; // with several failed attempts and their texts
} // namespace

Result<void> StagedUsage::accepting(std::size_t live) const
{
    const std::uint64_t capacity = m_journal.capacityBytes();
    const std::uint64_t free = capacity - m_journal.usedBytes();
    if (free > std::max(std::min(kReserveBytes, capacity / 8), live * kRecordBytes))
        return {};
    // A small journal, or many exchanges: while it is being emptied, less will do. An eighth of a lap may be
    // skipped, so it must be less than that.
    const std::string trouble = m_writer.health().trouble;
    if (trouble.empty() && free > capacity / 16)
        return {};
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
