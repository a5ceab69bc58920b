// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/alert_rules.h"

#include "relay/model/phrase.h"

#include <algorithm>

namespace relay::service {

namespace {

using model::phrase;
using std::chrono::seconds;
using Value = std::optional<double>;

constexpr double kHalfFull = 50; // %
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
    model::PhraseKey what; // is watched
    model::PhraseKey raised;
    model::PhraseKey remedy;
    model::PhraseKey over;
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
    const std::uint64_t failed =
        figures.minute.failed - std::min(figures.callersErrors, figures.minute.failed);
    const std::uint64_t requests =
        figures.minute.requests - std::min(figures.callersErrors, figures.minute.requests);
    if (requests < AlertRules::kFewestRequests)
        return std::nullopt;
    return 100 * static_cast<double>(failed) / static_cast<double>(requests);
}

constexpr std::array<Rule, 6> kRules = {{
    {"p99", "ALERT_P99_MS", "ms", seconds{0}, seconds{30},
     [](const config::AlertSettings &limits) { return milliseconds(limits.p99); }, &percentile, "alert.p99",
     "alert.p99.raised", "alert.p99.remedy", "alert.p99.over"},
    {"error_rate", "ALERT_ERROR_RATE", "%", seconds{0}, seconds{30},
     [](const config::AlertSettings &limits) { return limits.errorRatePercent; }, &errorRate, "alert.errors",
     "alert.errors.raised", "alert.errors.remedy", "alert.errors.over"},
    {"wal", "ALERT_WAL_MB", "MB", seconds{5}, seconds{5},
     [](const config::AlertSettings &limits) { return megabytes(limits.walBytes); },
     [](const AlertFigures &figures) -> Value { return static_cast<double>(figures.walBytes) / kMegabyte; },
     "alert.wal", "alert.wal.raised", "alert.wal.remedy", "alert.wal.over"},
    {"rss", "ALERT_RSS_MB", "MB", seconds{5}, seconds{30},
     [](const config::AlertSettings &limits) { return megabytes(limits.rssBytes); },
     [](const AlertFigures &figures) -> Value { return static_cast<double>(figures.rssBytes) / kMegabyte; },
     "alert.memory", "alert.memory.raised", "alert.memory.remedy", "alert.memory.over"},
    {"loop_lag", "ALERT_LOOP_LAG_MS", "ms", seconds{2}, seconds{30},
     [](const config::AlertSettings &limits) { return milliseconds(limits.loopLag); },
     [](const AlertFigures &figures) -> Value { return figures.worstLagUs / 1000; }, "alert.lag",
     "alert.lag.raised", "alert.lag.remedy", "alert.lag.over", 10},
    {"budget", "ALERT_BUDGET_USD_DAY", "$", seconds{0}, seconds{0},
     [](const config::AlertSettings &limits) { return limits.budgetUsdPerDay; },
     [](const AlertFigures &figures) { return figures.spentTodayUsd; }, "alert.budget", "alert.budget.raised",
     "alert.budget.remedy", "alert.budget.over"},
}};

// A rule's unit, and what it stands for in figures.
model::Quantity quantity(const Rule &rule, double value)
{
    using model::Unit;
    if (rule.unit == "MB")
        return {value * kMegabyte, Unit::Bytes};
    return {value, rule.unit == "ms" ? Unit::Milliseconds : rule.unit == "%" ? Unit::Percent : Unit::Dollars};
}

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
    judgeLedger(figures, unixMs, events);
    return events;
}

std::vector<api::AlertRow> AlertRules::rows() const
{
    std::vector<api::AlertRow> rows(m_rows.begin(), m_rows.end());
    rows.push_back(m_ledger);
    return rows;
}

void AlertRules::judgeLedger(const AlertFigures &figures, std::int64_t unixMs,
                             std::vector<api::Event> &events)
{
    api::AlertRow &row = m_ledger;
    const auto tell = [&](api::EventKind kind, model::Saying text) {
        events.push_back(
            {.atMs = unixMs, .kind = kind, .subject = std::string(kLedger), .text = std::move(text)});
    };
    row.name = kLedger;
    row.unit = "%";
    row.limit = kHalfFull;
    row.value = figures.journalPercent;
    row.known = true;
    const bool trouble = !figures.ledgerTrouble.empty();
    const bool half = trouble && figures.journalPercent >= kHalfFull;
    if (half && !m_halfTold)
        row.text = phrase("ledger.alert.half", figures.staged, figures.ledgerTrouble);
    else if (trouble && !row.raised)
        row.text = phrase("ledger.alert.raised", figures.staged, figures.ledgerTrouble);
    else if (!trouble && row.raised)
        tell(api::EventKind::AlertRecovered, phrase("ledger.alert.over"));
    if ((half && !m_halfTold) || (trouble && !row.raised))
        tell(api::EventKind::AlertRaised, row.text);
    if (!trouble)
        row.text = phrase("ledger.alert");
    row.sinceMs = !trouble ? 0 : row.raised ? row.sinceMs : unixMs;
    row.raised = trouble;
    m_halfTold = trouble && (m_halfTold || half);
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
    if (!row.raised)
        row.text = phrase(rule.what);
    const bool tooBad = above && rule.atOnceBeyond > 0 && *value > limit * rule.atOnceBeyond;
    if (above && !row.raised && (tooBad || lasted(since.above, now, rule.raiseAfter))) {
        row.raised = true;
        row.sinceMs = unixMs;
        row.text = phrase(rule.raised, quantity(rule, row.value), quantity(rule, limit));
        row.text += phrase(rule.remedy);
        events.push_back(
            {.atMs = unixMs, .kind = api::EventKind::AlertRaised, .subject = row.name, .text = row.text});
    } else if (row.raised && (limit <= 0 || lasted(since.below, now, rule.recoverAfter))) {
        row.raised = false;
        row.sinceMs = 0;
        row.text = phrase(rule.what);
        model::Saying text = phrase(rule.over);
        text += limit <= 0  ? phrase("alert.off")
                : row.known ? phrase("alert.now", quantity(rule, row.value))
                            : phrase("alert.quiet");
        events.push_back({.atMs = unixMs,
                          .kind = api::EventKind::AlertRecovered,
                          .subject = row.name,
                          .text = std::move(text)});
    }
}

} // namespace relay::service
