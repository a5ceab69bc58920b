// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/dialect.h"
#include "relay/pipeline/exchange.h"

namespace relay::pipeline {

namespace {

constexpr std::size_t kHighWaterBytes = 256 * 1024;
constexpr std::chrono::seconds kUsageTime{1}; // behind the last event: so late may usage come, and the row

std::uint64_t totalBytes(std::span<const std::string_view> pieces)
{
    std::uint64_t bytes = 0;
    for (const std::string_view piece : pieces)
        bytes += piece.size();
    return bytes;
}

} // namespace

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
    if (m_stream)
        return passStream(pieces, complete);
    if (m_answer) {
        if (m_encoded) {
            observeCopy(pieces);
        } else {
            for (const std::string_view piece : pieces)
                m_answer->feed(piece);
        }
        if (m_keptAlive || m_masking) {
            std::vector<std::string_view> &out = m_context.pieces;
            out.assign(pieces.begin(), pieces.end());
            screenAnswer(out, complete);
            pieces = out;
        }
        m_answerBytes = totalBytes(pieces);
        if (complete) {
            keepUsage();
            record(m_status, m_answerError, m_context.loop.now());
        }
    }
    if (complete) {
        if (m_answerFault)
            m_plan->brokeOff(m_context.loop.now());
        else
            m_plan->ended();
        return endBody(pieces);
    }
    passOn(pieces);
    if (waitingBytes() > kHighWaterBytes)
        m_client.pause();
}

void Exchange::passStream(std::span<const std::string_view> pieces, bool complete)
{
    std::vector<std::string_view> &out = m_context.pieces;
    out.clear();
    if (m_encoded) {
        out.assign(pieces.begin(), pieces.end());
        observeCopy(pieces);
    } else if (m_usageAsked && pieces.size() > 1) {
        // The observer's own bytes hold until its next call: let it see one piece.
        std::string &joined = m_context.joined;
        joined.clear();
        for (const std::string_view piece : pieces)
            joined.append(piece);
        m_stream->feed(joined, out);
    } else {
        for (const std::string_view piece : pieces)
            m_stream->feed(piece, out);
    }
    if (complete) {
        std::vector<std::string_view> unseen;
        m_stream->finish(m_encoded ? unseen : out);
    }
    if (!m_encoded)
        screen(out, complete);
    if (m_firstContentAt == SteadyTime{} && m_stream->sawContent())
        m_firstContentAt = m_context.loop.now();
    if (const char *const missing = complete ? whatIsMissing() : nullptr) {
        passOn(out);
        m_plan->brokeOff(m_context.loop.now());
        const std::string &aside = m_stream->facts().aside;
        const std::string text = aside.empty() ? "" : ": " + errorText(aside, {});
        return breakOff({ErrorKind::Transient, QString::fromUtf8(missing) + QString::fromStdString(text)});
    }
    m_answerBytes = totalBytes(out);
    if (m_clientLeft)
        return passUnheard(complete);
    if (complete || (m_stream->terminal() && (m_stream->usage().known() || m_stream->failed()))) {
        recordStream();
    } else if (m_stream->terminal() && !m_recorded && !awaitsUsage()) {
        m_toldEndAt = m_context.loop.now(); // usage may follow [DONE]
        m_context.loop.arm(m_timer, kUsageTime);
    }
    if (isPinged() && !m_held && !awaitsUsage())
        m_context.loop.arm(m_timer, kPingInterval);
    if (complete) {
        judgeStream();
        return endBody(out);
    }
    passOn(out);
    if (waitingBytes() > kHighWaterBytes)
        m_client.pause();
}

// What compressed bytes tell is read from a copy; what cannot be unpacked has nothing to tell.
void Exchange::observeCopy(std::span<const std::string_view> pieces)
{
    for (const std::string_view piece : pieces) {
        std::string unpacked;
        if (m_inflater && !m_inflater->unpack(piece, unpacked))
            m_inflater.reset();
        if (!m_inflater)
            return;
        std::vector<std::string_view> unseen;
        if (m_stream)
            m_stream->feed(unpacked, unseen);
        else
            m_answer->feed(unpacked);
    }
}

// Whether the stream told of an error that speaks against its channel: an unknown code is mostly about what
// the client sent, as each invalid picture has one of its own.
bool Exchange::isChannelsFault() const
{
    const dialect::StreamFacts &facts = m_stream->facts();
    return facts.failed && (facts.errorStatus == 0 ? !facts.errorNamed : isUpstreamsFault(facts.errorStatus));
}

// What its end says of the channel.
void Exchange::judgeStream()
{
    if (isChannelsFault())
        m_plan->brokeOff(m_context.loop.now());
    else
        m_plan->ended();
}

// Of a stream that has ended in good order, as far as HTTP knows; null: nothing, as far as one can tell.
const char *Exchange::whatIsMissing() const
{
    if ((m_encoded && !m_inflater) || m_method == http::Method::Head)
        return nullptr;
    if (m_stream->isEmpty())
        return kEmptyStream;
    const dialect::StreamFacts &facts = m_stream->facts();
    if ((facts.dataEvents == 0 && facts.aside.empty()) || facts.failed || facts.terminal)
        return nullptr;
    if (m_stream->isCut())
        return "the upstream's stream ended in the middle of an event";
    if (m_endpoint->streamsTellTheirEnd() && !facts.finished)
        return "the upstream's stream ended without its last event: the answer is not complete";
    return nullptr;
}

void Exchange::passOn(std::span<const std::string_view> pieces)
{
    if (m_held)
        hold(pieces);
    else
        m_connection.writeBody(pieces, false);
}

// What usage follows the last event of a stream has not come in time.
void Exchange::stopAwaitingUsage()
{
    m_answerBytes = 0; // all that came is with the connection
    recordStream();
    if (m_clientLeft) {
        judgeStream();
        finish();
    } else if (isPinged() && !m_held)
        m_context.loop.arm(m_timer, kPingInterval);
}

// The client had the answer and has gone: of what follows the usage alone matters.
void Exchange::passUnheard(bool complete)
{
    m_answerBytes = 0;
    if (!complete && !m_stream->usage().known() && !m_stream->failed())
        return;
    recordStream();
    judgeStream();
    finish();
}

void Exchange::ping()
{
    constexpr std::string_view kPing = ": ping\n\n";
    if (m_stream->atEventBoundary() && m_connection.pendingBytes() == 0)
        m_connection.writeBody(std::span(&kPing, 1), false);
    m_context.loop.arm(m_timer, kPingInterval);
}

// What has been told of it so far, of an answer that has begun: that much the upstream will charge. An error
// may come behind an upstream's keep-alive.
void Exchange::keepUsage()
{
    if (m_stream)
        m_usage = m_stream->usage();
    if (m_stream || !m_answer || (m_encoded && !m_inflater))
        return;
    const dialect::AnswerFacts facts = m_answer->finish(m_context.parser);
    m_usage = facts.usage;
    if (m_status < 400 && facts.failed) {
        m_answerError = errorText(facts.errorText, {});
        m_answerFault = isUpstreamsFault(facts.errorStatus) &&
                        m_endpoint->kind != dialect::Endpoint::Kind::ResponseObject; // as in conclude()
    }
}

void Exchange::breakOff(const Error &error)
{
    if (m_stream && m_stream->terminal() && (!m_length || m_clientLeft)) {
        // It has said that it is complete: only the framing's end is missing.
        m_answerBytes = 0;
        recordStream();
        if (!isChannelsFault()) // a fault has been told
            m_plan->ended();
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

} // namespace relay::pipeline
