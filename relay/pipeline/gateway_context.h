// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/access/host_check.h"
#include "relay/access/token_directory.h"
#include "relay/config/settings.h"
#include "relay/dialect/json_parser.h"
#include "relay/http/client_pool.h"
#include "relay/metrics/relay_metrics.h"
#include "relay/net/event_loop.h"
#include "relay/pipeline/block_pool.h"
#include "relay/pipeline/catalog_source.h"
#include "relay/pipeline/knock_slot.h"
#include "relay/pipeline/quota_book.h"
#include "relay/pipeline/upstream_target.h"
#include "relay/pipeline/usage_sink.h"
#include "relay/routing/health.h"
#include "relay/routing/routing_table.h"
#include "relay/telemetry/trace_source.h"

#include <atomic>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace relay::pipeline {

// Who may call and where it may go: what an exchange keeps for its whole life, whatever is edited
// meanwhile. Immutable once published. Lives on relay.
struct Catalog
{
    Catalog(std::vector<model::Channel> channels, std::vector<model::Token> clientTokens)
        : routes(std::move(channels))
        , tokens(std::move(clientTokens))
    {
    }

    routing::RoutingTable routes;
    access::TokenDirectory tokens;
    UpstreamTargets targets;
};

// What all exchanges of one relay thread share; built by relay/service. Lives on relay.
struct GatewayContext
{
    net::EventLoop &loop;
    http::ClientPool &pool;
    metrics::RelayMetrics &metrics;
    UsageSink &usage;
    CatalogSource &catalogs;
    std::shared_ptr<const config::Settings> settings;
    std::shared_ptr<const Catalog> catalog;
    access::HostCheck hostCheck;
    std::string instanceId;
    const std::atomic<bool> &paused; // set by others, read for every request
    KnockSlot &knocks;

    telemetry::TraceSource *traces = nullptr; // null: exchanges are not traced
    BlockPool blocks{};
    routing::Health health{};
    QuotaBook quota{};
    dialect::JsonParser parser{};
    std::unordered_set<std::int64_t>
        refusesUsageOption{}; // channels that answered stream_options with an error
    std::unordered_set<std::int64_t>
        compresses{};                       // channels whose answers nobody can read: that is said once
    std::vector<std::string_view> pieces{}; // scratch: what of a stream's piece goes on
    std::string joined{};                   // scratch: pieces that must be seen as one
    model::UsageRecord record{};            // scratch: its strings keep their capacity
    std::uint64_t nextRequestId = 0;
};

// Access-Control lines for an answer to that origin; empty without one.
std::string corsLines(const access::HostCheck &check, std::string_view origin);

} // namespace relay::pipeline
