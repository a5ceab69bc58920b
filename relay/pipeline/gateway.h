// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/dialect/endpoint.h"
#include "relay/http/server.h"
#include "relay/pipeline/exchange.h"
#include "relay/pipeline/gateway_context.h"
#include "relay/pipeline/pending_request.h"
#include "relay/pipeline/stranger_rows.h"

#include <memory>
#include <string>
#include <vector>

namespace relay::pipeline {

// The relay's own paths: lets requests in, makes an exchange of each, answers what needs no upstream.
// Lives on relay.
class Gateway final : public http::RequestHandler
{
public:
    explicit Gateway(GatewayContext &context);
    ~Gateway();
    Gateway(const Gateway &) = delete;
    Gateway &operator=(const Gateway &) = delete;

    http::Refusal admit(const http::RequestHead &head, const net::HostAddress &peer) override;
    void handle(const http::RequestHead &head, std::string_view body,
                http::ServerConnection &connection) override;
    http::Refusal describe(const http::RequestHead *head, int status, std::string_view reason) override;
    bool takesBody(const http::RequestHead &head, http::ServerConnection &connection) override;

    std::size_t liveCount() const { return m_exchanges.size() + m_pending.size(); }
    std::string liveText() const;                                              // one line each, for people
    std::uint64_t refusalsWithoutRow() const { return m_strangerRows.left(); } // since the start
    void cutAll(); // the drain time is over: what is still under way is recorded as cut

private:
    friend class Exchange;
    friend class PendingRequest;

    // With the catalog as it is now. `patient`: see DatabaseWaiter.
    void serve(const http::RequestHead &head, std::string_view body, http::ServerConnection &connection,
               const Result<access::Caller> &caller, bool patient);
    http::Refusal refuse(const http::RequestHead &head, const Error &error, const access::Caller &caller);
    http::Refusal refuse(const http::RequestHead &head, const Error &error, const access::Caller &caller,
                         KnockTrouble trouble);
    void noteKnock(const http::RequestHead &head, int status, KnockTrouble trouble, const Error &error);
    http::Refusal compose(const http::RequestHead *head, const Error &error, int status);
    void recordRefusal(const http::RequestHead &head, const Error &error, int status,
                       const access::Caller &caller);
    Result<void> checkCaller(const access::Caller &caller, const http::ServerConnection &connection) const;
    http::Refusal preflight(const http::RequestHead &head);
    http::Refusal allowed(std::string headers);
    const dialect::Dialect &dialectOf(const http::RequestHead *head) const;
    void count(int status, bool paused);
    void answerModels(const http::RequestHead &head, const dialect::EndpointMatch &match,
                      const access::Caller &caller, http::ServerConnection &connection);
    void answerBilling(const http::RequestHead &head, const access::Caller &caller,
                       http::ServerConnection &connection);
    void answerLocally(const http::RequestHead &head, std::string_view body,
                       http::ServerConnection &connection);
    // Of a caller whom admit() let through for a look-up, after it.
    http::Refusal admitFound(const http::RequestHead &head);
    void release(Exchange &exchange);
    void release(PendingRequest &pending);

    GatewayContext &m_context;
    StrangerRows m_strangerRows;
    std::vector<std::unique_ptr<Exchange>> m_exchanges;
    std::vector<std::unique_ptr<PendingRequest>> m_pending;
};

// The key that the client shows, wherever it has put it; empty: none. Views the head.
std::string_view clientKey(const http::RequestHead &head, std::string &decoded); // see access::readKey()

// The caller that the head's key belongs to.
Result<access::Caller> identify(const Catalog &catalog, const http::RequestHead &head);

// /dashboard/billing/{subscription,usage}, with or without /v1.
bool isBillingPath(std::string_view path);

} // namespace relay::pipeline
