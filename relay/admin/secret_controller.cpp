// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/secret_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/field_reader.h"
#include "relay/api/secret_json.h"

namespace relay::admin {

namespace {

api::Reply<api::SecretKeeping> telling(AdminRequest &request)
{
    return request.then<api::SecretKeeping>([](AdminRequest &self, const api::SecretKeeping &keeping) {
        self.answer(api::keepingJson(keeping));
    });
}

} // namespace

void SecretController::show(AdminRequest &request)
{
    request.service().secretService().secretKeeping(request.context(), telling(request));
}

// {"place": "keyring"}
void SecretController::move(AdminRequest &request)
{
    const Result<QJsonObject> body = request.bodyObject();
    if (!body)
        return request.fail(body.error());
    std::string word;
    FieldReader fields(*body);
    fields.text("place", word);
    const std::optional<api::SecretPlace> place = api::secretPlace(QString::fromStdString(word));
    if (!place)
        fields.refuse("place", QStringLiteral("file or keyring"));
    fields.refuseOthers();
    if (const Result<void> read = fields.result(); !read)
        return request.fail(read.error());
    request.service().secretService().moveSecrets(*place, request.context(), telling(request));
}

} // namespace relay::admin
