// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/metrics_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace relay::metrics {

namespace {

QJsonValue count(std::uint64_t value)
{
    return QJsonValue(static_cast<qint64>(value));
}

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

QJsonValue tenths(double value)
{
    return QJsonValue(std::round(value * 10) / 10);
}

QJsonValue latency(const api::LatencyFigures &figures, bool enabled)
{
    if (!enabled)
        return QJsonValue::Null;
    return QJsonObject{
        {QStringLiteral("count"), count(figures.count)},
        {QStringLiteral("average_us"), tenths(figures.averageUs)},
        {QStringLiteral("p50_us"), tenths(figures.p50Us)},
        {QStringLiteral("p95_us"), tenths(figures.p95Us)},
        {QStringLiteral("p99_us"), tenths(figures.p99Us)},
        {QStringLiteral("max_us"), tenths(figures.maxUs)},
    };
}

// Percent, cut to two decimals: 100 means that not one failed.
double successRate(const api::WindowFigures &window)
{
    if (window.requests == 0)
        return 100;
    const std::uint64_t good = window.requests - std::min(window.failed, window.requests);
    const std::uint64_t hundredths = good * 10'000 / window.requests;
    return static_cast<double>(hundredths) / 100;
}

QJsonObject windowObject(const api::WindowFigures &window, bool enabled)
{
    return {
        {QStringLiteral("requests"), count(window.requests)},
        {QStringLiteral("failed"), count(window.failed)},
        {QStringLiteral("streaming"), count(window.streaming)},
        {QStringLiteral("slow"), count(window.slow)},
        {QStringLiteral("prompt_tokens"), count(window.promptTokens)},
        {QStringLiteral("completion_tokens"), count(window.completionTokens)},
        {QStringLiteral("cost_usd"), window.costUsd},
        {QStringLiteral("success_rate"), successRate(window)},
        {QStringLiteral("total"), latency(window.total, enabled)},
        {QStringLiteral("overhead"), latency(window.overhead, enabled)},
        {QStringLiteral("ttft"), latency(window.ttft, enabled)},
    };
}

QJsonArray namedArray(const std::vector<api::NamedFigures> &list, bool enabled)
{
    QJsonArray array;
    for (const api::NamedFigures &figures : list) {
        array.append(QJsonObject{
            {QStringLiteral("name"), text(figures.name)},
            {QStringLiteral("requests"), count(figures.requests)},
            {QStringLiteral("failed"), count(figures.failed)},
            {QStringLiteral("slow"), count(figures.slow)},
            {QStringLiteral("prompt_tokens"), count(figures.promptTokens)},
            {QStringLiteral("completion_tokens"), count(figures.completionTokens)},
            {QStringLiteral("cost_usd"), figures.costUsd},
            {QStringLiteral("total"), latency(figures.total, enabled)},
            {QStringLiteral("overhead"), latency(figures.overhead, enabled)},
            {QStringLiteral("ttft"), latency(figures.ttft, enabled)},
        });
    }
    return array;
}

QJsonObject runtimeObject(const api::RuntimeFigures &runtime, bool enabled)
{
    const auto percentile = [enabled](double us) { return enabled ? tenths(us) : QJsonValue::Null; };
    return {
        {QStringLiteral("sampled_at"), QJsonValue(qint64{runtime.sampledAtMs})},
        {QStringLiteral("rss_bytes"), count(runtime.rssBytes)},
        {QStringLiteral("cpu_us"), count(runtime.cpuUs)},
        {QStringLiteral("cpu_percent"), tenths(runtime.cpuPercent)},
        {QStringLiteral("disk_read_bytes"), count(runtime.diskReadBytes)},
        {QStringLiteral("disk_write_bytes"), count(runtime.diskWriteBytes)},
        {QStringLiteral("threads"), count(runtime.threads)},
        {QStringLiteral("client_connections"), count(runtime.clientConnections)},
        {QStringLiteral("upstream_connections"), count(runtime.upstreamConnections)},
        {QStringLiteral("upstream_idle"), count(runtime.upstreamIdle)},
        {QStringLiteral("upstream_waiting"), count(runtime.upstreamWaiting)},
        {QStringLiteral("live_exchanges"), count(runtime.liveExchanges)},
        {QStringLiteral("refusals_without_row"), count(runtime.refusalsWithoutRow)},
        {QStringLiteral("loop_lag_us"), tenths(runtime.loopLagUs)},
        {QStringLiteral("loop_lag_max_us"), tenths(runtime.loopLagMaxUs)},
        {QStringLiteral("journal_depth"), count(runtime.journalDepth)},
        {QStringLiteral("journal_bytes"), count(runtime.journalBytes)},
        {QStringLiteral("journal_used_bytes"), count(runtime.journalUsedBytes)},
        {QStringLiteral("cache_hits"), count(runtime.cacheHits)},
        {QStringLiteral("cache_misses"), count(runtime.cacheMisses)},
        {QStringLiteral("wal_bytes"), count(runtime.walBytes)},
        {QStringLiteral("database_bytes"), count(runtime.databaseBytes)},
        {QStringLiteral("db_queries"), count(runtime.dbQueries)},
        {QStringLiteral("db_write_transactions"), count(runtime.dbWriteTransactions)},
        {QStringLiteral("db_reads"), count(runtime.dbReads)},
        {QStringLiteral("db_average_us"), tenths(runtime.dbAverageUs)},
        {QStringLiteral("db_reads_per_second"), tenths(runtime.dbReadsPerSecond)},
        {QStringLiteral("db_write_transactions_per_second"), tenths(runtime.dbWriteTransactionsPerSecond)},
        {QStringLiteral("db_p50_us"), percentile(runtime.dbP50Us)},
        {QStringLiteral("db_p99_us"), percentile(runtime.dbP99Us)},
    };
}

QJsonValue latencyPoint(const api::LatencyPoint &point, bool enabled)
{
    if (!enabled || point.count == 0)
        return QJsonValue::Null;
    return QJsonObject{{QStringLiteral("count"), count(point.count)},
                       {QStringLiteral("p50_us"), tenths(point.p50Us)},
                       {QStringLiteral("p95_us"), tenths(point.p95Us)},
                       {QStringLiteral("p99_us"), tenths(point.p99Us)}};
}

QJsonObject tracesObject(const api::TraceFigures &traces)
{
    return {
        {QStringLiteral("enabled"), traces.enabled},
        {QStringLiteral("exported_spans"), count(traces.exported)},
        {QStringLiteral("dropped_spans"), count(traces.dropped)},
        {QStringLiteral("failed_spans"), count(traces.failed)},
        {QStringLiteral("queued_exchanges"), count(traces.queued)},
    };
}

QJsonObject todayObject(const api::MetricsSnapshot &snapshot)
{
    QJsonArray channels;
    for (const api::ChannelToday &channel : snapshot.channelsToday)
        channels.append(QJsonObject{{QStringLiteral("channel_id"), qint64{channel.channelId}},
                                    {QStringLiteral("requests"), count(channel.requests)},
                                    {QStringLiteral("cost_usd"), channel.costUsd}});
    return {{QStringLiteral("cost_usd"), snapshot.costTodayUsd}, {QStringLiteral("channels"), channels}};
}

// One time in both forms: NAME as text, NAME_us as a number; null in both while metrics are off.
void putTime(QJsonObject &object, const QString &name, double microseconds, bool known)
{
    object.insert(name, known ? QJsonValue(text(durationText(microseconds))) : QJsonValue::Null);
    object.insert(name + QStringLiteral("_us"), known ? tenths(microseconds) : QJsonValue::Null);
}

} // namespace

