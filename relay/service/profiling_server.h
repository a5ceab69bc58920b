// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/access/host_check.h"
#include "relay/config/settings.h"
#include "relay/http/server.h"
#include "relay/service/profiling_desk.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace relay::service {

// What `go tool pprof` and its like read: /debug/pprof/... on PPROF_PORT, on loopback alone, while
// PPROF_ENABLED. A client that goes away ends what it waits for. Lives on relay.
class ProfilingServer final : private http::RequestHandler
{
public:
    ProfilingServer(net::EventLoop &loop, ProfilingDesk &desk);
    ~ProfilingServer();
    ProfilingServer(const ProfilingServer &) = delete;
    ProfilingServer &operator=(const ProfilingServer &) = delete;

    void apply(const config::MetricsSettings &settings); // opens or closes; a taken port is told in the log
    void close();
    std::uint16_t port() const; // 0: closed

private:
    class Waiting;

    http::Refusal admit(const http::RequestHead &head, const net::HostAddress &peer) override;
    void handle(const http::RequestHead &head, std::string_view body,
                http::ServerConnection &connection) override;
    http::Refusal describe(const http::RequestHead *head, int status, std::string_view reason) override;

    void capture(http::ServerConnection &connection, const api::ProfileRequest &request, int debug);
    void symbols(http::ServerConnection &connection, std::string_view addresses);
    Waiting &wait(http::ServerConnection &connection);
    void release(Waiting &waiting);

    ProfilingDesk &m_desk;
    const access::HostCheck m_hostCheck;
    http::Server m_server;
    bool m_open = false;
    bool m_wanted = false;
    std::uint16_t m_wantedPort = 0;
    std::unordered_map<Waiting *, std::shared_ptr<Waiting>> m_waiting;
    QObject m_context; // replies come to it; last, so that none comes while the rest goes
};

} // namespace relay::service
