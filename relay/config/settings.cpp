// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/settings.h"

#include "relay/config/setting_spec.h"

#include <QtGlobal>

#include <algorithm>
#include <charconv>

namespace relay::config {

namespace {

constexpr std::int64_t kMebi = 1024 * 1024;

// Checked texts by name, as the type that is asked for. Texts are checked: what cannot be read is a bug.
class Reader final
{
public:
    explicit Reader(const SettingTexts &texts)
        : m_texts(texts)
    {
    }

    const std::string &text(std::string_view name) const
    {
        const auto index = findSetting(name);
        Q_ASSERT(index && *index < m_texts.size());
        return m_texts[*index];
    }

    bool flag(std::string_view name) const { return text(name) == "true"; }

    template <typename Number>
    Number number(std::string_view name) const
    {
        const std::string &value = text(name);
        Number number{};
        [[maybe_unused]] const auto result =
            std::from_chars(value.data(), value.data() + value.size(), number);
        Q_ASSERT(result.ec == std::errc());
        return number;
    }

    template <typename Duration>
    Duration duration(std::string_view name) const
    {
        return Duration(number<std::int64_t>(name));
    }

    std::chrono::seconds seconds(std::string_view name) const { return duration<std::chrono::seconds>(name); }
    std::int64_t mebibytes(std::string_view name) const { return number<std::int64_t>(name) * kMebi; }

