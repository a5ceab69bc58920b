// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/pending_request.h"

#include "relay/pipeline/gateway.h"

namespace relay::pipeline {

PendingRequest::PendingRequest(Gateway &gateway, GatewayContext &context, const http::RequestHead &head,
                               std::optional<std::string_view> body, http::ServerConnection &connection,
                               std::size_t index)
    : m_gateway(gateway)
    , m_context(context)
    , m_head(head)
    , m_body(body)
    , m_connection(connection)
    , m_timer(static_cast<net::Timer::Owner &>(*this))
    , m_index(index)
{
    m_connection.setResponder(this);
}

void PendingRequest::start()
{
    std::string decoded;
    m_context.catalogs.lookUp(clientKey(m_head, decoded), *this);
    if (isWaiting())
        m_context.loop.arm(m_timer, kDatabasePatience);
    else
        goOn();
}

void PendingRequest::goOn()
{
    m_connection.setResponder(nullptr);
    end();
    if (m_body)
        m_gateway.serve(m_head, *m_body, m_connection, identify(*m_context.catalog, m_head), patient);
    else
        m_connection.goOn(m_gateway.admitFound(m_head));
}

// Nothing has begun that the ledger could tell of.
void PendingRequest::clientGone()
{
    end();
}

void PendingRequest::timerExpired(net::Timer &)
{
    const SteadyTime now = m_context.loop.now();
    if (const SteadyTime until = m_context.catalogs.answeredAt() + kDatabasePatience; now < until) {
        m_context.loop.arm(m_timer, until - now);
        return;
    }
    m_context.catalogs.giveUp();
    patient = false;
    goOn();
}

// Freed at the end of the turn.
void PendingRequest::end()
{
    if (isWaiting())
        m_context.catalogs.stopWaiting(*this);
    m_timer.cancel();
    m_gateway.release(*this);
}

} // namespace relay::pipeline
