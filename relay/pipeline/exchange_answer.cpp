// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/dialect.h"
#include "relay/dialect/error_writer.h"
#include "relay/pipeline/blank_key.h"
#include "relay/pipeline/exchange.h"
#include "relay/routing/retry_after.h"

#include <algorithm>
#include <array>

namespace relay::pipeline {

namespace {

// JSON that nobody reads piece by piece is kept back so far: while it is, another attempt is possible.
constexpr std::size_t kHoldBytes = 64 * 1024;
constexpr std::size_t kTellsErrorBytes = 32; // of an event: then it would have named an error
constexpr std::size_t kSniffBytes = 16; // tell whether an answer without the right type is an event stream
constexpr std::size_t kAnswerHeadBytes = 768; // enough for most: providers send many fields
constexpr std::size_t kHighWaterBytes = 256 * 1024;
constexpr auto kErrorBodyTime = std::chrono::seconds{10};
constexpr std::size_t kErrorTextBytes = 300;
constexpr std::size_t kReadErrorBytes = 2048; // of it, before what is secret is blanked

bool isEventStream(std::string_view contentType)
{
    constexpr std::string_view kType = "text/event-stream";
    return contentType.size() >= kType.size() &&
           http::equalsIgnoreCase(contentType.substr(0, kType.size()), kType);
}

// application/json, text/json, application/problem+json; also what says nothing. Not those made of lines.
bool isJson(std::string_view contentType)
{
    std::string_view type = contentType.substr(0, contentType.find(';'));
    while (type.ends_with(' '))
        type.remove_suffix(1);
    constexpr std::string_view kJson = "json";
    if (type.size() <= kJson.size())
        return type.empty();
    const char before = type[type.size() - kJson.size() - 1];
    return (before == '/' || before == '+') &&
           http::equalsIgnoreCase(type.substr(type.size() - kJson.size()), kJson);
}

// Some servers send their events as text/plain, or as nothing at all.
bool looksLikeEvents(std::string_view text)
{
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark))
        text.remove_prefix(kByteOrderMark.size());
    return text.starts_with("data:") || text.starts_with("event:") || text.starts_with("id:") ||
           text.starts_with(": ");
}

// One line, cut between two characters: for log, ledger and message.
void tidyErrorText(std::string &text)
{
    if (text.size() > kErrorTextBytes) {
        std::size_t end = kErrorTextBytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            --end;
        text.resize(end);
    }
    for (char &c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            c = ' ';
    }
}

std::uint64_t totalBytes(std::span<const std::string_view> pieces)
{
    std::uint64_t bytes = 0;
    for (const std::string_view piece : pieces)
        bytes += piece.size();
    return bytes;
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

} // namespace

void Exchange::responseHead(const http::ResponseHead &head)
{
    m_status = head.status;
    m_retryAfter =
        head.status == 429 || head.status >= 500
            ? routing::parseRetryAfter(head.retryAfter, head.retryAfterMs, m_context.loop.clock().unixMs())
            : std::nullopt;
    if (head.status == 101 || (head.status >= 300 && head.status < 400)) {
        // Sent on, a redirect would take the client and its key to somebody else.
        std::string text = "answers " + std::to_string(head.status) + " (redirect to \"";
        text.append(head.location.substr(0, kErrorTextBytes)).append("\"): correct the channel's base URL");
        blankSecrets(text);
        m_client.cancel();
        attemptOver({.kind = routing::Outcome::Kind::Broken, .status = head.status, .text = std::move(text)});
        return;
    }
    m_answerHead.clear();
    m_answerHead.reserve(kAnswerHeadBytes);
    appendAnswerHeaders(m_answerHead, head);
    m_encoded = !head.contentEncoding.empty() && !http::equalsIgnoreCase(head.contentEncoding, "identity");
    const bool bodiless = m_method == http::Method::Head || head.framing == http::BodyFraming::None;
    m_length = head.framing == http::BodyFraming::Length || bodiless ? std::optional(head.contentLength)
                                                                     : std::nullopt;
    m_collected.clear();
    if (head.status < 400 && isEventStream(head.contentType)) {
        const SteadyTime now = m_context.loop.now();
        m_plan->decide({.kind = routing::Outcome::Kind::Answered, .status = m_status}, now);
        beginStream();
        startPassing(now);
        return;
    }
    m_phase = Phase::Collecting;
    m_holdBytes = kHoldBytes;
    if (head.status >= 400)
        m_context.loop.arm(m_timer, kErrorBodyTime);
    else if (m_facts.stream && !(m_length && isJson(head.contentType)))
        m_holdBytes = kSniffBytes; // lines of JSON, or events without their type
    else if (!isJson(head.contentType))
        m_holdBytes = 0;
}

