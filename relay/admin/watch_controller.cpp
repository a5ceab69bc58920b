// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/watch_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/field_reader.h"
#include "relay/api/watch_json.h"

#include <QJsonArray>

namespace relay::admin {

void WatchController::alerts(AdminRequest &request)
{
    QJsonArray array;
    for (const api::AlertRow &alert : request.service().watchService().alerts())
        array.append(api::alertJson(alert));
    request.answer(array);
}

void WatchController::guard(AdminRequest &request)
{
    request.answer(api::guardJson(request.service().watchService().guard()));
}

// The change that is watched stays; {"entry": N}: if it is that one.
void WatchController::keep(AdminRequest &request)
{
    const Result<QJsonObject> body =
        request.hasBody() ? request.bodyObject() : Result<QJsonObject>(QJsonObject());
    if (!body)
        return request.fail(body.error());
    api::WatchService &watch = request.service().watchService();
    std::int64_t entry = watch.guard().entry;
    FieldReader fields(*body);
    fields.integer("entry", entry, 1, FieldReader::kMost);
    fields.refuseOthers();
    if (const Result<void> read = fields.result(); !read)
        return request.fail(read.error());
    watch.keepChange(entry);
    request.answer(api::guardJson(watch.guard()));
}

// The oldest first; ?after=ID: those that came later.
void WatchController::events(AdminRequest &request)
{
    const Result<std::optional<std::int64_t>> after = request.query().number("after", 0, FieldReader::kMost);
    if (!after)
        return request.fail(after.error());
    QJsonArray array;
    for (const api::Event &event : request.service().watchService().events(after->value_or(0)))
        array.append(api::eventJson(event));
    request.answer(array);
}

} // namespace relay::admin
