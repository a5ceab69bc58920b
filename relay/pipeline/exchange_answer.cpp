// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/dialect/dialect.h"
#include "relay/dialect/error_writer.h"
#include "relay/dialect/key_scan.h"
#include "relay/pipeline/exchange.h"
#include "relay/routing/retry_after.h"

#include <algorithm>

namespace relay::pipeline {

namespace {

constexpr std::size_t kSniffBytes = 16; // tell whether an answer without the right type is an event stream
constexpr std::size_t kAnswerHeadBytes = 768;        // enough for most: providers send many fields
constexpr std::size_t kMostErrorBytes = 1024 * 1024; // unpacked: each is looked at for keys
constexpr auto kErrorBodyTime = std::chrono::seconds{10};
constexpr auto kOpeningTime = std::chrono::seconds{1}; // between a stream's head and its first event
constexpr std::size_t kRedirectTextBytes = 300;

// Whatever parameters follow the type.
bool isOfType(std::string_view contentType, std::string_view type)
{
    return contentType.size() >= type.size() &&
           http::equalsIgnoreCase(contentType.substr(0, type.size()), type);
}

bool isMarkup(std::string_view text)
{
    return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size())).starts_with('<');
}

routing::Outcome webPage()
{
    const Error error{
        ErrorKind::Transient,
        said(QT_TRANSLATE_NOOP(
            "Phrases", "answers with a web page, which is no API's: correct the channel's base URL"))};
    return {
        .kind = routing::Outcome::Kind::Broken, .text = error.message.toStdString(), .phrase = error.phrase};
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
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return text.starts_with("data:") || text.starts_with("event:") || text.starts_with("id:") ||
           text.starts_with("retry:") || text.starts_with(':');
}

// Of a stream's beginning: without comments and the like, which tell nothing.
std::string_view behindComments(std::string_view text)
{
    constexpr std::string_view kLineEnds = "\r\n";
    for (;;) {
        text.remove_prefix(std::min(text.find_first_not_of(kLineEnds), text.size()));
        if (!text.starts_with(':') && !text.starts_with("retry:") && !text.starts_with("id:"))
            return text;
        text.remove_prefix(std::min(text.find_first_of(kLineEnds), text.size()));
    }
}

// Whether a stream's first event, of which so much has come, may turn out to be an error.
bool mayBecomeError(std::string_view event)
{
    constexpr std::size_t kTellingBytes = 16; // of data: more than `{"error": {`
    std::size_t dataBytes = 0;
    for (std::string_view rest = event; !rest.empty();) {
        const std::size_t lineEnd = dialect::findLineEnd(rest, 0);
        const std::string_view line = rest.substr(0, lineEnd);
        if (line.empty())
            return false; // all of it has come
        if (line.starts_with("data:") || line.starts_with('{') || line.starts_with('['))
            dataBytes += line.size();
        if (lineEnd == std::string_view::npos)
            break;
        const bool both = rest.substr(lineEnd).starts_with("\r\n");
        rest.remove_prefix(lineEnd + (both ? 2 : 1));
    }
    return dataBytes < kTellingBytes || dialect::mayTellError(event);
}

// Takes the lines of one field out of a head's.
void dropField(std::string &lines, std::string_view name)
{
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end = lines.find("\r\n", at) + 2;
        const std::string_view line = std::string_view(lines).substr(at, end - at);
        if (http::equalsIgnoreCase(line.substr(0, line.find(':')), name))
            lines.erase(at, end - at);
        else
            at = end;
    }
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
        text.append(head.location.substr(0, kRedirectTextBytes))
            .append("\"): correct the channel's base URL");
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
    m_inflater.reset();
    m_phase = Phase::Collecting;
    const bool events = head.status < 400 && head.status != 204 && head.status != 304 &&
                        isOfType(head.contentType, "text/event-stream");
    m_html = head.status < 300 && isOfType(head.contentType, "text/html");
    if (m_encoded && !bodiless)
        readEncoding(head.contentEncoding);
    if (events)
        return beginStream();
    m_holdBytes = kHoldBytes;
    if (head.status >= 400)
        m_context.loop.arm(m_timer, kErrorBodyTime);
    else if (m_facts.stream && !(m_length && isJson(head.contentType)))
        m_holdBytes = kSniffBytes; // lines of JSON, or events without their type
    else if (!isJson(head.contentType))
        m_holdBytes = 0;
}

// Nobody asked for it. Where it is a known one, a copy is unpacked, to be read.
void Exchange::readEncoding(std::string_view contentEncoding)
{
    constexpr std::size_t kShownBytes = 32;
    if (!http::Inflater::reads(contentEncoding)) {
        if (m_context.compresses.insert(m_candidate->channel->id).second)
            log::pipeline().warn("channel {} compresses its answers ({}) although it was asked not to: their "
                                 "usage and cost stay unknown",
                                 m_candidate->channel->name, contentEncoding.substr(0, kShownBytes));
        return;
    }
    m_inflater = std::make_unique<http::Inflater>();
}