void Exchange::beginStream()
{
    m_stream.emplace(*m_endpoint->dialect, m_context.parser, m_usageAsked && !m_encoded);
    m_screened = m_encoded;
    if (m_usageAsked)
        m_length.reset(); // a chunk will be left out
}

void Exchange::responseBody(std::span<const std::string_view> pieces, bool complete)
{
    if (m_phase == Phase::Passing)
        return pass(pieces, complete);
    if (m_phase != Phase::Collecting)
        return;
    const bool withHead = complete && m_lastPieceAt == SteadyTime{};
    if (!withHead)
        m_lastPieceAt = m_context.loop.now();
    if (complete && m_collected.empty() && pieces.size() <= 1)
        return conclude(pieces.empty() ? std::string_view() : pieces.front(), true);
    for (const std::string_view piece : pieces) {
        const std::size_t needed = m_collected.size() + piece.size() + dialect::kJsonPaddingBytes;
        if (m_collected.capacity() < needed)
            m_collected.reserve(std::max(needed, m_collected.capacity() * 2));
        m_collected.append(piece);
    }
    // White space ahead of the answer is an upstream's keep-alive: it must reach the client.
    const bool keepAlive =
        m_status < 400 && !m_collected.empty() && m_collected.size() < 64 && isBlank(m_collected);
    if (complete || m_collected.size() > m_holdBytes || keepAlive)
        conclude(m_collected, complete);
}

void Exchange::conclude(std::string_view body, bool complete)
{
    m_timer.cancel();
    dialect::AnswerFacts facts;
    if (complete && !m_encoded)
        facts = m_endpoint->dialect->readAnswer({body.data(), body.size()}, m_context.parser);
    const SteadyTime now = m_context.loop.now(); // one reading for all that happens at this moment
    const bool failed = facts.failed || m_status >= 400;
    std::string error = failed ? errorText(std::move(facts.errorText), body) : std::string();
    if (m_usageAsked && (m_status == 400 || m_status == 422) && body.find("stream_options") != body.npos)
        return retryWithoutUsageOption();
    const routing::Outcome outcome{.kind = routing::Outcome::Kind::Answered,
                                   .status = m_status,
                                   .retryAfter = m_retryAfter,
                                   .text = m_status >= 400 ? "HTTP " + std::to_string(m_status) + ": " + error
                                                           : std::string()};
    const routing::FailoverPlan::Verdict verdict = m_plan->decide(outcome, now);
    if (verdict.action != routing::FailoverPlan::Action::Answer) {
        noteAttempt(outcome.text, now);
        m_client.cancel();
        return follow(verdict, outcome);
    }
    const bool events = m_facts.stream && m_status < 400 && !m_encoded && looksLikeEvents(body);
    if (!complete || events) {
        if (events)
            beginStream();
        else
            m_answer.emplace();
        m_answerError = m_status >= 400 ? std::move(error) : std::string();
        startPassing(now);
        std::string held = std::exchange(m_collected, {});
        if (m_status >= 400 && !m_encoded)
            maskSecrets(held);
        const std::string_view piece = held.empty() ? body : std::string_view(held);
        return pass(std::span(&piece, 1), complete);
    }
    m_plan->ended();
    m_usage = facts.usage;
    noteAttempt(m_status >= 400 ? error : std::string_view(), now);
    m_headAt = now;
    m_answerHead.append(m_cors);
    m_answerBytes = body.size();
    record(m_status, error, now);
    if (!failed || m_encoded)
        return respondWhole(m_status, body);
    std::string shown(body);
    maskSecrets(shown);
    respondWhole(m_status, shown);
}

