// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/request_head.h"
#include "relay/http/server_connection.h"
#include "relay/pipeline/database_waiter.h"
#include "relay/pipeline/gateway_context.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace relay::pipeline {

class Gateway;

// A request whose token and channels are being looked up in the database. The connection holds its bytes, and
// reads no body before the key of a stranger has been found. Lives on relay.
class PendingRequest final : public net::Retirable,
                             private http::Responder,
                             private net::Timer::Owner,
                             private DatabaseWaiter
{
public:
    // Without a body: it is still to come.
    PendingRequest(Gateway &gateway, GatewayContext &context, const http::RequestHead &head,
                   std::optional<std::string_view> body, http::ServerConnection &connection,
                   std::size_t index);

    void start(); // may end before it returns
    void goOn();  // with the catalog as it is

private:
    friend class Gateway;

    void clientGone() override;
    void clientDrained() override {}
    void timerExpired(net::Timer &timer) override;
    void databaseDone() override { goOn(); }
    void end();

    Gateway &m_gateway;
    GatewayContext &m_context;
    const http::RequestHead m_head;
    const std::optional<std::string_view> m_body;
    http::ServerConnection &m_connection;
    net::Timer m_timer;
    std::size_t m_index; // in the gateway's list
};

} // namespace relay::pipeline
