// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/staged_usage.h"

#include "relay/base/phrase.h"
#include "relay/model/token.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace relay::service {

namespace {
// Room for what is under way when the journal is found full.
constexpr std::uint64_t kReserveBytes = 512 * 1024;
constexpr std::uint64_t kRecordBytes = 2048; // with several failed attempts and their texts

constexpr std::uint64_t kBytesPerToken = 4;
constexpr std::int64_t kExpectedTokens = 1024; // of an answer that the client sets no bound
constexpr std::int64_t kMostChoices = 128;     // what OpenAI takes

} // namespace

std::int64_t StagedUsage::expectedQuota(const pipeline::ExpectedCall &call) const
{
    const model::Price *price = m_prices->find(call.upstreamModel);
    if (!price)
        price = m_prices->find(call.model);
    if (!price)
        return 0;
    const auto promptTokens = call.requestBytes / kBytesPerToken;
    const auto prompt = static_cast<double>(promptTokens);
    const std::int64_t each =
        call.maxTokens > 0 ? std::min(call.maxTokens, model::kMostTokens) : kExpectedTokens;
    const double completion = static_cast<double>(each) *
                              static_cast<double>(std::clamp<std::int64_t>(call.choices, 1, kMostChoices));
    const double dollars = (prompt * price->input + completion * price->output) / 1e6;
    const double units = std::ceil(dollars * static_cast<double>(model::kQuotaPerDollar));
    return std::llround(std::clamp(units, 0.0, static_cast<double>(model::kMostQuotaOfOne)));
}

Result<void> StagedUsage::accepting(std::size_t live) const
{
    const std::uint64_t capacity = m_journal.capacityBytes();
    const std::uint64_t free = capacity - m_journal.usedBytes();
    if (free > std::max(std::min(kReserveBytes, capacity / 8), live * kRecordBytes))
        return {};
    // A small journal, or many exchanges: while it is being emptied, less will do. An eighth of a lap may be
    // skipped, so it must be less than that.
    const Saying trouble = m_writer.health().trouble;
    if (trouble.empty() && free > capacity / 16)
        return {};
    return Error{
        ErrorKind::Unavailable,
        said(QT_TRANSLATE_NOOP("Phrases",
                               "the ledger's journal is full, because the database cannot be written: %1"),
             trouble.empty()
                 ? Saying(said(QT_TRANSLATE_NOOP("Phrases", "it is being caught up, try again shortly")))
                 : trouble)};
}

void StagedUsage::configure(const config::LedgerSettings &settings)
{
    m_rowsThrough = !settings.batchEnabled && settings.consumeEnabled;
    m_totalsThrough = !settings.batchUpdateEnabled;
}

Result<void> StagedUsage::take(model::UsageRecord &record, pipeline::DatabaseWaiter *waiter)
{
    m_prices->price(record);
    const Result<std::uint64_t> sequence = m_writer.append(record);
    if (!sequence)
        return sequence.error();
    record.sequence = *sequence;
    if (m_rowsThrough || m_totalsThrough || (waiter && waiter->reservation != 0))
        writeThrough(*sequence, waiter);
    return {};
}

// While the database is in trouble, or being switched, nobody waits for it: the record is staged.
void StagedUsage::writeThrough(std::uint64_t sequence, pipeline::DatabaseWaiter *waiter)
{
    const ledger::WriteThrough record{.sequence = sequence,
                                      .row = m_rowsThrough,
                                      .totals = m_totalsThrough,
                                      .reservation = waiter ? std::exchange(waiter->reservation, 0) : 0};
    if (waiter)
        stopWaiting(*waiter);
    const bool worthWaiting = m_writer.isWritable() && (record.row || record.totals);
    if (waiter && worthWaiting)
        m_writer.writeThrough(record, telling(*waiter));
    else if (worthWaiting || record.reservation != 0)
        m_writer.writeThrough(record, [](const Result<void> &) {});
}

void StagedUsage::reserve(std::int64_t tokenId, std::int64_t quota, pipeline::DatabaseWaiter &waiter)
{
    if (!m_totalsThrough || !m_writer.isWritable())
        return;
    waiter.reservation = ++m_lastReservation;
    m_writer.reserve({.id = waiter.reservation, .tokenId = tokenId, .quota = quota}, telling(waiter));
}

ledger::LedgerWriter::Done StagedUsage::telling(pipeline::DatabaseWaiter &waiter)
{
    const std::uint64_t ticket = m_waiting.add(waiter);
    return [this, ticket](const Result<void> &done) { // after an error it is written later
        QMetaObject::invokeMethod(
            &m_relayPost,
            [this, ticket, written = done.has_value()] {
                if (written)
                    m_answeredAt = Clock::system().steady();
                m_waiting.tell(ticket);
            },
            Qt::QueuedConnection);
    };
}

void StagedUsage::stopWaiting(pipeline::DatabaseWaiter &waiter)
{
    m_waiting.remove(waiter);
}

void StagedUsage::forget(pipeline::DatabaseWaiter &waiter)
{
    stopWaiting(waiter);
    if (waiter.reservation != 0)
        m_writer.writeThrough({.reservation = std::exchange(waiter.reservation, 0)},
                              [](const Result<void> &) {});
}

} // namespace relay::service
