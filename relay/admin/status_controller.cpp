// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/status_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/qt_text.h"

#include <QJsonArray>

namespace relay::admin {

void StatusController::status(AdminRequest &request)
{
    const api::StatusSnapshot status = request.service().status();
    QJsonArray alerts;
    for (const std::string &alert : status.alerts)
        alerts.append(qtText(alert));
    request.answer(QJsonObject{
        {QStringLiteral("version"), qtText(status.version)},
        {QStringLiteral("instance_id"), qtText(status.instanceId)},
        {QStringLiteral("started_at"), QJsonValue(qint64{status.startedAtMs})},
        {QStringLiteral("base_url"), qtText(status.baseUrl)},
        {QStringLiteral("port"), int{status.port}},
        {QStringLiteral("ledger_healthy"), status.ledgerHealthy},
        {QStringLiteral("ledger_trouble"), qtText(status.ledgerTrouble)},
        {QStringLiteral("alerts"), alerts},
    });
}

// A ledger in trouble still takes records: degraded, not down, so that no watchdog restarts it.
void StatusController::health(AdminRequest &request)
{
    const api::StatusSnapshot status = request.service().status();
    request.answer(QJsonObject{
        {QStringLiteral("status"), status.ledgerHealthy ? QStringLiteral("ok") : QStringLiteral("degraded")},
        {QStringLiteral("trouble"), qtText(status.ledgerTrouble)},
    });
}

} // namespace relay::admin
