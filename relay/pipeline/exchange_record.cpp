// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/log.h"
#include "relay/pipeline/exchange.h"
#include "relay/pipeline/exchange_held.h"
#include "relay/pipeline/shown_path.h"

#include <utility>

namespace relay::pipeline {

namespace {

std::int64_t microseconds(Nanos time)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

double milliseconds(Nanos time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

// Below 0: it was not told.
std::uint64_t counted(std::int64_t amount)
{
    return amount > 0 ? static_cast<std::uint64_t>(amount) : 0;
}

} // namespace

StageTimes Exchange::stageTimes() const
{
    StageTimes times = m_times;
    times.total = m_headAt - m_startedAt;
    return times;
}

void Exchange::recordStream()
{
    m_usage = m_stream->usage();
    std::string error = m_stream->errorText();
    if (!error.empty())
        error = errorText(std::move(error), {});
    record(m_status, error, m_toldEndAt == SteadyTime{} ? m_context.loop.now() : m_toldEndAt);
}

KnockTrouble Exchange::knockTrouble(int status) const
{
    if (m_ownError)
        return troubleOf(m_errorKind, true, !m_facts.model().empty());
    if (m_broken || (m_stream && m_stream->failed()))
        return KnockTrouble::Upstream;
    if (status == kClientGone)
        return KnockTrouble::Other;
    return status >= 400 ? KnockTrouble::Passed : KnockTrouble::None;
}

// Before the answer's last bytes: an answer that a client has whole is in the ledger, whatever happens next.
void Exchange::record(int status, std::string_view error, SteadyTime now)
{
    if (m_recorded)
        return;
    m_recorded = true;
    if (m_headAt == SteadyTime{})
        m_headAt = now;
    m_context.knocks.ended(m_requestId, status, knockTrouble(status), error, m_errorPhrase);
    const StageTimes times = stageTimes();
    const SteadyTime firstContent = m_firstContentAt == SteadyTime{} ? m_headAt : m_firstContentAt;

    model::UsageRecord &record = m_context.record;
    record.createdAtMs = m_context.loop.clock().unixMs();
    record.requestId = m_requestId;
    record.tokenId = m_token ? m_token->token.id : 0;
    record.channelId = m_candidate ? m_candidate->channel->id : 0;
    record.model.assign(m_facts.model());
    record.upstreamModel.assign(m_candidate ? m_candidate->upstreamModel : std::string_view());
    if (m_ownWords) {
        record.endpoint.assign(m_path);
    } else {
        record.endpoint.clear();
        appendShownPath(record.endpoint, m_path);
    }
    record.stream = m_facts.stream;
    record.status = status;
    record.failed =
        m_ownError || m_broken || m_answerFault || (m_stream && m_stream->failed()) || status >= 500;
    record.error.assign(error);
    record.usage = m_usage;
    record.costUsd.reset();
    record.quota = 0;
    record.elapsedUs = microseconds(now - m_startedAt);
    record.ttftUs =
        m_phase == Phase::Passing || m_answerBytes > 0 ? microseconds(firstContent - m_startedAt) : -1;
    record.overheadUs = microseconds(times.overhead());
    record.queueUs = microseconds(times.queue);
    record.connectUs = microseconds(times.connect);
    record.upstreamUs = microseconds(times.upstream);
    record.requestBytes = static_cast<std::int64_t>(m_connection.requestBytes());
    record.responseBytes = static_cast<std::int64_t>(m_connection.responseBytes() + m_answerBytes);
    record.attempts = m_attempts;
    if (m_trace)
        noteTraced(record);
    // The journal's last room is for what was let in before it was full, not for refusals.
    const bool wanted = !m_attempts.empty() || m_context.usage.accepting(m_index);
    if (const Result<void> taken = wanted ? m_context.usage.take(record, this) : Result<void>(); !taken)
        log::ledger().error("[c{} r{:x}] a usage record is lost: {}", m_connection.id(), m_requestId,
                            taken.error().message.toStdString());
    releaseQuota();
    if (record.quota > 0 && m_token)
        m_context.quota.spend(m_token->token, record.quota);
    if (waitForDatabase()) {
        m_held = std::make_unique<Held>();
        if (m_phase != Phase::Passing) {
            m_held->untold = record;
            return;
        }
    }
    tell(record, times, firstContent);
}

void Exchange::tell(const model::UsageRecord &record, const StageTimes &times, SteadyTime firstContent)
{
    const bool begun = m_stream && record.ttftUs >= 0; // not while its head is held back
    const Nanos ttft = begun ? firstContent - m_startedAt : Nanos{-1};
    const Nanos felt = begun ? ttft : times.total;
    const bool slow = felt >= m_context.settings->metrics.slowRequestThreshold;
    const bool ownError = m_broken || (m_ownError && metrics::isOwnError(record.status));
    m_context.metrics.record({.now = m_headAt,
                              .total = times.total,
                              .overhead = times.overhead(),
                              .ttft = ttft,
                              .status = record.status,
                              .stream = record.stream,
                              .failed = record.failed,
                              .ownError = ownError,
                              .callersError = m_ownError && metrics::isCallersError(record.status),
                              .slow = slow,
                              .channelId = record.channelId,
                              .model = record.model,
                              .promptTokens = counted(record.usage.prompt),
                              .completionTokens = counted(record.usage.completion),
                              .costNano = counted(model::nanoDollars(record.costUsd))});
    const std::string_view channel = m_candidate ? std::string_view(m_candidate->channel->name) : "-";
    if (slow)
        log::pipeline().warn("[c{} r{:x}] slow request {} {} model {} channel {} {:.2f} ms",
                             m_connection.id(), m_requestId, m_methodText, record.endpoint, record.model,
                             channel, milliseconds(felt));
    if (log::pipeline().should_log(spdlog::level::debug))
        log::pipeline().debug("[c{} r{:x}] {} {} model {} channel {} status {} X-Response-Time-Ms: {:.2f}",
                              m_connection.id(), m_requestId, m_methodText, record.endpoint, record.model,
                              channel, record.status, milliseconds(times.total));
}

} // namespace relay::pipeline
