// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/token.h"

#include <QDateTime>
#include <QString>

#include <optional>

// A token's limits as people write them. Pure. Reentrant.
namespace ui::models {

// Dollars as the system or as programs write numbers; none: no such amount.
std::optional<std::int64_t> quotaOf(const QString &dollars);
QString dollarsOf(std::int64_t quota); // 4.20, to be edited

// What is wrong in a list of addresses and subnets with commas; empty: nothing.
QString addressTrouble(const QString &list);

enum class Expiry { Never, OneDay, SevenDays, ThirtyDays, Date };
std::int64_t expiryOf(Expiry expiry, const QDateTime &now,
                      const QDateTime &chosen); // Unix seconds; -1: never

// Never; in 5 days; tomorrow...; expired.
QString expiryText(std::int64_t expiredTime, const QDateTime &now);
bool isExpired(const relay::model::Token &token, const QDateTime &now);

// In what an editor shows, without the quota.
bool sameLimits(const relay::model::Token &a, const relay::model::Token &b);

} // namespace ui::models