std::string durationText(double microseconds)
{
    const double hundredths = std::round(microseconds / 10);
    const bool fine = hundredths < 1000;
    return QString::number(fine ? hundredths / 100 : std::round(microseconds / 1000), 'f', fine ? 2 : 0)
               .toStdString() +
           "ms";
}

std::string metricsJson(const api::MetricsSnapshot &snapshot)
{
    const bool enabled = snapshot.enabled;
    const api::WindowFigures &window = snapshot.sinceReset;
    QJsonObject data{
        {QStringLiteral("enabled"), enabled},
        {QStringLiteral("total_requests"), count(window.requests)},
        {QStringLiteral("failed_requests"), count(window.failed)},
        {QStringLiteral("success_rate"), successRate(window)},
        {QStringLiteral("streaming_requests"), count(window.streaming)},
        {QStringLiteral("slow_requests"), count(window.slow)},
        {QStringLiteral("window_seconds"), tenths(snapshot.sinceResetSeconds)},
        {QStringLiteral("db_query_count"), count(snapshot.database.queries)},
        {QStringLiteral("lifetime"), QJsonObject{{QStringLiteral("requests"), count(snapshot.totalRequests)},
                                                 {QStringLiteral("failed"), count(snapshot.totalFailed)}}},
        {QStringLiteral("minute"), windowObject(snapshot.minute, enabled)},
        {QStringLiteral("hour"), windowObject(snapshot.hour, enabled)},
        {QStringLiteral("since_reset"), windowObject(window, enabled)},
        {QStringLiteral("channels"), namedArray(snapshot.channels, enabled)},
        {QStringLiteral("models"), namedArray(snapshot.models, enabled)},
        {QStringLiteral("today"), todayObject(snapshot)},
        {QStringLiteral("runtime"), runtimeObject(snapshot.runtime, enabled)},
        {QStringLiteral("traces"), tracesObject(snapshot.traces)},
    };
    putTime(data, QStringLiteral("average_duration"), window.total.averageUs, enabled);
    putTime(data, QStringLiteral("p50_latency"), window.total.p50Us, enabled);
    putTime(data, QStringLiteral("p95_latency"), window.total.p95Us, enabled);
    putTime(data, QStringLiteral("p99_latency"), window.total.p99Us, enabled);
    putTime(data, QStringLiteral("p50_overhead"), window.overhead.p50Us, enabled);
    putTime(data, QStringLiteral("p95_overhead"), window.overhead.p95Us, enabled);
    putTime(data, QStringLiteral("p99_overhead"), window.overhead.p99Us, enabled);
    putTime(data, QStringLiteral("avg_ttft"), window.ttft.averageUs, enabled);
    putTime(data, QStringLiteral("db_avg_duration"), snapshot.database.averageUs, true);
    return QJsonDocument(data).toJson(QJsonDocument::Compact).toStdString();
}