// What is kept of a failed answer: `told`, as it named it, or else its beginning.
std::string Exchange::errorText(std::string told, std::string_view body) const
{
    if (m_status >= 400 && told.empty())
        told = m_encoded ? "an error in a compressed body" : std::string(body.substr(0, kReadErrorBytes));
    blankSecrets(told);
    tidyErrorText(told);
    return told.empty() && m_status >= 400 ? "no text" : told;
}

void Exchange::blankSecrets(std::string &text) const
{
    blankKey(text, m_candidate->key);
    if (const UpstreamTarget *const target = m_catalog->targets.find(m_candidate->channel->id)) {
        for (const std::string &secret : target->secrets)
            blankKey(text, secret);
    }
}

void Exchange::maskSecrets(std::string &bytes) const
{
    maskKey(bytes, m_candidate->key);
    if (const UpstreamTarget *const target = m_catalog->targets.find(m_candidate->channel->id)) {
        for (const std::string &secret : target->secrets)
            maskKey(bytes, secret);
    }
}

void Exchange::retryWithoutUsageOption()
{
    m_context.refusesUsageOption.insert(m_candidate->channel->id);
    noteAttempt("does not take stream_options; asked again without it", m_context.loop.now());
    m_client.cancel();
    sendAttempt();
}

void Exchange::startPassing(SteadyTime now)
{
    noteAttempt(m_answerError, now);
    m_headAt = now;
    m_answerHead.append(m_cors);
    appendTimingHeaders(m_answerHead, m_requestId, stageTimes());
    m_phase = Phase::Passing;
    m_connection.startResponse(m_status, m_answerHead, m_length);
    if (isPinged())
        m_context.loop.arm(m_timer, kPingInterval);
}

void Exchange::pass(std::span<const std::string_view> pieces, bool complete)
{
    std::span<const std::string_view> out = pieces;
    if (m_stream) {
        std::vector<std::string_view> &scratch = m_context.pieces;
        scratch.clear();
        if (m_encoded) {
            scratch.assign(pieces.begin(), pieces.end());
        } else if (m_usageAsked && pieces.size() > 1) {
            // The observer's own bytes hold until its next call: let it see one piece.
            std::string &joined = m_context.joined;
            joined.clear();
            for (const std::string_view piece : pieces)
                joined.append(piece);
            m_stream->feed(joined, scratch);
        } else {
            for (const std::string_view piece : pieces)
                m_stream->feed(piece, scratch);
        }
        if (complete)
            m_stream->finish(scratch);
        if (!m_screened)
            screenBeginning(scratch, complete);
        if (complete && m_stream->isEmpty() && !m_encoded && m_method != http::Method::Head) {
            passOn(scratch); // comments
            m_plan->brokeOff(m_context.loop.now());
            return breakOff({ErrorKind::Transient, QStringLiteral("the upstream's stream ended at once, "
                                                                  "without an event")});
        }
        if (m_firstContentAt == SteadyTime{} && m_stream->sawContent())
            m_firstContentAt = m_context.loop.now();
        m_answerBytes = totalBytes(scratch);
        if (complete || m_stream->terminal())
            recordStream();
        if (isPinged() && !m_held)
            m_context.loop.arm(m_timer, kPingInterval);
        out = scratch;
    } else if (m_answer) {
        if (!m_encoded) { // what is compressed passes unread
            for (const std::string_view piece : pieces)
                m_answer->feed(piece);
        }
        m_answerBytes = totalBytes(pieces);
        if (complete) {
            keepUsage();
            record(m_status, m_answerError, m_context.loop.now());
        }
    }
    if (complete) {
        m_plan->ended();
        return endBody(out);
    }
    passOn(out);
    if (m_connection.pendingBytes() > kHighWaterBytes)
        m_client.pause();
}