void Exchange::beginStream()
{
    m_stream.emplace(*m_endpoint->dialect, m_context.parser, m_usageAsked && !m_encoded);
    if (!m_encoded && m_method != http::Method::Head)
        m_length.reset(); // a chunk may be left out, an error be added
}

// What a stream begins with. Where that is an error of the upstream's, another channel may do better: the
// client has got nothing. What does not tell yet waits a moment for what follows.
void Exchange::openStream(std::span<const std::string_view> pieces, bool complete)
{
    std::string_view first = pieces.empty() ? std::string_view() : behindComments(pieces.front());
    std::string_view joined;
    if (!m_collected.empty() || (pieces.size() > 1 && mayBecomeError(first))) {
        for (const std::string_view piece : pieces)
            m_collected.append(piece);
        joined = m_collected;
        pieces = std::span(&joined, 1);
        first = behindComments(joined);
    }
    if (!complete && !m_encoded && m_collected.size() < kHoldBytes && mayBecomeError(first)) {
        if (!m_timer.armed())
            m_context.loop.arm(m_timer, kOpeningTime);
        m_lastPieceAt = m_context.loop.now(); // all of it is waiting
        if (m_collected.empty() && !pieces.empty())
            m_collected = pieces.front();
        return;
    }
    if (complete && first.empty() && !m_encoded && m_method != http::Method::Head)
        return dropEmptyStream();
    if (!m_encoded && dialect::mayTellError(first)) {
        dialect::StreamObserver look(*m_endpoint->dialect, m_context.parser, false);
        std::vector<std::string_view> seen;
        for (const std::string_view piece : pieces)
            look.feed(piece, seen);
        if (complete)
            look.finish(seen);
        if (look.facts().failedAtOnce && isUpstreamsFault(look.facts().errorStatus)) {
            return passOpening(
                {.kind = routing::Outcome::Kind::Answered,
                 .status = look.facts().errorStatus,
                 .retryAfter = std::nullopt,
                 .text = "HTTP " + std::to_string(m_status) + ": " + errorText(look.errorText(), {})},
                pieces, complete);
        }
    }
    passOpening({.kind = routing::Outcome::Kind::Answered, .status = m_status}, pieces, complete);
}

// One that has ended without an event is no answer.
void Exchange::dropEmptyStream()
{
    m_timer.cancel();
    m_collected.clear();
    m_stream.reset();
    m_lastPieceAt = m_context.loop.now();
    attemptOver({.kind = routing::Outcome::Kind::Broken, .text = kEmptyStream});
}

// By what its beginning has told, a stream goes to the client, or another attempt is made.
void Exchange::passOpening(const routing::Outcome &outcome, std::span<const std::string_view> pieces,
                           bool complete)
{
    const SteadyTime now = m_context.loop.now();
    m_timer.cancel();
    if (m_lastPieceAt != SteadyTime{})
        m_lastPieceAt = now;
    const std::string held = std::exchange(m_collected, {});
    const routing::FailoverPlan::Verdict verdict = m_plan->decide(outcome, now);
    if (verdict.action == routing::FailoverPlan::Action::Answer) {
        startPassing(now);
        const std::string_view all = held;
        return pass(held.empty() ? pieces : std::span(&all, 1), complete);
    }
    m_stream.reset();
    m_lastPieceAt = now;
    noteAttempt(outcome.text, now);
    m_client.cancel();
    follow(verdict, outcome);
}

void Exchange::responseBody(std::span<const std::string_view> pieces, bool complete)
{
    if (m_phase == Phase::Collecting && m_stream)
        return openStream(pieces, complete);
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
    // JSON may be an error's, until it is clear that it is not.
    const dialect::ErrorSign sign = m_holdBytes == kSniffBytes && !m_encoded && !isBlank(m_collected)
                                        ? signOf(pieces)
                                        : dialect::ErrorSign::None;
    const bool mayFail = sign != dialect::ErrorSign::None;
    if (sign == dialect::ErrorSign::Error && !complete && !m_timer.armed())
        m_context.loop.arm(m_timer, kErrorBodyTime);
    // White space ahead of the answer is an upstream's keep-alive: it must reach the client.
    const bool keepAlive = m_status < 400 && m_holdBytes != kSniffBytes && !m_collected.empty() &&
                           m_collected.size() < 64 && isBlank(m_collected);
    if (complete || m_collected.size() > (mayFail ? kHoldBytes : m_holdBytes) || keepAlive)
        conclude(m_collected, complete);
}

