// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/relay_loop.h"

#include "relay/base/ids.h"
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/base/thread_check.h"
#include "relay/service/listen_trial.h"

#include <QHostInfo>

#include <algorithm>

namespace relay::service {

namespace {

constexpr auto kDrainPoll = std::chrono::milliseconds{10};
// Before another relay follows: what a client that asks again and again needs at most for its next request,
// and a new one for its first. Neither is to meet a closed connection.
constexpr auto kNextRequest = std::chrono::milliseconds{250};
constexpr auto kFirstRequest = std::chrono::seconds{2};

http::PoolLimits poolLimits(const config::UpstreamSettings &settings)
{
    return {.maxIdle = settings.maxIdleConnections,
            .maxIdlePerHost = settings.maxIdleConnectionsPerHost,
            .maxPerHost = settings.maxConnectionsPerHost,
            .dialTimeout = settings.dialTimeout,
            .tlsTimeout = settings.tlsTimeout,
            .idleTimeout = settings.idleConnectionTimeout,
            .keepAlive = settings.keepAlive};
}

routing::HealthSettings healthSettings(const config::RoutingSettings &settings)
{
    return {.breakerFailures = settings.breakerFailures, .breakerCooldown = settings.breakerCooldown};
}

http::ServerLimits serverLimits(const config::ServerSettings &settings)
{
    http::ServerLimits limits;
    limits.maxBodyBytes = settings.maxBodyBytes;
    return limits;
}

access::HostCheck hostCheck(const config::ServerSettings &settings)
{
    return access::HostCheck({QHostInfo::localHostName().toLower().toStdString()},
                             settings.corsAllowedOrigins);
}

} // namespace

RelayLoop::RelayLoop(const Parts &parts)
    : m_roots(net::TlsRoots::extraFileFromEnvironment())
    , m_pool(m_loop, m_resolver, m_roots)
    , m_demo(m_loop, parts.instanceId)
    , m_context{.loop = m_loop,
                .pool = m_pool,
                .metrics = parts.metrics,
                .usage = parts.usage,
                .catalogs = parts.catalogs,
                .settings = parts.settings,
                .catalog = {},
                .hostCheck = hostCheck(parts.settings->server),
                .instanceId = parts.instanceId,
                .paused = parts.paused,
                .knocks = parts.knocks}
    , m_gateway(m_context)
    , m_admin(m_loop, parts.service, m_context.hostCheck, parts.adminOptions)
    , m_server(m_loop, *this)
    , m_profiling(m_loop, parts.profiling)
    , m_figures(parts.figures)
    , m_traces(parts.traces)
    , m_keptSocket(parts.keptSocket)
{
    chooseTraces(parts.settings->metrics);
    m_context.health.configure(healthSettings(parts.settings->routing));
    m_context.nextRequestId = randomId();
    m_pool.setLimits(poolLimits(parts.settings->upstream));
    m_server.setLimits(serverLimits(parts.settings->server));
    publish(parts.channels, parts.tokens);
    connect(&m_tick, &QTimer::timeout, this, &RelayLoop::tick);
    connect(&m_drainPoll, &QTimer::timeout, this, &RelayLoop::checkDrained);
}

RelayLoop::~RelayLoop()
{
    m_gateway.cutAll();
    m_server.closeAll();
    m_demo.close();
}

Result<std::uint16_t> RelayLoop::start()
{
    RELAY_ASSERT_OWN_THREAD();
    if (!m_loop.poller().valid())
        return Error{ErrorKind::Internal,
                     said(QT_TRANSLATE_NOOP("Phrases", "the system gives no means to wait for connections: "
                                                       "it may be out of descriptors or memory"))};
    const Result<std::uint16_t> demoPort = m_demo.listen();
    if (!demoPort)
        return demoPort.error();
    m_demoPort = *demoPort;
    const config::ServerSettings &server = m_context.settings->server;
    const Result<net::HostAddress> address = listenAddress(server.listenAddress, server.port);
    if (!address)
        return address.error();
    if (const Result<void> listening = m_server.listen(*address, m_keptSocket.get()); !listening)
        return listening.error();
    if (m_keptSocket)
        m_keptSocket->drop(); // of another port
    republish();              // the demo channel's address is known now
    m_tick.start(LoopFigures::kTick);
    m_lagProbe.start();
    m_profiling.apply(m_context.settings->metrics);
    m_figures.profilingPort = m_profiling.port();
    return m_server.address().port();
}

void RelayLoop::publish(std::vector<model::Channel> channels, std::vector<model::Token> tokens)
{
    m_context.quota.adopt(tokens);
    auto catalog = std::make_shared<pipeline::Catalog>(std::move(channels), std::move(tokens));
    catalog->targets.rebuild(catalog->routes.channels(), m_pool, m_demoPort,
                             m_context.settings->upstream.proxy);
    m_context.health.adopt(catalog->routes);
    m_context.refusesUsageOption.clear(); // an edit may have changed what the channel is
    m_context.catalog = std::move(catalog);
    m_pool.forgetUnused();
}

void RelayLoop::apply(const std::shared_ptr<const config::Settings> &settings)
{
    const std::shared_ptr<const config::Settings> before = std::exchange(m_context.settings, settings);
    m_context.health.configure(healthSettings(settings->routing));
    m_pool.setLimits(poolLimits(settings->upstream));
    m_server.setLimits(serverLimits(settings->server));
    m_context.hostCheck = hostCheck(settings->server);
    m_admin.configure(m_context.hostCheck, settings->metrics.slowRequestThreshold);
    m_context.metrics.setEnabled(settings->metrics.enabled);
    m_profiling.apply(settings->metrics);
    m_figures.profilingPort = m_profiling.port();
    chooseTraces(settings->metrics);
    if (settings->metrics.resetInterval != before->metrics.resetInterval)
        m_context.metrics.setResetInterval(settings->metrics.resetInterval, m_loop.now());
    if (settings->upstream.proxy != before->upstream.proxy)
        republish();
}

// Without a collector no exchange knows of traces.
void RelayLoop::chooseTraces(const config::MetricsSettings &settings)
{
    m_context.traces = settings.otlpEndpoint.empty() ? nullptr : &m_traces;
}

std::vector<model::Token> RelayLoop::tokens() const
{
    std::vector<model::Token> tokens;
    for (const access::KnownToken &known : m_context.catalog->tokens.tokens())
        tokens.push_back(known.token);
    return tokens;
}

void RelayLoop::republish()
{
    publish(m_context.catalog->routes.channels(), tokens());
}

void RelayLoop::addQuota(std::int64_t tokenId, std::int64_t more)
{
    m_context.quota.add(tokenId, more);
}

void RelayLoop::drain(std::chrono::milliseconds atMost, std::function<void()> done)
{
    RELAY_ASSERT_OWN_THREAD();
    m_drained = std::move(done);
    m_drainUntil = m_loop.now() + atMost;
    m_handOverAt = {};
    m_profiling.close();
    m_admin.drain();
    m_server.drain();
    m_drainPoll.start(kDrainPoll);
    checkDrained();
}

void RelayLoop::drainForNext(std::chrono::milliseconds atMost, std::function<void()> done)
{
    if (!m_keptSocket)
        return drain(atMost, std::move(done));
    RELAY_ASSERT_OWN_THREAD();
    m_drained = std::move(done);
    m_drainUntil = m_loop.now() + atMost;
    m_handOverAt = m_loop.now();
    m_profiling.close();
    m_server.drainFor(*m_keptSocket);
    m_drainPoll.start(kDrainPoll);
    checkDrained();
}

bool RelayLoop::isDrained()
{
    const SteadyTime now = m_loop.now();
    if (m_handOverAt != SteadyTime{} && now < m_drainUntil) {
        if (now >= m_handOverAt + kNextRequest)
            m_server.closeIdle();
        const bool patient = now < m_handOverAt + kFirstRequest;
        if (m_server.isReadingRequests() || (patient && m_server.hasIdle()))
            return false;
    }
    return m_server.answeringCount() == 0 || now >= m_drainUntil;
}

void RelayLoop::checkDrained()
{
    if (!isDrained())
        return;
    m_drainPoll.stop();
    m_tick.stop();
    m_lagProbe.stop();
    if (m_gateway.liveCount() > 0)
        log::sys().warn("{} exchanges were cut at the end of the drain time", m_gateway.liveCount());
    m_gateway.cutAll();
    m_server.closeAll();
    if (m_drained)
        std::exchange(m_drained, {})();
}

void RelayLoop::tick()
{
    m_context.metrics.advance(m_loop.now());
    dropProbes();
    m_figures.ticked(m_loop.now(), m_loop.takeWorstLag());
    refreshFigures();
}

void RelayLoop::refreshFigures()
{
    const auto narrow = [](std::size_t count) { return static_cast<std::uint32_t>(count); };
    m_figures.clientConnections = narrow(m_server.connectionCount());
    m_figures.upstreamConnections = narrow(m_pool.connectionCount());
    m_figures.upstreamIdle = narrow(m_pool.idleCount());
    m_figures.upstreamWaiting = narrow(m_pool.waitingCount());
    m_figures.liveExchanges = narrow(m_gateway.liveCount());
    m_figures.refusalsWithoutRow = m_gateway.refusalsWithoutRow();
    m_figures.lagNs = m_loop.lag().count();
}

http::RequestHandler &RelayLoop::handlerOf(const http::RequestHead &head)
{
    if (admin::AdminHandler::takes(head.path))
        return m_admin;
    return m_gateway;
}

http::Refusal RelayLoop::admit(const http::RequestHead &head, const net::HostAddress &peer)
{
    return handlerOf(head).admit(head, peer);
}

void RelayLoop::handle(const http::RequestHead &head, std::string_view body,
                       http::ServerConnection &connection)
{
    handlerOf(head).handle(head, body, connection);
}

bool RelayLoop::takesBody(const http::RequestHead &head, http::ServerConnection &connection)
{
    return handlerOf(head).takesBody(head, connection);
}

http::Refusal RelayLoop::describe(const http::RequestHead *head, int status, std::string_view reason)
{
    http::RequestHandler &handler = head ? handlerOf(*head) : m_gateway;
    return handler.describe(head, status, reason);
}

} // namespace relay::service
