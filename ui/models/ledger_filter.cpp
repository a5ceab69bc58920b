// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/ledger_filter.h"

namespace ui::models {

namespace {

std::int64_t startOf(TimeRange range, const QDateTime &now)
{
    switch (range) {
    case TimeRange::Today:
        return now.date().startOfDay().toMSecsSinceEpoch();
    case TimeRange::Day:
        return now.addSecs(-24 * 3600).toMSecsSinceEpoch();
    case TimeRange::Week:
        return now.addDays(-7).toMSecsSinceEpoch();
    case TimeRange::Month:
        return now.addDays(-30).toMSecsSinceEpoch();
    default:
        return 0;
    }
}

} // namespace

relay::api::UsageQuery queryOf(const LedgerFilter &filter, const QDateTime &now, std::int64_t slowUs)
{
    relay::api::UsageQuery query;
    query.startMs = startOf(filter.range, now);
    if (filter.range == TimeRange::Own) {
        query.startMs = filter.from.isValid() ? filter.from.toMSecsSinceEpoch() : 0;
        query.endMs = filter.to.isValid() ? filter.to.toMSecsSinceEpoch() : 0;
    }
    query.model = filter.model.trimmed().toStdString();
    query.tokenId = filter.tokenId;
    query.channelId = filter.channelId;
    query.channelName = filter.channelName.toStdString();
    query.status = filter.status;
    query.slowerThanUs = filter.slowOnly ? slowUs : -1;
    return query;
}

std::optional<int> statusOf(const QString &words)
{
    bool number = false;
    const int status = words.trimmed().toInt(&number);
    if (number && status >= 100 && status <= 599)
        return status;
    return std::nullopt;
}

} // namespace ui::models
