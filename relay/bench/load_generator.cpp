// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/bench/load_generator.h"

#include <algorithm>

namespace relay::bench {

namespace {

Percentiles percentilesOf(const metrics::LatencyHistogram &histogram, Nanos beyond)
{
    Percentiles figures;
    figures.count = histogram.count();
    if (figures.count == 0)
        return figures;
    figures.mean = beyond + histogram.sum() / static_cast<std::int64_t>(figures.count);
    figures.p50 = beyond + histogram.percentile(0.50);
    figures.p95 = beyond + histogram.percentile(0.95);
    figures.p99 = beyond + histogram.percentile(0.99);
    figures.max = beyond + histogram.max();
    return figures;
}

} // namespace

LoadGenerator::LoadGenerator(net::EventLoop &loop, LoadPlan plan, LoadProgress &progress, Done done)
    : m_loop(loop)
    , m_plan(std::move(plan))
    , m_progress(progress)
    , m_done(std::move(done))
    , m_pool(loop, m_resolver, m_roots)
{
    http::PoolLimits limits;
    limits.maxIdle = limits.maxIdlePerHost = limits.maxPerHost = m_plan.concurrency;
    limits.dialTimeout = m_plan.timeout;
    limits.idleTimeout = std::chrono::hours{24}; // between two requests of a client there is no time
    m_pool.setLimits(limits);
    m_upstream = m_pool.lease({.tls = false, .host = m_plan.host, .port = m_plan.port, .proxy = {}});
    m_startTimer.setSingleShot(true);
    m_startTimer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_startTimer, &QTimer::timeout, &m_startTimer, [this] { startDue(); });
}

LoadGenerator::~LoadGenerator()
{
    m_clients.clear();
}

void LoadGenerator::start()
{
    m_progress.answered = 0;
    m_progress.failed = 0;
    m_startedAt = m_lastAt = now();
    m_clients.reserve(m_plan.concurrency);
    startDue();
}

void LoadGenerator::startDue()
{
    const std::uint64_t clients = std::min<std::uint64_t>(m_plan.concurrency, m_plan.requests);
    while (m_clients.size() < clients && !m_finished) {
        const Nanos due = m_plan.ramp * static_cast<std::int64_t>(m_clients.size()) / m_plan.concurrency;
        if (const Nanos left = m_startedAt + due - now(); left > Nanos{0}) {
            m_startTimer.start(std::chrono::ceil<std::chrono::milliseconds>(left));
            return;
        }
        m_clients.push_back(std::make_unique<LoadClient>(*this));
        next(*m_clients.back());
    }
    if (clients == 0)
        finish();
}

void LoadGenerator::next(LoadClient &client)
{
    if (m_finished)
        return;
    if (m_sent < m_plan.requests) {
        ++m_sent;
        ++m_underWay;
        client.begin();
    } else if (m_underWay == 0) {
        finish();
    }
}

void LoadGenerator::send(http::ClientRequest &request)
{
    m_report.bytesSent += m_plan.request.size();
    m_pool.send(*m_upstream, request, {.head = m_plan.request, .body = {}, .headMethod = false},
                {.head = m_plan.timeout, .idle = m_plan.timeout});
}

void LoadGenerator::answered(LoadClient &client, const Good &answer)
{
    m_lastAt = now();
    m_totals.record(answer.total - m_plan.knownWait);
    if (m_plan.stream)
        m_ttfts.record(answer.ttft - m_plan.knownWait);
    m_report.bytesReceived += answer.bytes;
    ++m_report.answered;
    m_progress.answered.store(m_report.answered, std::memory_order_relaxed);
    --m_underWay;
    next(client);
}

void LoadGenerator::failed(LoadClient &client, const std::string &kind, const std::string &text,
                           std::uint64_t bytes)
{
    m_lastAt = now();
    if (m_report.failed == 0)
        m_report.firstError = text;
    m_report.bytesReceived += bytes;
    ++m_report.errors[kind];
    ++m_report.failed;
    m_progress.failed.store(m_report.failed, std::memory_order_relaxed);
    --m_underWay;
    next(client);
}

void LoadGenerator::stop()
{
    if (m_finished)
        return;
    m_report.interrupted = true;
    for (const auto &client : m_clients)
        client->cancel();
    finish();
}

// Told later: we may be inside a client's answer.
void LoadGenerator::finish()
{
    m_finished = true;
    m_startTimer.stop();
    m_report.elapsed = m_lastAt - m_startedAt;
    m_report.total = percentilesOf(m_totals, m_plan.knownWait);
    m_report.ttft = percentilesOf(m_ttfts, m_plan.knownWait);
    QMetaObject::invokeMethod(
        &m_startTimer,
        [this] {
            const Done done = std::move(m_done);
            const LoadReport report = std::move(m_report);
            done(report);
        },
        Qt::QueuedConnection);
}

} // namespace relay::bench
