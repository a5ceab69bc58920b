// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/watch_json.h"

#include <cmath>

namespace relay::api {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace

std::string_view eventKindName(EventKind kind)
{
    switch (kind) {
    case EventKind::AlertRaised:
        return "alert_raised";
    case EventKind::AlertRecovered:
        return "alert_recovered";
    case EventKind::SlowRequests:
        return "slow_requests";
    case EventKind::GuardUndid:
        return "guard_undid";
    case EventKind::GuardFailed:
        return "guard_failed";
    case EventKind::SettingsFileEdited:
        return "settings_file_edited";
    case EventKind::DatabaseRestored:
        return "database_restored";
    case EventKind::RestoreFailed:
        return "restore_failed";
    case EventKind::Restarted:
        return "restarted";
    case EventKind::RestartFailed:
        return "restart_failed";
    case EventKind::UpdateAvailable:
        return "update_available";
    }
    return "alert_raised";
}

QJsonObject alertJson(const AlertRow &alert)
{
    return {{QStringLiteral("name"), text(alert.name)},
            {QStringLiteral("setting"), text(alert.setting)},
            {QStringLiteral("unit"), text(alert.unit)},
            {QStringLiteral("limit"), alert.limit > 0 ? QJsonValue(alert.limit) : QJsonValue::Null},
            {QStringLiteral("value"),
             alert.known ? QJsonValue(std::round(alert.value * 100) / 100) : QJsonValue::Null},
            {QStringLiteral("raised"), alert.raised},
            {QStringLiteral("since"), alert.raised ? QJsonValue(qint64{alert.sinceMs}) : QJsonValue::Null},
            {QStringLiteral("text"), text(alert.text.english())}};
}

QJsonObject guardJson(const GuardSnapshot &guard)
{
    const auto figure = [](const std::optional<double> &value) {
        return value ? QJsonValue(std::round(*value * 100) / 100) : QJsonValue::Null;
    };
    return {{QStringLiteral("watching"), guard.watching},
            {QStringLiteral("entry"), guard.watching ? QJsonValue(qint64{guard.entry}) : QJsonValue::Null},
            {QStringLiteral("seconds"), guard.seconds},
            {QStringLiteral("seconds_left"), guard.secondsLeft},
            {QStringLiteral("requests"), static_cast<qint64>(guard.requests)},
            {QStringLiteral("requests_needed"), static_cast<qint64>(guard.requestsNeeded)},
            {QStringLiteral("error_percent"), figure(guard.errorPercent)},
            {QStringLiteral("error_limit_percent"), figure(guard.errorLimitPercent)},
            {QStringLiteral("overhead_p95_us"), figure(guard.overheadP95Us)},
            {QStringLiteral("overhead_p95_limit_us"), figure(guard.overheadP95LimitUs)}};
}

QJsonObject eventJson(const Event &event)
{
    return {{QStringLiteral("id"), qint64{event.id}},
            {QStringLiteral("created_at"), qint64{event.atMs}},
            {QStringLiteral("kind"), text(eventKindName(event.kind))},
            {QStringLiteral("subject"), text(event.subject)},
            {QStringLiteral("text"), text(event.text.english())}};
}

} // namespace relay::api
