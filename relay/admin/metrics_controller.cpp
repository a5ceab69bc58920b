// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/metrics_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/metrics/metrics_json.h"

namespace relay::admin {

void MetricsController::show(AdminRequest &request)
{
    request.answerJson(metrics::metricsJson(request.service().metrics()));
}

void MetricsController::reset(AdminRequest &request)
{
    request.service().resetMetrics();
    request.answer(QJsonValue::Null);
}

void MetricsController::exposition(AdminRequest &request)
{
    if (!request.options().exposition)
        return request.fail({ErrorKind::Unavailable, QStringLiteral("nothing is measured")});
    request.answerText("text/plain; version=0.0.4; charset=utf-8", request.options().exposition());
}

} // namespace relay::admin