std::string historyJson(const api::MetricsHistory &history)
{
    QJsonArray points;
    for (const api::HistoryPoint &point : history.points) {
        points.append(QJsonObject{
            {QStringLiteral("start"), QJsonValue(qint64{point.startMs})},
            {QStringLiteral("seconds"), tenths(point.seconds)},
            {QStringLiteral("requests"), count(point.requests)},
            {QStringLiteral("failed"), count(point.failed)},
            {QStringLiteral("total"), latencyPoint(point.total, history.enabled)},
            {QStringLiteral("overhead"), latencyPoint(point.overhead, history.enabled)},
            {QStringLiteral("ttft"), latencyPoint(point.ttft, history.enabled)},
            {QStringLiteral("db_reads"), count(point.dbReads)},
            {QStringLiteral("db_write_transactions"), count(point.dbWriteTransactions)},
            {QStringLiteral("cpu_us"), count(point.cpuUs)},
            {QStringLiteral("loop_lag_max_us"), tenths(point.loopLagMaxUs)},
            {QStringLiteral("rss_bytes"), count(point.rssBytes)},
            {QStringLiteral("wal_bytes"), count(point.walBytes)},
            {QStringLiteral("database_bytes"), count(point.databaseBytes)},
            {QStringLiteral("journal_used_bytes"), count(point.journalUsedBytes)},
        });
    }
    const QJsonObject data{{QStringLiteral("enabled"), history.enabled},
                           {QStringLiteral("period_seconds"), history.periodSeconds},
                           {QStringLiteral("span_seconds"), history.spanSeconds},
                           {QStringLiteral("points"), points}};
    return QJsonDocument(data).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace relay::metrics
