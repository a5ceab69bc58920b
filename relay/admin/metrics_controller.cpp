// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/metrics_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/query_parameters.h"
#include "relay/metrics/exposition.h"
#include "relay/metrics/metrics_json.h"

#include <array>

namespace relay::admin {

void MetricsController::show(AdminRequest &request)
{
    request.answerJson(metrics::metricsJson(request.service().metrics()));
}

void MetricsController::history(AdminRequest &request)
{
    static constexpr std::array<std::pair<std::string_view, api::HistorySpan>, 5> kSpans = {
        {{"", api::HistorySpan::FiveMinutes},
         {"5m", api::HistorySpan::FiveMinutes},
         {"1h", api::HistorySpan::Hour},
         {"24h", api::HistorySpan::Day},
         {"30d", api::HistorySpan::Month}}};
    const std::string asked = request.query().text("span");
    for (const auto &[name, span] : kSpans)
        if (name == asked)
            return request.answerJson(metrics::historyJson(request.service().metricsHistory(span)));
    request.fail({ErrorKind::BadRequest, QStringLiteral("span must be 5m, 1h, 24h or 30d")});
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
    request.answerText(metrics::kExpositionType, request.options().exposition());
}

} // namespace relay::admin
