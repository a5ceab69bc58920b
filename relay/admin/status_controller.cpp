// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/status_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/qt_text.h"
#include "relay/admin/route_table.h"

#include <QJsonArray>

namespace relay::admin {

namespace {

constexpr int kApiVersion = 1; // API.md tells what changed with each

// Its words name files of this machine.
QString troubleFor(const AdminRequest &request, const api::StatusSnapshot &status)
{
    if (status.ledgerHealthy || request.isTrusted())
        return qtText(status.ledgerTrouble.english());
    return QStringLiteral("the ledger is in trouble; ask with the admin token for more");
}

} // namespace

void StatusController::status(AdminRequest &request)
{
    const api::StatusSnapshot status = request.service().status();
    QJsonArray alerts;
    for (const std::string &alert : status.alerts) {
        if (request.isTrusted()) // it may tell what was spent
            alerts.append(qtText(alert));
    }
    request.answer(QJsonObject{
        {QStringLiteral("version"), qtText(status.version)},
        {QStringLiteral("api_version"), kApiVersion},
        {QStringLiteral("instance_id"), qtText(status.instanceId)},
        {QStringLiteral("started_at"), QJsonValue(qint64{status.startedAtMs})},
        {QStringLiteral("base_url"), qtText(status.baseUrl)},
        {QStringLiteral("port"), int{status.port}},
        {QStringLiteral("paused"), status.paused},
        {QStringLiteral("data_directory"),
         request.isTrusted() ? QJsonValue(qtText(status.dataDirectory)) : QJsonValue()},
        {QStringLiteral("ledger_healthy"), status.ledgerHealthy},
        {QStringLiteral("ledger_trouble"), troubleFor(request, status)},
        {QStringLiteral("alerts"), alerts},
    });
}

// A ledger in trouble still takes records: degraded, not down, so that no watchdog restarts it.
void StatusController::health(AdminRequest &request)
{
    const api::StatusSnapshot status = request.service().status();
    request.answer(QJsonObject{
        {QStringLiteral("status"), status.ledgerHealthy ? QStringLiteral("ok") : QStringLiteral("degraded")},
        {QStringLiteral("trouble"), troubleFor(request, status)},
    });
}

void StatusController::routes(AdminRequest &request)
{
    QJsonArray list;
    for (const RouteName &route : routeNames()) {
        QJsonArray errors;
        for (const int status : route.errors) {
            if (status != 0)
                errors.append(status);
        }
        list.append(QJsonObject{{QStringLiteral("method"), qtText(route.method)},
                                {QStringLiteral("path"), qtText(route.pattern)},
                                {QStringLiteral("errors"), errors}});
    }
    request.answer(list);
}

} // namespace relay::admin
