// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/pipeline/exchange.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace relay::pipeline {

namespace {

constexpr std::size_t kOwnHeadBytes = 512; // request line, key and our own fields, mostly

// The client's fields without those that the channel sets itself.
void appendWithout(std::string &out, std::string_view lines, const std::vector<std::string> &names)
{
    while (!lines.empty()) {
        const std::size_t end = lines.find("\r\n") + 2;
        const std::string_view line = lines.substr(0, end);
        const std::string_view name = line.substr(0, line.find(':'));
        const bool replaced = std::any_of(names.begin(), names.end(), [&](const std::string &own) {
            return http::equalsIgnoreCase(own, name);
        });
        if (!replaced)
            out.append(line);
        lines.remove_prefix(end);
    }
}

// Percent-encodes all but RFC 3986's unreserved characters.
void appendPathSegment(std::string &out, std::string_view text)
{
    constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '_' || c == '.' || c == '~';
        if (plain)
            out += c;
        else
            out.append(1, '%').append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    }
}

telemetry::Failure failureOf(const routing::Outcome &outcome)
{
    switch (outcome.kind) {
    case routing::Outcome::Kind::Answered:
        return telemetry::Failure::None; // the status says it
    case routing::Outcome::Kind::Unavailable:
        return telemetry::Failure::NotSent;
    case routing::Outcome::Kind::ConnectFailed:
        return telemetry::Failure::ConnectFailed;
    case routing::Outcome::Kind::Silent:
        return telemetry::Failure::Timeout;
    case routing::Outcome::Kind::Broken:
        break;
    }
    return outcome.status != 0 ? telemetry::Failure::Redirect : telemetry::Failure::Broken;
}

// Without what the upstream said, which may quote a prompt: that stands in the row's attempts alone.
std::string loggedWords(const routing::Outcome &outcome)
{
    if (outcome.status == 0)
        return outcome.text; // our own, or the system's
    return "HTTP " + std::to_string(outcome.status) +
           (outcome.kind == routing::Outcome::Kind::Answered ? "" : " (a redirect)");
}

std::size_t keyIndex(const routing::Candidate &candidate)
{
    const auto &keys = candidate.channel->keys;
    const auto found = std::find(keys.begin(), keys.end(), candidate.key);
    return found == keys.end() ? 0 : static_cast<std::size_t>(found - keys.begin());
}

} // namespace

void Exchange::tryCandidate(const routing::Candidate *candidate)
{
    if (!candidate) {
        const routing::Failure failure = m_plan->finalError(m_context.loop.now());
        return answerError(failure.error, failure.retryAfter);
    }
    m_candidate = candidate;
    sendAttempt();
}

void Exchange::sendAttempt()
{
    m_phase = Phase::Waiting;
    m_attemptAt = m_context.loop.now();
    m_lastPieceAt = {};
    m_status = 0;
    m_stream.reset();
    m_keptAlive = m_masking = false;
    const std::int64_t channelId = m_candidate->channel->id;
    const UpstreamTarget *const target = m_catalog->targets.find(channelId);
    if (m_trace)
        beginSpan(target);
    if (!target || !target->upstream) {
        const Error problem = problemOf(target);
        return attemptOver({.kind = routing::Outcome::Kind::Unavailable,
                            .text = problem.message.toStdString(),
                            .phrase = problem.phrase});
    }
    const bool askForUsage =
        dialect::shouldAskForUsage(m_facts, *m_endpoint) && !m_context.refusesUsageOption.contains(channelId);
    m_usageAsked = m_body.splice(m_facts, m_candidate->upstreamModel, askForUsage);
    composeUpstreamHead(*target);

    const config::UpstreamSettings &settings = m_context.settings->upstream;
    const http::ClientRequest::Timeouts timeouts{.head = m_facts.stream ? settings.headTimeoutStream
                                                                        : settings.headTimeoutWhole,
                                                 .idle = settings.streamIdleTimeout};
    m_context.pool.send(
        *target->upstream, m_client,
        {.head = m_head, .body = m_body.parts(), .headMethod = m_method == http::Method::Head}, timeouts);
}

