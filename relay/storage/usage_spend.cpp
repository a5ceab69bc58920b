// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/usage_spend.h"

#include "relay/base/phrase.h"
#include "relay/storage/query.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

namespace relay::storage {

namespace {

using api::SpendBy;

bool has(const std::vector<SpendBy> &by, SpendBy one)
{
    return std::ranges::find(by, one) != by.end();
}

std::int64_t whole(double sum)
{
    constexpr double kMost = 9e18; // fits an integer
    return std::llround(std::clamp(sum, -kMost, kMost));
}

QDate dayOf(std::int64_t ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms).date();
}

std::int64_t startOf(const QDate &day)
{
    return day.startOfDay().toMSecsSinceEpoch();
}

// What is not asked for is empty. Names are looked up once for each group, not for each row.
std::string keyColumns(const std::vector<SpendBy> &by)
{
    std::string sql;
    sql += has(by, SpendBy::Model)
               ? "coalesce((SELECT text FROM names WHERE id = u.model AND typeof(u.model) = 'integer'), "
                 "u.model), "
               : "'', ";
    sql +=
        has(by, SpendBy::Token) ? "u.token_id, (SELECT name FROM tokens WHERE id = u.token_id), " : "0, '', ";
    sql += has(by, SpendBy::Channel) ? "u.channel_id, (SELECT name FROM channels WHERE id = u.channel_id), "
                                     : "0, '', ";
    return sql;
}

std::string grouping(const std::vector<SpendBy> &by, const char *day)
{
    std::string groups;
    for (const auto &[one, column] :
         {std::pair(SpendBy::Day, day), std::pair(SpendBy::Model, "u.model"),
          std::pair(SpendBy::Token, "u.token_id"), std::pair(SpendBy::Channel, "u.channel_id")}) {
        if (column && has(by, one))
            groups.append(groups.empty() ? " GROUP BY " : ", ").append(column);
    }
    return groups;
}

} // namespace

// total() and not sum(): it cannot overflow, and is exact up to 2^53.
std::string UsageSpend::ofRows(const std::vector<SpendBy> &by)
{
    return "SELECT " + keyColumns(by) +
           "count(*), sum(u.failed), total(u.prompt), total(u.completion), total(u.quota), "
           "total(u.cost_nano), count(*) FILTER (WHERE u.cost_nano IS NULL AND (u.prompt > 0 OR "
           "u.completion > 0)), '' FROM usage u WHERE u.created_at >= ? AND u.created_at < ?" +
           grouping(by, nullptr);
}

std::string UsageSpend::ofDays(const std::vector<SpendBy> &by)
{
    return "SELECT " + keyColumns(by) +
           "sum(u.requests), sum(u.failed), total(u.prompt), total(u.completion), total(u.quota), "
           "total(u.cost_nano), 0, " +
           (has(by, SpendBy::Day) ? "u.day" : "''") + " FROM usage_daily u WHERE u.day >= ? AND u.day <= ?" +
           grouping(by, "u.day");
}

void UsageSpend::add(Query &sums, const std::string &day)
{
    while (sums.next()) {
        if (sums.integer(5) == 0) // without groups there is always one row
            continue;
        const Key key{day.empty() ? sums.text(12) : day, sums.text(0), sums.integer(1), sums.integer(3)};
        api::SpendRow &row = m_sums[key];
        row.day = key.day;
        row.model = key.model;
        row.tokenId = key.tokenId;
        row.tokenName = sums.text(2);
        row.channelId = key.channelId;
        row.channelName = sums.text(4);
        row.sums.requests += sums.integer(5);
        row.sums.failed += sums.integer(6);
        row.sums.promptTokens += whole(sums.real(7));
        row.sums.completionTokens += whole(sums.real(8));
        row.sums.quota += whole(sums.real(9));
        row.sums.costUsd += sums.real(10) / 1e9;
        row.unpriced += sums.integer(11);
    }
}

Result<void> UsageSpend::addRows(const api::SpendQuery &query, const std::string &day, std::int64_t startMs,
                                 std::int64_t endMs)
{
    Query sums(m_connection, ofRows(query.by).c_str());
    Result<void> done = sums.bind(startMs).bind(endMs).run();
    if (done)
        add(sums, day);
    return done;
}

Result<void> UsageSpend::addDays(const api::SpendQuery &query)
{
    QDate first = dayOf(query.startMs);
    QDate last = dayOf(query.endMs);
    if (startOf(first) < query.startMs)
        first = first.addDays(1);
    last = last.addDays(-1); // the day of the end is whole only up to the one before
    if (first > last)
        return {};
    Query sums(m_connection, ofDays(query.by).c_str());
    const auto text = [](const QDate &day) { return day.toString(Qt::ISODate).toStdString(); };
    Result<void> done = sums.bind(text(first)).bind(text(last)).run();
    if (done)
        add(sums, {});
    return done;
}

Result<std::vector<api::SpendRow>> UsageSpend::rows(const api::SpendQuery &query)
{
    m_sums.clear();
    if (!has(query.by, SpendBy::Day)) {
        if (const Result<void> added = addRows(query, {}, query.startMs, query.endMs); !added)
            return added.error();
    } else {
        const QDate first = dayOf(query.startMs);
        const QDate last = dayOf(query.endMs - 1);
        if (first.daysTo(last) >= api::kMostSpendDays) {
            return Error{
                ErrorKind::BadRequest,
                said(QT_TRANSLATE_NOOP(
                         "Phrases", "start and end must be at most %1 days apart, where days are told apart"),
                     api::kMostSpendDays)};
        }
        for (QDate day = first; day <= last; day = day.addDays(1)) {
            const Result<void> added =
                addRows(query, day.toString(Qt::ISODate).toStdString(), std::max(startOf(day), query.startMs),
                        std::min(startOf(day.addDays(1)), query.endMs));
            if (!added)
                return added.error();
        }
    }
    if (const Result<void> added = addDays(query); !added)
        return added.error();
    std::vector<api::SpendRow> rows;
    for (auto &entry : m_sums)
        rows.push_back(std::move(entry.second));
    std::ranges::stable_sort(rows, [](const api::SpendRow &a, const api::SpendRow &b) {
        return a.day != b.day ? a.day < b.day : a.sums.costUsd > b.sums.costUsd;
    });
    return rows;
}

} // namespace relay::storage
