// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/traffic_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/field_reader.h"
#include "relay/api/traffic_json.h"

#include <QJsonArray>

namespace relay::admin {

namespace {

void setPaused(AdminRequest &request, bool paused)
{
    api::TrafficService &traffic = request.service().trafficService();
    traffic.setPaused(paused);
    request.answer(QJsonObject{{QStringLiteral("paused"), traffic.paused()}});
}

} // namespace

void TrafficController::show(AdminRequest &request)
{
    using All = std::vector<api::ChannelHealth>;
    request.service().trafficService().channelHealth(
        request.context(), request.then<All>([](AdminRequest &self, const All &all) {
            const api::TrafficService &traffic = self.service().trafficService();
            const std::optional<api::Knock> knock = traffic.lastKnock();
            QJsonArray channels;
            for (const api::ChannelHealth &health : all)
                channels.append(api::channelHealthJson(health));
            self.answer(QJsonObject{
                {QStringLiteral("paused"), traffic.paused()},
                {QStringLiteral("knock"), knock ? QJsonValue(api::knockJson(*knock)) : QJsonValue()},
                {QStringLiteral("channels"), channels}});
        }));
}

void TrafficController::route(AdminRequest &request)
{
    request.service().trafficService().route(
        request.query().text("model"), request.context(),
        request.then<api::Route>(
            [](AdminRequest &self, const api::Route &route) { self.answer(api::routeJson(route)); }));
}

void TrafficController::pause(AdminRequest &request)
{
    setPaused(request, true);
}

void TrafficController::resume(AdminRequest &request)
{
    setPaused(request, false);
}

void TrafficController::tryListen(AdminRequest &request)
{
    const Result<QJsonObject> body = request.bodyObject();
    if (!body)
        return request.fail(body.error());
    FieldReader fields(*body);
    std::string address = "127.0.0.1";
    std::int64_t port = -1;
    fields.text("address", address);
    fields.integer("port", port, 0, 65'535);
    if (!fields.has("port"))
        fields.refuse("port", QStringLiteral("given: a whole number from 0 to 65535"));
    fields.refuseOthers();
    if (const Result<void> fine = fields.result(); !fine)
        return request.fail(fine.error());
    request.service().trafficService().tryListen(
        address, static_cast<std::uint16_t>(port), request.context(),
        request.then<bool>([](AdminRequest &self, bool) { self.answer(QJsonValue::Null); }));
}

// The relay ends once this answer has.
void TrafficController::restart(AdminRequest &request)
{
    if (const Result<void> begun = request.service().trafficService().restart(); !begun)
        return request.fail(begun.error());
    request.answer(QJsonValue::Null);
}

} // namespace relay::admin
