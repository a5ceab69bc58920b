// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/exchange.h"

#include "relay/base/phrase.h"
#include "relay/pipeline/exchange_held.h"
#include "relay/pipeline/gateway.h"

namespace relay::pipeline {

Exchange::Exchange(Gateway &gateway, GatewayContext &context, http::ServerConnection &connection,
                   std::size_t index)
    : m_gateway(gateway)
    , m_context(context)
    , m_connection(connection)
    , m_client(static_cast<http::ClientRequest::Handler &>(*this))
    , m_timer(static_cast<net::Timer::Owner &>(*this))
    , m_catalog(context.catalog)
    , m_startedAt(connection.requestReadAt())
    , m_requestId(++context.nextRequestId)
    , m_index(index)
{
    m_connection.setResponder(this);
}

Exchange::~Exchange() = default;

void Exchange::clientGone()
{
    if (m_phase == Phase::Ended)
        return;
    if (m_phase == Phase::Passing) {
        m_answerBytes = 0;   // what came last is with the connection
        if (awaitsUsage()) { // the client need not: many close at [DONE]
            m_clientLeft = true;
            m_connection.keepRequest();
            return m_client.resume();
        }
        if (m_stream && m_stream->terminal()) { // it waited for nothing more
            recordStream();
            judgeStream();
            return finish();
        }
    }
    const SteadyTime now = m_context.loop.now();
    dropAttempt("the client closed the connection", now);
    keepUsage();
    const Phrase why =
        said(QT_TRANSLATE_NOOP("Phrases", "the client closed the connection before its answer had ended"));
    m_errorPhrase = std::make_shared<const Phrase>(why);
    record(kClientGone, why.english(), now);
    finish();
}

void Exchange::clientDrained()
{
    m_client.resume();
}

void Exchange::timerExpired(net::Timer &)
{
    if (isWaiting()) {
        databaseSilent();
    } else if (m_retrySame) {
        const SteadyTime now = m_context.loop.now();
        m_retrySame = false;
        m_times.upstream += now - m_attemptAt;
        tryCandidate(m_plan->retry(now));
    } else if (m_phase == Phase::Collecting && m_stream) {
        passOpening({.kind = routing::Outcome::Kind::Answered, .status = m_status}, {}, false);
    } else if (m_phase == Phase::Collecting) {
        m_client.cancel();
        m_lastPieceAt = m_context.loop.now();
        conclude(m_collected, true); // an error's text that does not end is told as far as it came
    } else if (awaitsUsage()) {
        stopAwaitingUsage();
    } else if (m_phase == Phase::Passing && isPinged()) {
        ping();
    }
}

void Exchange::cut()
{
    const Error error{ErrorKind::Unavailable,
                      said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down: try again"))};
    if (isWaiting())
        stopWaiting();
    if (m_held)
        releaseHeld();
    if (m_phase == Phase::Ended)
        return;
    if (m_phase == Phase::Passing) {
        breakOff(error);
    } else {
        dropAttempt("the relay is shutting down", m_context.loop.now());
        m_client.cancel();
        answerError(error, std::nullopt);
    }
    if (m_held) { // nobody waits any more
        stopWaiting();
        releaseHeld();
    }
}

void Exchange::finish()
{
    if (m_trace)
        endTrace();
    m_phase = Phase::Ended;
    m_client.cancel();
    m_timer.cancel();
    if (isWaiting() || reservation != 0)
        m_context.usage.forget(*this);
    if (m_held)
        tellHeld();
    if (m_clientLeft)
        m_connection.abort();
    m_gateway.release(*this);
}

} // namespace relay::pipeline
