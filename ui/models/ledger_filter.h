// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace ui::models {

enum class TimeRange { All, Today, Day, Week, Month, Own };

// What somebody wants to see of the ledger. A value.
struct LedgerFilter
{
    TimeRange range = TimeRange::All;
    QDateTime from; // of an own range; `to` is not in it
    QDateTime to;
    QString model;
    std::optional<std::int64_t> tokenId;
    std::optional<std::int64_t> channelId;
    QString channelName;       // where no id is known
    std::optional<int> status; // as UsageQuery has it
    bool slowOnly = false;

    bool operator==(const LedgerFilter &) const = default;
    bool isAll() const { return *this == LedgerFilter(); }
};

// Pure. Reentrant.
relay::api::UsageQuery queryOf(const LedgerFilter &filter, const QDateTime &now, std::int64_t slowUs);

// 503, 5xx, failed; none: neither. Empty: all.
std::optional<int> statusOf(const QString &words);

} // namespace ui::models
