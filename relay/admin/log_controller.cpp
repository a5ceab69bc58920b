// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/log_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/query_parameters.h"
#include "relay/api/usage_csv.h"
#include "relay/api/usage_filter.h"
#include "relay/api/usage_json.h"

namespace relay::admin {

namespace {

Result<api::UsageQuery> filterOf(const AdminRequest &request)
{
    const QueryParameters &query = request.query();
    return api::usageFilter([&query](std::string_view name) { return query.text(name); },
                            request.options().slowThreshold);
}

// What was served and cannot be written yet is missing in what is told: how much that is.
QJsonObject withWaiting(const AdminRequest &request, QJsonObject answer)
{
    const bool written = request.service().status().ledgerHealthy;
    const std::uint64_t waiting = written ? 0 : request.service().metrics().runtime.journalDepth;
    answer.insert(QStringLiteral("waiting"), static_cast<qint64>(waiting));
    return answer;
}

} // namespace

void LogController::list(AdminRequest &request)
{
    const Result<api::UsageQuery> filter = filterOf(request);
    if (!filter)
        return request.fail(filter.error());
    request.service().usage(*filter, request.context(),
                            request.then<api::UsagePage>([](AdminRequest &self, const api::UsagePage &page) {
                                self.answer(withWaiting(self, api::usagePageJson(page)));
                            }));
}

void LogController::stat(AdminRequest &request)
{
    const Result<api::UsageQuery> filter = filterOf(request);
    if (!filter)
        return request.fail(filter.error());
    request.service().usageStat(
        *filter, request.context(),
        request.then<api::UsageStat>([](AdminRequest &self, const api::UsageStat &stat) {
            self.answer(withWaiting(self, api::usageStatJson(stat)));
        }));
}

namespace {

constexpr int kExportPage = 500; // rows: some 100 KB

// One page after another, each when the client has taken the one before.
void exportFrom(AdminRequest &request, const api::UsageQuery &query)
{
    request.service().usage(
        query, request.context(),
        request.then<api::UsagePage>([query](AdminRequest &self, const api::UsagePage &page) {
            std::string csv;
            if (!self.begun())
                csv = api::usageCsvHeader();
            for (const api::UsageRow &row : page.rows)
                api::appendUsageCsv(csv, row);
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
    Result<api::UsageQuery> filter = filterOf(request);
    if (!filter)
        return request.fail(filter.error());
    filter->limit = kExportPage;
    exportFrom(request, *filter);
}

} // namespace relay::admin
