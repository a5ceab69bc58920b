// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/bench/load_client.h"
#include "relay/bench/load_plan.h"
#include "relay/http/client_pool.h"
#include "relay/metrics/latency_histogram.h"

#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace relay::bench {

// Asks one address again and again, as so many clients at once as the plan says: each sends its next request
// when it has the answer to its last, until the plan's number is reached. The same event loop, connections
// and parsers as the relay's own. Lives on the thread of its loop.
class LoadGenerator final
{
public:
    using Done = std::function<void(const LoadReport &)>;

    // `done` is called once, from the event loop.
    LoadGenerator(net::EventLoop &loop, LoadPlan plan, LoadProgress &progress, Done done);
    ~LoadGenerator();

    void start();
    void stop(); // what is under way is given up; `done` is told what there is

    // For its clients.
    struct Good
    {
        Nanos total{0};
        Nanos ttft{0};
        std::uint64_t bytes = 0;
    };
    const LoadPlan &plan() const { return m_plan; }
    SteadyTime now() const { return m_loop.now(); }
    void send(http::ClientRequest &request);
    void answered(LoadClient &client, const Good &answer);
    void failed(LoadClient &client, const std::string &kind, const std::string &text, std::uint64_t bytes);

private:
    void startDue();
    void next(LoadClient &client);
    void finish();

    net::EventLoop &m_loop;
    const LoadPlan m_plan;
    LoadProgress &m_progress;
    Done m_done;
    net::Resolver m_resolver;
    net::TlsRoots m_roots;
    http::ClientPool m_pool;
    std::shared_ptr<http::Upstream> m_upstream;
    std::vector<std::unique_ptr<LoadClient>> m_clients; // those that have begun; before the pool goes
    QTimer m_startTimer;
    metrics::LatencyHistogram m_totals;
    metrics::LatencyHistogram m_ttfts;
    LoadReport m_report;
    SteadyTime m_startedAt{};
    SteadyTime m_lastAt{};
    std::uint64_t m_sent = 0;
    std::uint64_t m_underWay = 0;
    bool m_finished = false;
};

} // namespace relay::bench
