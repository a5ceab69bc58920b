// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/spend_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/api/spend_json.h"
#include "relay/base/clock.h"

#include <chrono>
#include <limits>

namespace relay::admin {

namespace {

constexpr std::int64_t kMostMs = std::numeric_limits<std::int64_t>::max() / 1000;
constexpr std::int64_t kUsualMs = std::chrono::milliseconds(std::chrono::days(30)).count();

// Without an end: until now; without a start: from 30 days before the end on.
Result<api::SpendQuery> queryOf(const QueryParameters &parameters)
{
    const Result<std::optional<std::int64_t>> start = parameters.number("start", 0, kMostMs);
    const Result<std::optional<std::int64_t>> end = parameters.number("end", 0, kMostMs);
    const Result<std::vector<api::SpendBy>> by = api::spendBy(parameters.text("by"));
    if (!start || !end)
        return start ? end.error() : start.error();
    if (!by)
        return by.error();
    api::SpendQuery query;
    query.endMs = end->value_or(Clock::system().unixMs() + 1);
    query.startMs = start->value_or(std::max(query.endMs - kUsualMs, std::int64_t{0}));
    query.by = *by;
    if (query.endMs <= query.startMs)
        return Error{ErrorKind::BadRequest, QStringLiteral("end must be after start (both in Unix ms)")};
    return query;
}

} // namespace

void SpendController::sums(AdminRequest &request)
{
    const Result<api::SpendQuery> query = queryOf(request.query());
    if (!query)
        return request.fail(query.error());
    using Rows = std::vector<api::SpendRow>;
    request.service().spendService().spend(
        *query, request.context(), request.then<Rows>([by = query->by](AdminRequest &self, const Rows &rows) {
            self.answer(api::spendJson(rows, by));
        }));
}

} // namespace relay::admin
