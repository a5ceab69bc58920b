// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/exposition.h"

#include "relay/base/text.h"

#include <QString>

#include <array>
#include <charconv>
#include <cmath>

namespace relay::metrics {

namespace {

std::string number(double value)
{
    if (std::isnan(value))
        return "NaN";
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

std::string number(std::uint64_t value)
{
    return std::to_string(value);
}

class TextWriter final
{
public:
    void family(std::string_view name, std::string_view type, std::string_view help)
    {
        m_name = "trayrelay_";
        m_name += name;
        m_text.append("# HELP ").append(m_name).append(" ").append(help).append("\n");
        m_text.append("# TYPE ").append(m_name).append(" ").append(type).append("\n");
    }

    template <typename Number>
    void sample(std::string_view suffix, std::string_view label, std::string_view labelValue, Number value)
    {
        m_text.append(m_name).append(suffix);
        if (!label.empty()) {
            m_text.append("{").append(label).append("=\"");
            appendEscaped(labelValue);
            m_text.append("\"}");
        }
        m_text.append(" ").append(number(value)).append("\n");
    }

    template <typename Number>
    void single(std::string_view name, std::string_view type, std::string_view help, Number value)
    {
        family(name, type, help);
        sample("", "", "", value);
    }

    std::string take() { return std::move(m_text); }

private:
    // The format is UTF-8: one byte that is not would make Prometheus refuse all.
    void appendEscaped(std::string_view value)
    {
        std::string replaced;
        if (!isUtf8(value)) {
            replaced = QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())).toStdString();
            value = replaced;
        }
        for (const char c : value) {
            if (c == '\\')
                m_text += "\\\\";
            else if (c == '"')
                m_text += "\\\"";
            else if (c == '\n')
                m_text += "\\n";
            else
                m_text += c;
        }
    }

