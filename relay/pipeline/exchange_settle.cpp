// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/log.h"
#include "relay/pipeline/exchange.h"
#include "relay/pipeline/exchange_held.h"

#include <utility>

namespace relay::pipeline {

// False: it does not wait. The record is safe in the journal.
bool Exchange::waitForDatabase()
{
    if (!patient)
        stopWaiting();
    if (isWaiting())
        m_context.loop.arm(m_timer, kDatabasePatience);
    return isWaiting();
}

void Exchange::databaseSilent()
{
    const SteadyTime now = m_context.loop.now();
    if (const SteadyTime until = m_context.usage.answeredAt() + kDatabasePatience; now < until) {
        m_context.loop.arm(m_timer, until - now);
        return;
    }
    log::ledger().debug("[c{} r{:x}] goes on: the database answers nobody, its record is in the journal",
                        m_connection.id(), m_requestId);
    patient = false;
    stopWaiting();
    databaseDone();
}

void Exchange::stopWaiting()
{
    m_context.usage.stopWaiting(*this);
}

void Exchange::databaseDone()
{
    m_timer.cancel();
    if (m_phase == Phase::Reserving)
        tryCandidate(m_plan->next(m_context.loop.now()));
    else if (m_held)
        releaseHeld();
}

void Exchange::respondWhole(int status, std::string_view body)
{
    if (m_held) {
        m_held->end = Held::End::Whole;
        m_held->status = status;
        m_held->bytes.assign(body);
        m_phase = Phase::Settling;
        return;
    }
    appendTimingHeaders(m_answerHead, m_requestId, stageTimes());
    if (m_method == http::Method::Head && !m_ownError) {
        m_connection.startResponse(status, m_answerHead, m_length);
        m_connection.writeBody({}, true);
    } else {
        m_connection.respond(status, m_answerHead, body);
    }
    finish();
}

// The last of a body whose head has gone.
void Exchange::endBody(std::span<const std::string_view> pieces)
{
    if (m_held) {
        hold(pieces);
        m_held->end = Held::End::Complete;
        return;
    }
    m_connection.writeBody(pieces, true);
    finish();
}

void Exchange::abortBody()
{
    if (m_held) {
        m_held->end = Held::End::Abort;
        return;
    }
    m_connection.abort();
    finish();
}

void Exchange::hold(std::span<const std::string_view> pieces)
{
    m_connection.writeBody({}, false); // a head that is begun must go in the same turn
    for (const std::string_view piece : pieces)
        m_held->bytes.append(piece);
}

// What has come for the client and has not gone.
std::size_t Exchange::waitingBytes() const
{
    return m_connection.pendingBytes() + (m_held ? m_held->bytes.size() : 0);
}

void Exchange::releaseHeld()
{
    if (m_held->end == Held::End::Whole) {
        m_headAt = m_context.loop.now(); // the wait was the relay's own
        tellHeld();
    }
    const std::unique_ptr<Held> held = std::exchange(m_held, nullptr);
    const std::string_view bytes = held->bytes;
    switch (held->end) {
    case Held::End::Open:
        m_connection.writeBody(std::span(&bytes, 1), false);
        m_client.resume(); // what was held may have paused it
        if (isPinged())
            m_context.loop.arm(m_timer, kPingInterval);
        break;
    case Held::End::Complete:
        endBody(std::span(&bytes, 1));
        break;
    case Held::End::Abort:
        m_connection.writeBody(std::span(&bytes, 1), false);
        abortBody();
        break;
    case Held::End::Whole:
        respondWhole(held->status, bytes);
        break;
    }
}

void Exchange::tellHeld()
{
    if (!m_held->untold)
        return;
    tell(*m_held->untold, stageTimes(), m_firstContentAt == SteadyTime{} ? m_headAt : m_firstContentAt);
    m_held->untold.reset();
}

} // namespace relay::pipeline
