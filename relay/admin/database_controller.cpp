// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/database_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/field_reader.h"
#include "relay/api/database_json.h"

#include <QJsonArray>

namespace relay::admin {

namespace {

// Answers with the object that `shown` makes of the service's result.
template <typename T>
api::Reply<T> answering(AdminRequest &request, QJsonObject (*shown)(const T &))
{
    return request.then<T>([shown](AdminRequest &self, const T &result) { self.answer(shown(result)); });
}

} // namespace

void DatabaseController::show(AdminRequest &request)
{
    request.service().databaseService().database(request.context(), answering(request, &api::databaseJson));
}

void DatabaseController::checkpoint(AdminRequest &request)
{
    const Result<api::CheckpointMode> mode = api::checkpointMode(request.query().text("mode"));
    if (!mode)
        return request.fail(mode.error());
    request.service().databaseService().checkpoint(*mode, request.context(),
                                                   answering(request, &api::checkpointJson));
}

void DatabaseController::integrityCheck(AdminRequest &request)
{
    request.service().databaseService().integrityCheck(request.context(),
                                                       answering(request, &api::integrityJson));
}

void DatabaseController::vacuum(AdminRequest &request)
{
    request.service().databaseService().vacuum(request.context(), answering(request, &api::vacuumJson));
}

void DatabaseController::backup(AdminRequest &request)
{
    request.service().databaseService().backup(request.context(), answering(request, &api::backupJson));
}

void DatabaseController::backups(AdminRequest &request)
{
    using Files = std::vector<api::BackupFile>;
    request.service().databaseService().backups(
        request.context(), request.then<Files>([](AdminRequest &self, const Files &files) {
            QJsonArray list;
            for (const api::BackupFile &file : files)
                list.append(api::backupFileJson(file));
            self.answer(list);
        }));
}

void DatabaseController::restore(AdminRequest &request)
{
    const Result<QJsonObject> body = request.bodyObject();
    if (!body)
        return request.fail(body.error());
    std::string file;
    FieldReader fields(*body);
    fields.text("file", file);
    fields.refuseOthers();
    if (const Result<void> read = fields.result(); !read)
        return request.fail(read.error());
    request.service().databaseService().restore(file, request.context(),
                                                answering(request, &api::restoreJson));
}

} // namespace relay::admin
