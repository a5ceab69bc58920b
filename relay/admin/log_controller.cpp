// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/log_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/qt_text.h"
#include "relay/admin/query_parameters.h"
#include "relay/admin/usage_json.h"

#include <QJsonArray>

#include <limits>

namespace relay::admin {

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMostMs = kMost / 1000; // fits as microseconds

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

// All of the filter but the channel's name, which takes a look at the channels.
Result<api::UsageQuery> filterOf(const QueryParameters &query, std::chrono::milliseconds threshold)
{
    api::UsageQuery filter;
    std::optional<Error> failure;
    std::optional<int> limit;
    std::optional<std::int64_t> cursor;
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> end;
    take(query, "limit", 1, 1000, limit, failure);
    take(query, "cursor", 0, kMost, cursor, failure);
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
    if (const auto id = readNumber(filter.tokenName)) {
        filter.tokenId = id;
        filter.tokenName.clear();
    }
    filter.channelId = readNumber(query.text("channel"));
    return filter;
}

// Goes on with next(request, filter), the channel found where it was given by name.
template <typename Next>
void withFilter(AdminRequest &request, Next next)
{
    const Result<api::UsageQuery> filter = filterOf(request.query(), request.options().slowThreshold);
    if (!filter)
        return request.fail(filter.error());
    const std::string name = request.query().text("channel");
    if (name.empty() || filter->channelId)
        return next(request, *filter);
    using Channels = std::vector<model::Channel>;
    request.service().channels(
        request.context(),
        request.then<Channels>([name, next, filter = *filter](AdminRequest &self, const Channels &all) {
            api::UsageQuery named = filter;
            for (const model::Channel &channel : all) {
                if (channel.name != name)
                    continue;
                if (named.channelId)
                    return self.fail(wrong(QStringLiteral("channel must be an id: several have this name")));
                named.channelId = channel.id;
            }
            if (!named.channelId)
                return self.fail(wrong(QStringLiteral("channel must be the id or name of a channel")));
            next(self, named);
        }));
}

} // namespace

void LogController::list(AdminRequest &request)
{
    withFilter(request, [](AdminRequest &self, const api::UsageQuery &filter) {
        self.service().usage(filter, self.context(),
                             self.then<api::UsagePage>([](AdminRequest &reader, const api::UsagePage &page) {
                                 QJsonArray items;
                                 for (const api::UsageRow &row : page.rows)
                                     items.append(usageRowJson(row));
                                 reader.answer(QJsonObject{
                                     {QStringLiteral("items"), items},
                                     {QStringLiteral("next"), page.next == 0 ? QJsonValue(QJsonValue::Null)
                                                                             : QJsonValue(qint64{page.next})},
                                 });
                             }));
    });
}

void LogController::stat(AdminRequest &request)
{
    withFilter(request, [](AdminRequest &self, const api::UsageQuery &filter) {
        self.service().usageStat(
            filter, self.context(),
            self.then<api::UsageStat>([](AdminRequest &reader, const api::UsageStat &stat) {
                reader.answer(usageStatJson(stat));
            }));
    });
}

} // namespace relay::admin
