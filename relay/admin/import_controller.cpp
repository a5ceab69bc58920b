// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/import_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/field_reader.h"

namespace relay::admin {

// {"file": PATH, "dry_run": true}
void ImportController::oneApi(AdminRequest &request)
{
    const Result<QJsonObject> body = request.bodyObject();
    if (!body)
        return request.fail(body.error());
    std::string file;
    bool dryRun = false;
    FieldReader fields(*body);
    fields.text("file", file);
    fields.boolean("dry_run", dryRun);
    if (file.empty())
        fields.refuse("file", QStringLiteral("the path of a one-api database"));
    fields.refuseOthers();
    if (const Result<void> read = fields.result(); !read)
        return request.fail(read.error());
    request.service().importService().importOneApi(
        file, dryRun, request.context(),
        request.then<api::ImportReport>([](AdminRequest &self, const api::ImportReport &report) {
            self.answer(api::importJson(report));
        }));
}

} // namespace relay::admin
