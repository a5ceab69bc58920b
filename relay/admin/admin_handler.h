// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/access/host_check.h"
#include "relay/api/relay_service.h"
#include "relay/base/error.h"
#include "relay/http/server.h"

#include <QObject>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace relay::admin {

class AdminRequest;

struct AdminOptions
{
    std::function<std::string()> exposition; // what GET /metrics answers, in Prometheus' text format 0.0.4
    std::chrono::milliseconds slowThreshold{10'000}; // what `slow=1` means in /api/log/
};

// The admin HTTP API: Host and Origin check, admin token, route table, JSON envelope. All that it knows and
// does goes through RelayService. The server that it answers for must be gone before it. Lives on relay.
class AdminHandler final : public http::RequestHandler
{
public:
    AdminHandler(net::EventLoop &loop, api::RelayService &service, const access::HostCheck &hostCheck,
                 AdminOptions options);
    ~AdminHandler();
    AdminHandler(const AdminHandler &) = delete;
    AdminHandler &operator=(const AdminHandler &) = delete;

    void configure(const access::HostCheck &hostCheck, std::chrono::milliseconds slowThreshold)
    {
        m_hostCheck = hostCheck;
        m_options.slowThreshold = slowThreshold;
    }

    // /api/... and /metrics, but not the paths under /api/ that are Ollama's. Thread-safe.
    static bool takes(std::string_view path);

    http::Refusal admit(const http::RequestHead &head, const net::HostAddress &peer) override;
    void handle(const http::RequestHead &head, std::string_view body,
                http::ServerConnection &connection) override;
    http::Refusal describe(const http::RequestHead *head, int status, std::string_view reason) override;

    void drain(); // nobody new comes: what would hold the end for long is answered now
    std::size_t liveCount() const { return m_live.size(); } // requests that wait for the service

private:
    friend class AdminRequest;

    http::Refusal refuse(const http::RequestHead *head, int status, const QString &message);
    http::Refusal preflight(const http::RequestHead &head);
    bool holdsAdminKey(const http::RequestHead &head) const;
    // Content type, CORS, X-Response-Time-Ms, X-Request-Id, Server-Timing.
    std::string headerLines(std::string_view contentType, std::string_view origin, std::uint64_t requestId,
                            Nanos elapsed) const;
    void release(AdminRequest &request);

    net::EventLoop &m_loop;
    api::RelayService &m_service;
    access::HostCheck m_hostCheck;
    AdminOptions m_options;
    std::uint64_t m_lastRequestId;
    std::unordered_map<AdminRequest *, std::shared_ptr<AdminRequest>> m_live;
    AdminRequest *m_editing = nullptr; // whose turn it is, see AdminRequest::inTurn()
    std::deque<std::pair<std::weak_ptr<AdminRequest>, std::function<void(AdminRequest &)>>> m_edits;
    QObject m_context; // replies come to it; last, so that none comes while the rest goes
};

} // namespace relay::admin