    std::string m_text;
    std::string m_name;
};

void writeSummary(TextWriter &out, std::string_view name, std::string_view help, bool enabled,
                  const api::LatencyFigures &minute, const LifetimeSum &lifetime)
{
    out.family(name, "summary", help);
    if (enabled) {
        const auto seconds = [&](double us) { return minute.count > 0 ? us / 1e6 : std::nan(""); };
        out.sample("", "quantile", "0.5", seconds(minute.p50Us));
        out.sample("", "quantile", "0.95", seconds(minute.p95Us));
        out.sample("", "quantile", "0.99", seconds(minute.p99Us));
    }
    out.sample("_sum", "", "", lifetime.sumSeconds);
    out.sample("_count", "", "", lifetime.count);
}

void writeExchanges(TextWriter &out, const LifetimeFigures &lifetime)
{
    static constexpr std::array<std::string_view, 6> kClasses = {"other", "1xx", "2xx", "3xx", "4xx", "5xx"};
    out.family("requests_total", "counter", "Finished exchanges by class of status.");
    for (const std::size_t i : {1U, 2U, 3U, 4U, 5U, 0U})
        out.sample("", "code", kClasses[i], lifetime.byStatusClass[i]);
    out.single("requests_failed_total", "counter", "Exchanges that failed.", lifetime.failed);
    out.single("requests_streaming_total", "counter", "Exchanges that streamed.", lifetime.streaming);
    out.single("requests_slow_total", "counter", "Exchanges beyond SLOW_REQUEST_THRESHOLD_MS.",
               lifetime.slow);
    out.family("tokens_total", "counter", "Language model tokens as the upstreams reported them.");
    out.sample("", "kind", "prompt", lifetime.promptTokens);
    out.sample("", "kind", "completion", lifetime.completionTokens);
    out.single("cost_dollars_total", "counter", "What exchanges with a price have cost.", lifetime.costUsd);
}

void writeNamed(TextWriter &out, std::string_view label, const std::vector<LifetimeCount> &list)
{
    if (list.empty())
        return;
    const std::string prefix(label);
    const auto counter = [&](std::string_view name, std::string_view help, auto member) {
        out.family(prefix + std::string(name), "counter", std::string(help) + " by " + prefix + ".");
        for (const LifetimeCount &entry : list)
            out.sample("", label, entry.name, entry.*member);
    };
    counter("_requests_total", "Finished exchanges", &LifetimeCount::requests);
    counter("_requests_failed_total", "Exchanges that failed,", &LifetimeCount::failed);
    counter("_prompt_tokens_total", "Tokens of prompts", &LifetimeCount::promptTokens);
    counter("_completion_tokens_total", "Tokens of answers", &LifetimeCount::completionTokens);
    counter("_cost_dollars_total", "What exchanges have cost,", &LifetimeCount::costUsd);
    counter("_slow_requests_total", "Exchanges beyond SLOW_REQUEST_THRESHOLD_MS,", &LifetimeCount::slow);
    const auto summary = [&](std::string_view name, std::string_view help, auto member) {
        out.family(prefix + std::string(name), "summary", std::string(help) + ", by " + prefix + ".");
        for (const LifetimeCount &entry : list) {
            out.sample("_sum", label, entry.name, (entry.*member).sumSeconds);
            out.sample("_count", label, entry.name, (entry.*member).count);
        }
    };
    summary("_request_duration_seconds", "Last request byte read to answer head written",
            &LifetimeCount::total);
    summary("_request_overhead_seconds", "The part not spent waiting for an upstream",
            &LifetimeCount::overhead);
    summary("_ttft_seconds", "Time to the first token of streams", &LifetimeCount::ttft);
}

void writeToday(TextWriter &out, double costUsd, const std::vector<api::AlertRow> &alerts)
{
    out.single("cost_today_dollars", "gauge", "What exchanges with a price have cost since midnight.",
               costUsd);
    out.family("alert_raised", "gauge", "1 while the alert is raised.");
    for (const api::AlertRow &alert : alerts)
        out.sample("", "name", alert.name, std::uint64_t{alert.raised ? 1U : 0U});
}

void writeDatabase(TextWriter &out, const api::RuntimeFigures &runtime, bool enabled)
{
    out.single("db_queries_total", "counter", "Statements run on the database.", runtime.dbQueries);
    out.single("db_reads_total", "counter", "Those of them that answer rows.", runtime.dbReads);
    out.single("db_write_transactions_total", "counter", "Write transactions.", runtime.dbWriteTransactions);
    out.single("db_query_average_seconds", "gauge", "Average time of a statement.",
               runtime.dbAverageUs / 1e6);
    out.single("db_reads_per_second", "gauge", "Over the last seconds.", runtime.dbReadsPerSecond);
    out.single("db_write_transactions_per_second", "gauge", "Over the last seconds.",
               runtime.dbWriteTransactionsPerSecond);
    if (!enabled)
        return;
    out.family("db_query_seconds", "gauge", "Time of a statement over the last minute.");
    out.sample("", "quantile", "0.5", runtime.dbP50Us / 1e6);
    out.sample("", "quantile", "0.99", runtime.dbP99Us / 1e6);
}

void writeRuntime(TextWriter &out, const api::RuntimeFigures &runtime)
{
    const auto gauge = [&out](std::string_view name, std::string_view help, std::uint64_t value) {
        out.single(name, "gauge", help, value);
    };
    gauge("resident_memory_bytes", "Resident memory of the process.", runtime.rssBytes);
    out.single("cpu_seconds_total", "counter", "Processor time of all threads, user and system.",
               static_cast<double>(runtime.cpuUs) / 1e6);
    out.single("disk_read_bytes_total", "counter", "Read from a disk.", runtime.diskReadBytes);
    out.single("disk_written_bytes_total", "counter", "Written to a disk.", runtime.diskWriteBytes);
    gauge("threads", "Threads of the process.", runtime.threads);
    gauge("client_connections", "Open connections of clients.", runtime.clientConnections);
    gauge("upstream_connections", "Open connections to upstreams.", runtime.upstreamConnections);
    gauge("upstream_idle_connections", "Those of them that wait for work.", runtime.upstreamIdle);
    gauge("upstream_waiting_exchanges", "Exchanges that wait for a connection.", runtime.upstreamWaiting);
    gauge("live_exchanges", "Exchanges in progress.", runtime.liveExchanges);
    out.single("loop_lag_seconds", "gauge", "How late the loop came to its last timer.",
               runtime.loopLagUs / 1e6);
    out.single("loop_lag_max_seconds", "gauge", "The worst of the last second.", runtime.loopLagMaxUs / 1e6);
    gauge("journal_depth", "Usage records staged and not yet in the database.", runtime.journalDepth);
    gauge("journal_size_bytes", "Size of the ledger's journal.", runtime.journalBytes);
    gauge("journal_used_bytes", "Used part of the ledger's journal.", runtime.journalUsedBytes);
    out.single("cache_hits_total", "counter", "Look-ups of tokens and channels that the cache answered.",
               runtime.cacheHits);
    out.single("cache_misses_total", "counter", "Those that the database was asked for.",
               runtime.cacheMisses);
    gauge("wal_size_bytes", "Size of the database's write-ahead log.", runtime.walBytes);
    gauge("database_size_bytes", "Size of the database's file.", runtime.databaseBytes);
}

void writeTraces(TextWriter &out, const api::TraceFigures &traces)
{
    out.family("trace_spans_total", "counter", "Spans by what became of them.");
    out.sample("", "result", "exported", traces.exported);
    out.sample("", "result", "dropped", traces.dropped);
    out.sample("", "result", "failed", traces.failed);
}

} // namespace

std::string exposition(const api::MetricsSnapshot &snapshot, const LifetimeFigures &lifetime,
                       const std::vector<api::AlertRow> &alerts)
{
    TextWriter out;
    writeExchanges(out, lifetime);
    const bool enabled = snapshot.enabled;
    const api::WindowFigures &minute = snapshot.minute;
    writeSummary(out, "request_duration_seconds", "Last request byte read to answer head written.", enabled,
                 minute.total, lifetime.total);
    writeSummary(out, "request_overhead_seconds", "The part not spent waiting for an upstream.", enabled,
                 minute.overhead, lifetime.overhead);
    writeSummary(out, "time_to_first_token_seconds", "Time to the first token of streams.", enabled,
                 minute.ttft, lifetime.ttft);
    writeNamed(out, "channel", lifetime.channels);
    writeNamed(out, "model", lifetime.models);
    writeToday(out, snapshot.costTodayUsd, alerts);
    writeRuntime(out, snapshot.runtime);
    writeDatabase(out, snapshot.runtime, enabled);
    writeTraces(out, snapshot.traces);
    return out.take();
}

} // namespace relay::metrics