void Exchange::composeUpstreamHead(const UpstreamTarget &target)
{
    m_head.clear();
    m_head.reserve(m_forwarded.size() + kOwnHeadBytes);
    m_head.append(m_methodText).append(" ").append(target.pathPrefix);
    if (!target.azureQuery.empty() && !m_candidate->upstreamModel.empty()) {
        m_head.append("/deployments/");
        appendPathSegment(m_head, m_candidate->upstreamModel);
    }
    m_head.append(m_endpoint->upstreamPath).append(m_rest);
    const bool ownVersion = m_query.find("api-version=") != std::string::npos;
    if (!m_query.empty())
        m_head.append("?").append(m_query);
    if (!target.azureQuery.empty() && !ownVersion)
        m_head.append(m_query.empty() ? "?" : "&").append(target.azureQuery);
    m_head.append(" HTTP/1.1\r\n").append(target.keyLines[keyIndex(*m_candidate)]);
    if (target.ownHeaders.empty())
        m_head.append(m_forwarded);
    else
        appendWithout(m_head, m_forwarded, target.ownHeaders);
    if (m_trace)
        appendTraceParent(target);
    m_head.append("Accept-Encoding: identity\r\n")
        .append(kLoopHeader)
        .append(": ")
        .append(m_context.instanceId);
    if (m_body.sizeBytes() > 0 || m_method == http::Method::Post || m_method == http::Method::Put) {
        std::array<char, 20> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), m_body.sizeBytes()).ptr;
        m_head.append("\r\nContent-Length: ").append(digits.data(), end);
    }
    m_head.append("\r\n\r\n");
}

void Exchange::addTimings(SteadyTime now)
{
    const http::ClientRequest::Timings &timings = m_client.timings();
    if (timings.startedAt < m_attemptAt)
        return; // of an earlier attempt: this one sent nothing
    m_times.queue += timings.queued;
    m_times.connect += timings.connect;
    if (timings.sentAt == SteadyTime{}) {
        // All of it was waiting: for a free connection, or on the way to one.
        const bool stillQueued = timings.queued == Nanos{0};
        (stillQueued ? m_times.queue : m_times.connect) +=
            now - timings.startedAt - timings.queued - timings.connect;
        return;
    }
    SteadyTime arrived = m_lastPieceAt > timings.firstByteAt ? m_lastPieceAt : timings.firstByteAt;
    if (arrived < timings.sentAt)
        arrived = now;
    m_times.upstream += arrived - timings.sentAt;
}

void Exchange::noteAttempt(std::string_view error, SteadyTime now)
{
    addTimings(now);
    if (m_trace)
        endSpan(now);
    const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(now - m_attemptAt);
    m_attempts.push_back({m_candidate->channel->id, m_status, elapsed.count(), std::string(error)});
}

// The attempt under way, or the delay before the next one, ends without an outcome.
void Exchange::dropAttempt(std::string_view why, SteadyTime now)
{
    if (m_phase != Phase::Waiting && m_phase != Phase::Collecting)
        return;
    if (m_retrySame) {
        m_times.upstream += now - m_attemptAt;
        return;
    }
    m_lastPieceAt = now;
    if (m_trace)
        noteFailure(telemetry::Failure::Dropped);
    noteAttempt(why, now);
    m_plan->abandon();
}

void Exchange::attemptOver(const routing::Outcome &outcome)
{
    const SteadyTime now = m_context.loop.now();
    if (m_trace)
        noteFailure(failureOf(outcome));
    noteAttempt(outcome.text, now);
    follow(m_plan->decide(outcome, now), outcome);
}

void Exchange::follow(const routing::FailoverPlan::Verdict &verdict, const routing::Outcome &failure)
{
    log::routing().info("[c{} r{:x}] channel {}: {}", m_connection.id(), m_requestId,
                        m_candidate->channel->name, loggedWords(failure));
    switch (verdict.action) {
    case routing::FailoverPlan::Action::RetrySame:
        m_phase = Phase::Waiting;
        m_retrySame = true;
        m_attemptAt = m_context.loop.now();
        m_context.loop.arm(m_timer, verdict.delay);
        break;
    case routing::FailoverPlan::Action::TryNext:
        tryCandidate(m_plan->next(m_context.loop.now()));
        break;
    case routing::FailoverPlan::Action::Answer: // only of an answer, and that is passed on where it came
    case routing::FailoverPlan::Action::GiveUp:
        tryCandidate(nullptr);
        break;
    }
}

void Exchange::responseFailed(http::FailedAt at, const Error &error)
{
    if (m_phase == Phase::Settling)
        return;
    if (m_phase == Phase::Passing) {
        if (!m_stream || !m_stream->terminal() || isChannelsFault())
            m_plan->brokeOff(m_context.loop.now());
        return breakOff(error);
    }
    const bool silent = error.kind == ErrorKind::UpstreamSilent && at != http::FailedAt::Connect;
    m_timer.cancel();
    m_collected.clear();
    m_stream.reset();
    m_status = 0;
    m_lastPieceAt = m_context.loop.now(); // all of it was waiting
    attemptOver({.kind = at == http::FailedAt::Connect ? routing::Outcome::Kind::ConnectFailed
                         : silent                      ? routing::Outcome::Kind::Silent
                                                       : routing::Outcome::Kind::Broken,
                 .text = error.message.toStdString(),
                 .phrase = error.phrase});
}

} // namespace relay::pipeline
