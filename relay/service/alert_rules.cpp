// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/alert_rules.h"

#include <spdlog/fmt/fmt.h>

namespace relay::service {

namespace {

using std::chrono::seconds;
using Value = std::optional<double>;

constexpr double kMegabyte = 1024.0 * 1024.0;

struct Rule
{
    std::string_view name;
    std::string_view setting;
    std::string_view unit;
    seconds raiseAfter;
    seconds recoverAfter;
    double (*limit)(const config::AlertSettings &);
    Value (*value)(const AlertFigures &);
    std::string_view text;
    std::string_view remedy;
    double atOnceBeyond = 0; // times the limit: so bad that it need not last; 0: none is
};

double milliseconds(std::chrono::milliseconds time)
{
    return static_cast<double>(time.count());
}

double megabytes(std::int64_t bytes)
{
    return static_cast<double>(bytes) / kMegabyte;
}

Value percentile(const AlertFigures &figures)
{
    if (!figures.timed || figures.minute.total.count < AlertRules::kFewestRequests)
        return std::nullopt;
    return figures.minute.total.p99Us / 1000;
}

Value errorRate(const AlertFigures &figures)
{
    if (figures.minute.requests < AlertRules::kFewestRequests)
        return std::nullopt;
    return 100 * static_cast<double>(figures.minute.failed) / static_cast<double>(figures.minute.requests);
}

constexpr std::array<Rule, 6> kRules = {{
    {"p99", "ALERT_P99_MS", "ms", seconds{0}, seconds{30},
     [](const config::AlertSettings &limits) { return milliseconds(limits.p99); }, &percentile,
     "p99 of the response time over the last minute",
     "GET /api/metrics/ tells which channel or model is slow"},
    {"error_rate", "ALERT_ERROR_RATE", "%", seconds{0}, seconds{30},
     [](const config::AlertSettings &limits) { return limits.errorRatePercent; }, &errorRate,
     "failed requests of the last minute", "the usage log tells why each one failed"},
    {"wal", "ALERT_WAL_MB", "MB", seconds{5}, seconds{5},
     [](const config::AlertSettings &limits) { return megabytes(limits.walBytes); },
     [](const AlertFigures &figures) -> Value { return static_cast<double>(figures.walBytes) / kMegabyte; },
     "size of the database's write-ahead log", "apply the preset \"Remedy: WAL too large\""},
    {"rss", "ALERT_RSS_MB", "MB", seconds{5}, seconds{30},
     [](const config::AlertSettings &limits) { return megabytes(limits.rssBytes); },
     [](const AlertFigures &figures) -> Value { return static_cast<double>(figures.rssBytes) / kMegabyte; },
     "resident memory of the program", "apply the preset \"Remedy: memory\""},
    {"loop_lag", "ALERT_LOOP_LAG_MS", "ms", seconds{2}, seconds{30},
     [](const config::AlertSettings &limits) { return milliseconds(limits.loopLag); },
     [](const AlertFigures &figures) -> Value { return figures.worstLagUs / 1000; },
     "how late the relay's event loop came to its timers",
     "the machine is overloaded, or something blocks the relay: take a CPU profile", 10},
    {"budget", "ALERT_BUDGET_USD_DAY", "$", seconds{0}, seconds{0},
     [](const config::AlertSettings &limits) { return limits.budgetUsdPerDay; },
     [](const AlertFigures &figures) { return figures.spentTodayUsd; }, "spent today",
     "requests go on; a token's quota is what stops them"},
}};

bool lasted(const std::optional<SteadyTime> &since, SteadyTime now, seconds time)
{
    return since && now - *since >= time;
}

} // namespace

std::vector<api::Event> AlertRules::judge(const config::AlertSettings &limits, const AlertFigures &figures,
                                          SteadyTime now, std::int64_t unixMs)
{
    static_assert(kRules == service::kRules.size());
    std::vector<api::Event> events;
    for (std::size_t i = 0; i < service::kRules.size(); ++i) {
        const Rule &rule = service::kRules[i];
        judgeOne(i, rule.limit(limits), rule.value(figures), now, unixMs, events);
    }
    return events;
}

void AlertRules::judgeOne(std::size_t index, double limit, std::optional<double> value, SteadyTime now,
                          std::int64_t unixMs, std::vector<api::Event> &events)
{
    const Rule &rule = service::kRules[index];
    api::AlertRow &row = m_rows[index];
    Since &since = m_since[index];
    row.name = rule.name;
    row.setting = rule.setting;
    row.unit = rule.unit;
    row.limit = limit;
    row.value = value.value_or(0);
    row.known = value.has_value();
    const bool above = limit > 0 && value && *value > limit;
    std::optional<SteadyTime> &side = above ? since.above : since.below;
    (above ? since.below : since.above).reset();
    if (!side)
        side = now;
    const std::string figure = fmt::format("{:.5g} {}", row.value, rule.unit);
    if (!row.raised)
        row.text = rule.text;
    const bool tooBad = above && rule.atOnceBeyond > 0 && *value > limit * rule.atOnceBeyond;
    if (above && !row.raised && (tooBad || lasted(since.above, now, rule.raiseAfter))) {
        row.raised = true;
        row.sinceMs = unixMs;
        row.text = fmt::format("{}: {}, more than {:.5g} {} ({}); {}", rule.text, figure, limit, rule.unit,
                               rule.setting, rule.remedy);
        events.push_back(
            {.atMs = unixMs, .kind = api::EventKind::AlertRaised, .subject = row.name, .text = row.text});
    } else if (row.raised && (limit <= 0 || lasted(since.below, now, rule.recoverAfter))) {
        row.raised = false;
        row.sinceMs = 0;
        row.text = rule.text;
        const std::string how = limit <= 0 ? "the alert is off now" : row.known ? figure : "no requests";
        events.push_back({.atMs = unixMs,
                          .kind = api::EventKind::AlertRecovered,
                          .subject = row.name,
                          .text = fmt::format("{}: all right again ({})", rule.text, how)});
    }
}

} // namespace relay::service