void Exchange::passOn(std::span<const std::string_view> pieces)
{
    if (m_held)
        hold(pieces);
    else
        m_connection.writeBody(pieces, false);
}

// An upstream that fails a stream may repeat in it what it was sent, with the key. An error comes as the
// first event: where that arrives in pieces and may be one, a client gets it when it is whole.
void Exchange::screenBeginning(std::vector<std::string_view> &out, bool complete)
{
    const bool known = complete || m_stream->failed() || m_stream->facts().dataEvents > 0;
    if (known && !m_stream->failed() && m_collected.empty()) {
        m_screened = true;
        return;
    }
    const bool fresh = m_collected.empty();
    for (const std::string_view piece : out)
        m_collected.append(piece);
    const bool mayFail =
        !known && (m_collected.size() < kTellsErrorBytes || m_collected.find("error") != std::string::npos);
    if (mayFail && m_collected.size() < kHoldBytes) {
        out.clear();
        return;
    }
    m_screened = known;
    if (m_stream->failed() || mayFail)
        maskSecrets(m_collected);
    else if (fresh)
        return m_collected.clear(); // the pieces are as good
    m_context.joined = std::exchange(m_collected, {});
    out.assign(1, m_context.joined);
}

void Exchange::ping()
{
    constexpr std::string_view kPing = ": ping\n\n";
    if (m_stream->atEventBoundary() && m_connection.pendingBytes() == 0)
        m_connection.writeBody(std::span(&kPing, 1), false);
    m_context.loop.arm(m_timer, kPingInterval);
}

// What has been told of it so far, of an answer that has begun: that much the upstream will charge.
void Exchange::keepUsage()
{
    if (m_stream)
        m_usage = m_stream->usage();
    else if (m_answer && !m_encoded)
        m_usage = m_answer->finish(m_context.parser).usage;
}

void Exchange::breakOff(const Error &error)
{
    if (m_stream && m_stream->terminal() && !m_length) {
        // It has said that it is complete: only the framing's end is missing.
        return endBody({});
    }
    m_attempts.back().error = error.message.toStdString();
    if (m_trace) {
        noteFailure(error.kind == ErrorKind::UpstreamSilent ? telemetry::Failure::Timeout
                    : error.kind == ErrorKind::Unavailable  ? telemetry::Failure::Dropped
                                                            : telemetry::Failure::Broken);
    }
    m_broken = true;
    m_answerBytes = 0;
    keepUsage();
    if (!m_stream || m_length || m_encoded) {
        record(m_status, error.message.toStdString(), m_context.loop.now());
        return abortBody();
    }
    // What was held back stays back: an event without its end is nothing to a client.
    const std::string text = (m_stream->atEventBoundary() ? "" : "\n\n") +
                             m_endpoint->dialect->writeStreamError(error, m_stream->facts().dataEvents);
    const std::string_view piece = text;
    m_answerBytes = piece.size();
    record(m_status, error.message.toStdString(), m_context.loop.now());
    endBody(std::span(&piece, 1));
}

void Exchange::answerError(const Error &error, std::optional<std::chrono::seconds> retryAfter)
{
    const int status = dialect::statusOf(error.kind);
    m_headAt = m_context.loop.now();
    m_ownError = true;
    m_errorKind = error.kind;
    m_answerHead = "Content-Type: application/json\r\n";
    if (retryAfter)
        m_answerHead += "Retry-After: " + std::to_string(retryAfter->count()) + "\r\n";
    m_answerHead.append(m_cors);
    const std::string body = m_endpoint->dialect->writeError(error, status);
    m_answerBytes = body.size();
    record(status, error.message.toStdString(), m_headAt);
    respondWhole(status, body);
}

} // namespace relay::pipeline