void Exchange::conclude(std::string_view body, bool complete)
{
    m_timer.cancel();
    if (m_facts.stream && m_status < 400 && !m_encoded && looksLikeEvents(body)) {
        beginStream();
        return openStream(std::span(&body, m_collected.empty() ? 1 : 0), complete);
    }
    dialect::AnswerFacts facts;
    std::string unpacked;
    std::string_view text = m_encoded ? std::string_view() : body;
    const std::size_t most = m_status >= 400 ? kMostErrorBytes : http::Inflater::kMostBytes;
    if (m_inflater && (complete || m_status >= 400) && m_inflater->unpack(body, unpacked, most))
        text = unpacked;
    if (complete && !text.empty())
        facts = m_endpoint->dialect->readAnswer({text.data(), text.size()}, m_context.parser);
    if (m_html && isMarkup(text)) { // JSON may come under that type as well
        m_client.cancel();
        return attemptOver(webPage());
    }
    const SteadyTime now = m_context.loop.now(); // one reading for all that happens at this moment
    const bool failed = facts.failed || m_status >= 400;
    std::string error = failed ? errorText(facts.errorText, text) : std::string();
    if (m_usageAsked && (m_status == 400 || m_status == 422) && text.find("stream_options") != text.npos)
        return retryWithoutUsageOption();
    // A response that is looked up again may be one that failed long ago.
    const bool failedInside = facts.failed && m_status < 400 && isUpstreamsFault(facts.errorStatus) &&
                              m_endpoint->kind != dialect::Endpoint::Kind::ResponseObject;
    if (m_status == 429 && !m_retryAfter && !facts.retryDelay.empty())
        m_retryAfter = routing::parseRetryAfter(facts.retryDelay, {}, m_context.loop.clock().unixMs());
    // A 403 about what the client wrote says nothing of the key.
    const int told = m_status == 403 && facts.flagged ? 400 : m_status;
    routing::Outcome outcome{.kind = routing::Outcome::Kind::Answered,
                             .status = failedInside ? facts.errorStatus : told,
                             .retryAfter = m_retryAfter,
                             .text = {}};
    if (m_status >= 400 || failedInside)
        outcome.text = "HTTP " + std::to_string(m_status) + ": " + error;
    const routing::FailoverPlan::Verdict verdict = m_plan->decide(outcome, now);
    if (verdict.action != routing::FailoverPlan::Action::Answer) {
        noteAttempt(outcome.text, now);
        m_client.cancel();
        return follow(verdict, outcome);
    }
    if (m_encoded && m_status >= 400 && !complete) {
        m_client.cancel(); // as far as it came: the rest could not be masked
        return giveWhole(facts, body, text, error, now);
    }
    if (!complete) {
        m_answer.emplace();
        m_answerError = m_status >= 400 ? std::move(error) : std::string();
        startPassing(now);
        const std::string held = std::exchange(m_collected, {});
        m_keptAlive = m_status < 400 && m_holdBytes != 0 && !m_encoded && isBlank(held);
        // Of lines of JSON a later one may be the error.
        m_masking =
            m_status >= 400 || (!m_keptAlive && !m_encoded &&
                                (m_holdBytes == kSniffBytes ||
                                 dialect::errorSign(held, m_context.parser) != dialect::ErrorSign::None));
        const std::string_view piece = held;
        return pass(std::span(&piece, 1), false);
    }
    giveWhole(facts, body, text, error, now);
}

// `text`: the body as it can be read. Of a failed answer that is what the client gets, masked; where it
// cannot be read, words of our own.
void Exchange::giveWhole(const dialect::AnswerFacts &facts, std::string_view body, std::string_view text,
                         std::string_view error, SteadyTime now)
{
    m_plan->ended();
    m_usage = facts.usage;
    noteAttempt(m_status >= 400 ? error : std::string_view(), now);
    m_headAt = now;
    std::string shown;
    if (facts.failed || m_status >= 400) {
        shown = text;
        maskSecrets(shown);
        if (m_encoded) {
            dropField(m_answerHead, "content-encoding");
            m_encoded = false;
            if (text.empty() && !body.empty()) {
                dropField(m_answerHead, "content-type");
                m_answerHead.append("Content-Type: application/json\r\n");
                shown = m_endpoint->dialect->writeError(
                    {ErrorKind::Transient,
                     said(QT_TRANSLATE_NOOP(
                              "Phrases",
                              "the upstream answered HTTP %1, in a compression that the relay cannot read"),
                          m_status)},
                    m_status);
            }
        }
        body = shown;
    }
    m_answerHead.append(m_cors);
    m_answerBytes = body.size();
    record(m_status, error, now);
    respondWhole(m_status, body);
}

void Exchange::retryWithoutUsageOption()
{
    m_context.refusesUsageOption.insert(m_candidate->channel->id);
    noteAttempt("does not take stream_options; asked again without it", m_context.loop.now());
    m_client.cancel();
    sendAttempt();
}

void Exchange::answerError(const Error &error, std::optional<std::chrono::seconds> retryAfter)
{
    const int status = dialect::statusOf(error.kind);
    m_headAt = m_context.loop.now();
    m_ownError = true;
    m_errorKind = error.kind;
    m_errorPhrase = error.phrase;
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
