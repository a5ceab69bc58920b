// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relay::config {

// One checked text per row of settingsTable(), in its order.
using SettingTexts = std::vector<std::string>;

SettingTexts defaultTexts();

struct SqliteSettings
{
    bool optimizeEnabled = true;
    std::string journalMode; // in the setting's words: WAL
    std::string synchronous;
    std::int64_t cacheSize = 0; // negative: KiB, positive: pages
    std::int64_t mmapBytes = 0;
    std::string tempStore;
    std::chrono::milliseconds busyTimeout{0};
    int walAutoCheckpointPages = 0;
    bool foreignKeys = false;
    int pageBytes = 0;
    std::string autoVacuum;
    int maxOpenConnections = 0;
    int maxIdleConnections = 0;
    std::string path; // relative to the data directory, unless absolute
};

struct UpstreamSettings
{
    std::chrono::seconds keepAlive{0};
    std::size_t maxIdleConnections = 0;
    std::size_t maxIdleConnectionsPerHost = 0;
    std::size_t maxConnectionsPerHost = 0;
    std::chrono::seconds dialTimeout{0};
    std::chrono::seconds tlsTimeout{0};
    std::chrono::seconds headTimeoutStream{0};
    std::chrono::seconds headTimeoutWhole{0}; // requests that stream nothing
    std::chrono::seconds streamIdleTimeout{0};
    std::chrono::seconds idleConnectionTimeout{0};
    std::string proxy; // http:// or socks5:// URL; empty: none
};

struct LedgerSettings
{
    bool batchEnabled = true;
    int batchRows = 0;
    std::chrono::seconds batchFlushInterval{0};
    bool consumeEnabled = true;
    bool batchUpdateEnabled = true;
    std::chrono::seconds batchUpdateInterval{0};
    std::int64_t journalBytes = 0;
    int retentionDays = 0;                // 0: for ever
    std::chrono::hours backupInterval{0}; // 0: never
    int backupsKept = 0;
};

struct CacheSettings
{
    bool enabled = true;
    std::chrono::seconds ttl{0};
};

struct MetricsSettings
{
    bool enabled = true;
    std::chrono::seconds resetInterval{0}; // 0: never
    std::chrono::milliseconds slowRequestThreshold{0};
    bool profilingEnabled = false;
    std::uint16_t profilingPort = 0;
    std::string otlpEndpoint; // empty: off
};

struct RoutingSettings
{
    int retryTimes = 0;
    int breakerFailures = 0;
    std::chrono::seconds breakerCooldown{0};
};

struct ServerSettings
{
    std::uint16_t port = 0;
    std::string listenAddress;
    std::size_t maxBodyBytes = 0;
    std::vector<std::string> corsAllowedOrigins; // as browsers write them
    std::string initialRootToken;                // empty: generated
    std::string initialRootAccessToken;          // empty: generated
    std::string logLevel;
};

struct GuardSettings
{
    bool enabled = true;
    std::chrono::seconds watch{0};
    double factor = 0;
};

struct AlertSettings // 0: off
{
    std::chrono::milliseconds p99{0};
    double errorRatePercent = 0;
    std::int64_t walBytes = 0;
    std::int64_t rssBytes = 0;
    std::chrono::milliseconds loopLag{0};
    double budgetUsdPerDay = 0;
};

struct UpdateSettings
{
    bool enabled = false;
    std::string address; // empty: nobody is asked
};

// All settings as values to compute with; made by settingsFrom() alone, so the table holds the only
// defaults. An immutable snapshot once published.
struct Settings
{
    SqliteSettings sqlite;
    UpstreamSettings upstream;
    LedgerSettings ledger;
    CacheSettings cache;
    MetricsSettings metrics;
    RoutingSettings routing;
    ServerSettings server;
    GuardSettings guard;
    AlertSettings alert;
    UpdateSettings update;
};

// `texts` must hold what checkedValue() returned. Thread-safe.
Settings settingsFrom(const SettingTexts &texts);

// For tests and tools: the built-in defaults.
Settings defaultSettings();

} // namespace relay::config
