// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/log_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/qt_text.h"
#include "relay/admin/query_parameters.h"
#include "relay/admin/usage_csv.h"
#include "relay/admin/usage_json.h"

#include <QJsonArray>

#include <limits>

namespace relay::admin {

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min(); // imported rows are below 0
constexpr std::int64_t kMostMs = kMost / 1000;                            // fits as microseconds

Error wrong(const QString &message)
{
    return {ErrorKind::BadRequest, message};
}

Result<std::int64_t> slowerThanUs(const QueryParameters &query, std::chrono::milliseconds threshold)
{
    const std::string text = query.text("slow");
    if (text.empty() || text == "0" || text == "false")
        return std::int64_t{-1};
    if (text == "1" || text == "true")
        return std::chrono::microseconds(threshold).count();
    const std::optional<std::int64_t> ms = readNumber(text);
    if (!ms || *ms > kMostMs)
        return wrong(QStringLiteral("slow must be true, false or a number of milliseconds"));
    return *ms * 1000;
}

// Takes one number into `target`; the first that is wrong stays in `failure`.
template <typename Target>
void take(const QueryParameters &query, std::string_view name, std::int64_t least, std::int64_t most,
          Target &target, std::optional<Error> &failure)
{
    const Result<std::optional<std::int64_t>> number = query.number(name, least, most);
    if (!number && !failure)
        failure = number.error();
    else if (number && *number)
        target = static_cast<typename Target::value_type>(**number);
}

Result<api::UsageQuery> filterOf(const QueryParameters &query, std::chrono::milliseconds threshold)
{
    api::UsageQuery filter;
    std::optional<Error> failure;
    std::optional<int> limit;
    std::optional<std::int64_t> cursor;
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> end;
    take(query, "limit", 1, 1000, limit, failure);
    take(query, "cursor", kLeast, kMost, cursor, failure);
    take(query, "start", 0, kMost, start, failure);
    take(query, "end", 0, kMost, end, failure);
    take(query, "status", 100, 599, filter.status, failure);
    const Result<std::int64_t> slow = slowerThanUs(query, threshold);
    if (failure)
        return *failure;
    if (!slow)
        return slow.error();
    filter.limit = limit.value_or(filter.limit);
    filter.cursor = cursor.value_or(0);
    filter.startMs = start.value_or(0);
    filter.endMs = end.value_or(0);
    if (filter.endMs != 0 && filter.endMs <= filter.startMs)
        return wrong(QStringLiteral("end must be after start (both in Unix ms)"));
    filter.slowerThanUs = *slow;
    filter.model = query.text("model");
    filter.tokenName = query.text("token");
    filter.tokenId = readNumber(filter.tokenName); // a name may be a number, too
    filter.channelName = query.text("channel");
    filter.channelId = readNumber(filter.channelName);
    return filter;
}

} // namespace

void LogController::list(AdminRequest &request)
{
    const Result<api::UsageQuery> filter = filterOf(request.query(), request.options().slowThreshold);
    if (!filter)
        return request.fail(filter.error());
    request.service().usage(*filter, request.context(),
                            request.then<api::UsagePage>([](AdminRequest &self, const api::UsagePage &page) {
                                QJsonArray items;
                                for (const api::UsageRow &row : page.rows)
                                    items.append(usageRowJson(row));
                                self.answer(QJsonObject{
                                    {QStringLiteral("items"), items},
                                    {QStringLiteral("next"), page.next == 0 ? QJsonValue(QJsonValue::Null)
                                                                            : QJsonValue(qint64{page.next})},
                                });
                            }));
}

void LogController::stat(AdminRequest &request)
{
    const Result<api::UsageQuery> filter = filterOf(request.query(), request.options().slowThreshold);
    if (!filter)
        return request.fail(filter.error());
    request.service().usageStat(
        *filter, request.context(),
        request.then<api::UsageStat>(
            [](AdminRequest &self, const api::UsageStat &stat) { self.answer(usageStatJson(stat)); }));
}

namespace {

constexpr int kExportPage = 500; // rows: some 100 KB

// One page after another, each when the client has taken the one before.
void exportFrom(AdminRequest &request, api::UsageQuery query)
{
    request.service().usage(
        query, request.context(),
        request.then<api::UsagePage>([query](AdminRequest &self, const api::UsagePage &page) {
            std::string csv;
            if (!self.begun())
                csv = usageCsvHeader();
            for (const api::UsageRow &row : page.rows)
                appendUsageCsv(csv, row);
            std::function<void(AdminRequest &)> more;
            if (page.next != 0) {
                api::UsageQuery next = query;
                next.cursor = page.next;
                more = [next](AdminRequest &later) { exportFrom(later, next); };
            }
            self.answerPiece("text/csv; charset=utf-8\r\nContent-Disposition: attachment; "
                             "filename=\"usage.csv\"",
                             csv, std::move(more));
        }));
}

} // namespace

// All rows of the filter, newest first; limit does not matter.
void LogController::exportCsv(AdminRequest &request)
{
    Result<api::UsageQuery> filter = filterOf(request.query(), request.options().slowThreshold);
    if (!filter)
        return request.fail(filter.error());
    filter->limit = kExportPage;
    exportFrom(request, *filter);
}

} // namespace relay::admin
