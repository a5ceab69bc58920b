// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/credentials.h"
#include "relay/base/phrase.h"
#include "relay/base/text.h"
#include "relay/dialect/dialect.h"
#include "relay/dialect/error_writer.h"
#include "relay/pipeline/exchange.h"
#include "relay/pipeline/shown_path.h"

#include <algorithm>
#include <utility>

namespace relay::pipeline {

namespace {

constexpr std::size_t kOwnWordsBytes = 200; // of a path that is shown as it is

// The query without the client's key, by whatever name: it is ours to know and not the upstream's.
std::string withoutKey(std::string_view query, std::string_view key)
{
    std::string kept;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view part = query.substr(0, end);
        const std::string_view value = part.substr(std::min(part.find('=') + 1, part.size()));
        if (!part.starts_with("key=") && !access::carriesKey(percentDecoded(value), key)) {
            if (!kept.empty())
                kept += '&';
            kept += part;
        }
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return kept;
}

// Requests that name no model (a stored response, say) belong to whoever speaks the API itself.
std::int64_t channelWithoutModel(const routing::RoutingTable &routes)
{
    const model::Channel *best = nullptr;
    for (const model::Channel &channel : routes.channels()) {
        const bool speaksIt = channel.type == model::ChannelType::OpenAi ||
                              channel.type == model::ChannelType::Azure ||
                              channel.type == model::ChannelType::OpenAiCompatible;
        if (channel.enabled && speaksIt && (!best || channel.priority > best->priority))
            best = &channel;
    }
    return best ? best->id : 0;
}

std::uint64_t mixed(std::uint64_t value)
{
    value ^= value >> 33;
    value *= 0xff51afd7ed558ccdULL; // MurmurHash3's finaliser
    value ^= value >> 33;
    return value;
}

} // namespace

void Exchange::start(const http::RequestHead &head, std::string_view body,
                     const dialect::EndpointMatch &match, const access::Caller &caller, Nanos authTime)
{
    m_token = caller.token;
    m_pinnedChannel = caller.pinnedChannel;
    m_endpoint = match.endpoint;
    m_rest = match.rest;
    m_method = head.method;
    m_methodText = head.methodText;
    m_path = head.path;
    m_ownWords = match.rest.empty() && match.model.empty() && head.path.size() <= kOwnWordsBytes;
    m_times.auth = authTime;
    if (m_context.traces)
        beginTrace(head);
    if (!head.origin.empty())
        m_cors = corsLines(m_context.hostCheck, head.origin);

    const Result<void> room = m_context.usage.accepting(m_index + 1);
    const Result<void> fine = room ? read(head, body, match) : room;
    noteKnock(head);
    if (!fine)
        return answerError(fine.error(), std::nullopt);
    if (const Result<void> may = checkCaller(); !may)
        return answerError(may.error(), std::nullopt);

    const std::string_view model = m_facts.model();
    const std::int64_t pinned =
        m_pinnedChannel == 0 && model.empty() ? channelWithoutModel(m_catalog->routes) : m_pinnedChannel;
    routing::Route route = m_catalog->routes.route(model, pinned);
    if (route.error)
        return answerError(*route.error, std::nullopt);
    if (const Result<void> fits = reserveQuota(route.candidates); !fits)
        return answerError(fits.error(), std::nullopt);
    m_plan.emplace(std::move(route), model, m_context.health, m_context.settings->routing.retryTimes,
                   mixed(m_requestId));
    if (!m_context.settings->ledger.batchUpdateEnabled)
        m_context.usage.reserve(m_token->token.id, m_reserved, *this);
    if (waitForDatabase()) {
        m_phase = Phase::Reserving;
        return;
    }
    tryCandidate(m_plan->next(m_context.loop.now()));
}

void Exchange::noteKnock(const http::RequestHead &head)
{
    std::string shown;
    if (!m_ownWords)
        shown = shownPath(head.path);
    m_context.knocks.arrived({.at = m_startedAt,
                              .requestId = m_requestId,
                              .userAgent = head.userAgent,
                              .path = shown.empty() ? head.path : shown,
                              .model = m_facts.model()});
}

Result<void> Exchange::read(const http::RequestHead &head, std::string_view body,
                            const dialect::EndpointMatch &match)
{
    if (!head.contentEncoding.empty() && !http::equalsIgnoreCase(head.contentEncoding, "identity")) {
        return Error{
            ErrorKind::BadRequest,
            said(QT_TRANSLATE_NOOP(
                "Phrases", "compressed request bodies are not read: send it without Content-Encoding"))};
    }
    Result<dialect::RequestFacts> facts =
        dialect::readRequest({body.data(), body.size()}, head.contentType, match, m_context.parser);
    if (!facts)
        return facts.error();
    m_facts = std::move(*facts);
    const std::string_view key = m_token->token.key;
    if (!head.query.empty())
        m_query = withoutKey(head.query, key);
    m_forwarded.reserve(m_connection.requestBytes() - body.size()); // the head's size: never too little
    appendForwardedHeaders(m_forwarded, head, key);
    if (m_trace)
        dropTraceFields();
    return {};
}

Result<void> Exchange::checkCaller()
{
    // Only its owner knows a stored response's id, so who may use some models alone may read, cancel and
    // delete it as well. What else may be posted below it could generate with any model.
    const bool mayGenerate = m_endpoint->kind == dialect::Endpoint::Kind::ResponseObject &&
                             m_method == http::Method::Post && !m_rest.ends_with("/cancel");
    if (mayGenerate && !m_token->token.models.empty())
        return access::TokenDirectory::namesNoModel(m_token->token);
    const access::Call call{.model = m_facts.model(),
                            .clientAddress = {},
                            .nowUnix = m_context.loop.clock().unixMs() / 1000,
                            .remainQuota = m_context.quota.unspent(m_token->token.id)};
    // An address is only put into text where a token asks for it.
    if (m_token->subnets.empty() && !m_token->subnetUnreadable)
        return access::TokenDirectory::check(*m_token, call);
    const std::string address = m_connection.peer().unmapped().toString();
    access::Call withAddress = call;
    withAddress.clientAddress = address;
    return access::TokenDirectory::check(*m_token, withAddress);
}

// What the call may cost is set aside until it is known: many at once must not each see the same rest.
Result<void> Exchange::reserveQuota(std::span<const routing::Candidate> candidates)
{
    const model::Token &token = m_token->token;
    if (token.unlimitedQuota)
        return {};
    std::int64_t expected = 0; // by the dearest: nobody knows yet which of them answers
    std::string_view asked;
    for (const routing::Candidate &candidate : candidates) {
        if (expected > 0 && candidate.upstreamModel == asked)
            continue;
        asked = candidate.upstreamModel;
        expected = std::max(expected, m_context.usage.expectedQuota({.model = m_facts.model(),
                                                                     .upstreamModel = asked,
                                                                     .requestBytes = m_facts.body.size(),
                                                                     .maxTokens = m_facts.maxTokens,
                                                                     .choices = m_facts.choiceCount}));
    }
    if (expected == 0)
        return {};
    if (!m_context.quota.reserve(token.id, expected))
        return access::TokenDirectory::tooLittleLeft(token, expected, m_context.quota.remaining(token.id));
    m_reserved = expected;
    return {};
}

void Exchange::releaseQuota()
{
    if (m_reserved > 0)
        m_context.quota.release(m_token->token.id, std::exchange(m_reserved, 0));
}

} // namespace relay::pipeline