    std::vector<std::string> list(std::string_view name) const
    {
        std::vector<std::string> parts;
        const std::string_view value = text(name);
        for (std::size_t from = 0; from < value.size();) {
            const std::size_t to = std::min(value.find(',', from), value.size());
            parts.emplace_back(value.substr(from, to - from));
            from = to + 1;
        }
        return parts;
    }

private:
    const SettingTexts &m_texts;
};

SqliteSettings sqliteFrom(const Reader &read)
{
    SqliteSettings sqlite;
    sqlite.optimizeEnabled = read.flag("SQLITE_OPTIMIZE_ENABLED");
    sqlite.journalMode = read.text("SQLITE_JOURNAL_MODE");
    sqlite.synchronous = read.text("SQLITE_SYNCHRONOUS");
    sqlite.cacheSize = read.number<std::int64_t>("SQLITE_CACHE_SIZE");
    sqlite.mmapBytes = read.number<std::int64_t>("SQLITE_MMAP_SIZE");
    sqlite.tempStore = read.text("SQLITE_TEMP_STORE");
    sqlite.busyTimeout = read.duration<std::chrono::milliseconds>("SQLITE_BUSY_TIMEOUT");
    sqlite.walAutoCheckpointPages = read.number<int>("SQLITE_WAL_AUTO_CHECKPOINT");
    sqlite.foreignKeys = read.flag("SQLITE_FOREIGN_KEYS");
    sqlite.pageBytes = read.number<int>("SQLITE_PAGE_SIZE");
    sqlite.autoVacuum = read.text("SQLITE_AUTO_VACUUM");
    sqlite.maxOpenConnections = read.number<int>("SQLITE_MAX_OPEN_CONNS");
    sqlite.maxIdleConnections = read.number<int>("SQLITE_MAX_IDLE_CONNS");
    sqlite.path = read.text("SQLITE_PATH");
    return sqlite;
}

UpstreamSettings upstreamFrom(const Reader &read)
{
    UpstreamSettings upstream;
    upstream.keepAlive = read.seconds("HTTP_KEEPALIVE");
    upstream.maxIdleConnections = read.number<std::size_t>("HTTP_MAX_IDLE_CONNS");
    upstream.maxIdleConnectionsPerHost = read.number<std::size_t>("HTTP_MAX_IDLE_CONNS_PER_HOST");
    upstream.maxConnectionsPerHost = read.number<std::size_t>("HTTP_MAX_CONNS_PER_HOST");
    upstream.dialTimeout = read.seconds("HTTP_DIAL_TIMEOUT");
    upstream.tlsTimeout = read.seconds("HTTP_TLS_TIMEOUT");
    upstream.headTimeoutStream = read.seconds("HTTP_RESPONSE_HEADER_TIMEOUT");
    upstream.headTimeoutWhole = read.seconds("HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM");
    upstream.streamIdleTimeout = read.seconds("HTTP_STREAM_IDLE_TIMEOUT");
    upstream.idleConnectionTimeout = read.seconds("HTTP_IDLE_CONN_TIMEOUT");
    upstream.proxy = read.text("RELAY_PROXY");
    return upstream;
}

LedgerSettings ledgerFrom(const Reader &read)
{
    LedgerSettings ledger;
    ledger.batchEnabled = read.flag("LOG_BATCH_ENABLED");
    ledger.batchRows = read.number<int>("LOG_BATCH_SIZE");
    ledger.batchFlushInterval = read.seconds("LOG_BATCH_FLUSH_INTERVAL");
    ledger.consumeEnabled = read.flag("LOG_CONSUME_ENABLED");
    ledger.batchUpdateEnabled = read.flag("BATCH_UPDATE_ENABLED");
    ledger.batchUpdateInterval = read.seconds("BATCH_UPDATE_INTERVAL");
    ledger.journalBytes = read.mebibytes("LEDGER_JOURNAL_MB");
    ledger.retentionDays = read.number<int>("LOG_RETENTION_DAYS");
    ledger.backupInterval = read.duration<std::chrono::hours>("BACKUP_INTERVAL_HOURS");
    ledger.backupsKept = read.number<int>("BACKUP_KEEP");
    return ledger;
}

MetricsSettings metricsFrom(const Reader &read)
{
    MetricsSettings metrics;
    metrics.enabled = read.flag("METRICS_ENABLED");
    metrics.resetInterval = read.seconds("METRICS_RESET_INTERVAL");
    metrics.slowRequestThreshold = read.duration<std::chrono::milliseconds>("SLOW_REQUEST_THRESHOLD_MS");
    metrics.profilingEnabled = read.flag("PPROF_ENABLED");
    metrics.profilingPort = read.number<std::uint16_t>("PPROF_PORT");
    metrics.otlpEndpoint = read.text("OTEL_EXPORTER_OTLP_ENDPOINT");
    return metrics;
}

ServerSettings serverFrom(const Reader &read)
{
    ServerSettings server;
    server.port = read.number<std::uint16_t>("PORT");
    server.listenAddress = read.text("LISTEN_ADDRESS");
    server.maxBodyBytes = static_cast<std::size_t>(read.mebibytes("RELAY_MAX_BODY_MB"));
    server.corsAllowedOrigins = read.list("CORS_ALLOWED_ORIGINS");
    server.initialRootToken = read.text("INITIAL_ROOT_TOKEN");
    server.initialRootAccessToken = read.text("INITIAL_ROOT_ACCESS_TOKEN");
    server.logLevel = read.text("LOG_LEVEL");
    return server;
}

AlertSettings alertFrom(const Reader &read)
{
    AlertSettings alert;
    alert.p99 = read.duration<std::chrono::milliseconds>("ALERT_P99_MS");
    alert.errorRatePercent = read.number<double>("ALERT_ERROR_RATE");
    alert.walBytes = read.mebibytes("ALERT_WAL_MB");
    alert.rssBytes = read.mebibytes("ALERT_RSS_MB");
    alert.loopLag = read.duration<std::chrono::milliseconds>("ALERT_LOOP_LAG_MS");
    alert.budgetUsdPerDay = read.number<double>("ALERT_BUDGET_USD_DAY");
    return alert;
}

} // namespace

SettingTexts defaultTexts()
{
    SettingTexts texts;
    for (const SettingSpec &spec : settingsTable())
        texts.emplace_back(spec.defaultText);
    return texts;
}

Settings settingsFrom(const SettingTexts &texts)
{
    const Reader read(texts);
    Settings settings;
    settings.sqlite = sqliteFrom(read);
    settings.upstream = upstreamFrom(read);
    settings.ledger = ledgerFrom(read);
    settings.cache = {read.flag("LOCAL_CACHE_ENABLED"), read.seconds("LOCAL_CACHE_TTL")};
    settings.metrics = metricsFrom(read);
    settings.routing = {read.number<int>("RETRY_TIMES"), read.number<int>("BREAKER_FAILURES"),
                        read.seconds("BREAKER_COOLDOWN")};
    settings.server = serverFrom(read);
    settings.guard = {read.flag("GUARD_ENABLED"), read.seconds("GUARD_SECONDS"),
                      read.number<double>("GUARD_FACTOR")};
    settings.alert = alertFrom(read);
    settings.update = {read.flag("UPDATE_CHECK_ENABLED"), read.text("UPDATE_CHECK_URL")};
    return settings;
}

Settings defaultSettings()
{
    return settingsFrom(defaultTexts());
}

} // namespace relay::config
