// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/admin/admin_handler.h"
#include "relay/http/client_pool.h"
#include "relay/http/server.h"
#include "relay/metrics/relay_metrics.h"
#include "relay/net/kept_socket.h"
#include "relay/pipeline/gateway.h"
#include "relay/service/catalog_desk.h"
#include "relay/service/channel_probe.h"
#include "relay/service/demo_upstream.h"
#include "relay/service/lag_probe.h"
#include "relay/service/loop_figures.h"
#include "relay/service/profiling_server.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace relay::service {

// Everything that lives on the relay thread, built there and torn down there: the loop, server, pool,
// gateway, admin API and demo upstream. Tells requests for the admin API from those to relay.
class RelayLoop final : public QObject, private http::RequestHandler
{
    Q_OBJECT

public:
    struct Parts
    {
        std::shared_ptr<const config::Settings> settings;
        std::vector<model::Channel> channels;
        std::vector<model::Token> tokens;
        std::string instanceId;
        pipeline::UsageSink &usage;
        pipeline::CatalogSource &catalogs;
        metrics::RelayMetrics &metrics;
        api::RelayService &service;
        admin::AdminOptions adminOptions;
        LoopFigures &figures;
        ProfilingDesk &profiling;
        telemetry::TraceSource &traces;
        const std::atomic<bool> &paused;
        pipeline::KnockSlot &knocks;
        std::shared_ptr<net::KeptSocket> keptSocket; // may be null
    };

    explicit RelayLoop(const Parts &parts);
    ~RelayLoop() override;

    Result<std::uint16_t> start(); // listening; the port
    std::uint16_t demoPort() const { return m_demoPort; }
    void publish(std::vector<model::Channel> channels, std::vector<model::Token> tokens);
    // Publishes what a look-up has found, if the catalog says something else. False: it does not.
    bool adopt(FoundCatalog found);
    std::vector<model::Token> tokens() const;
    void apply(const std::shared_ptr<const config::Settings> &settings);
    void closeIdleConnections() { m_pool.closeIdle(); }
    void addQuota(std::int64_t tokenId, std::int64_t more);
    // Accepts no more; `done` is called when every answer has ended, or after `atMost`.
    void drain(std::chrono::milliseconds atMost, std::function<void()> done);
    // The same where another relay follows in this process: its clients wait on the socket that is kept.
    void drainForNext(std::chrono::milliseconds atMost, std::function<void()> done);
    void refreshFigures();
    std::string liveText() const { return m_gateway.liveText(); } // exchanges in progress, for people

    void testChannel(std::int64_t id, api::ChannelQuestion question,
                     std::function<void(Result<api::ChannelTest>)> done);
    void upstreamModels(std::int64_t id, std::function<void(Result<std::vector<std::string>>)> done);
    // Of a channel that need not be stored; masks stand for what the stored one with its id has.
    void testDraft(model::Channel draft, api::ChannelQuestion question,
                   std::function<void(Result<api::ChannelTest>)> done);
    void draftModels(model::Channel draft, std::function<void(Result<std::vector<std::string>>)> done);
    std::vector<api::ChannelHealth> channelHealth() const; // of all channels, by id
    Result<api::Route> route(const std::string &model) const;
    void lookAtUpstreams(std::function<void(std::vector<UpstreamSight>)> done); // of all channels that are on

private:
    http::Refusal admit(const http::RequestHead &head, const net::HostAddress &peer) override;
    void handle(const http::RequestHead &head, std::string_view body,
                http::ServerConnection &connection) override;
    http::Refusal describe(const http::RequestHead *head, int status, std::string_view reason) override;
    bool takesBody(const http::RequestHead &head, http::ServerConnection &connection) override;
    http::RequestHandler &handlerOf(const http::RequestHead &head);

    void chooseTraces(const config::MetricsSettings &settings);
    void republish(); // channels and tokens as they are, with the settings as they are
    void tick();
    bool isDrained();
    void checkDrained();
    std::int64_t unixMsOf(SteadyTime time) const; // 0 of none
    api::ChannelHealth healthOf(const model::Channel &channel, std::uint32_t firstIndex) const;
    ChannelProbe &probe(std::shared_ptr<const pipeline::Catalog> catalog);
    void dropProbes();
    Result<std::shared_ptr<const pipeline::Catalog>> catalogOf(model::Channel draft);

    net::EventLoop m_loop;
    net::Resolver m_resolver;
    net::TlsRoots m_roots;
    http::ClientPool m_pool;
    DemoUpstream m_demo;
    pipeline::GatewayContext m_context;
    pipeline::Gateway m_gateway;
    admin::AdminHandler m_admin;
    http::Server m_server;
    ProfilingServer m_profiling;
    LoopFigures &m_figures;
    telemetry::TraceSource &m_traces;
    QTimer m_tick;
    LagProbe m_lagProbe{m_loop, [this]() -> LagProbe::Facts {
                            return {m_server.connectionCount() > 0, m_context.settings->alert.loopLag};
                        }};
    QTimer m_drainPoll;
    const std::shared_ptr<net::KeptSocket> m_keptSocket;
    SteadyTime m_drainUntil{};
    SteadyTime m_handOverAt{}; // since when another relay is to follow
    std::function<void()> m_drained;
    std::uint16_t m_demoPort = 0;
    std::vector<std::unique_ptr<ChannelProbe>> m_probes;
};

} // namespace relay::service
