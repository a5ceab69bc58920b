// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/token_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/qt_text.h"
#include "relay/admin/token_json.h"
#include "relay/api/record_json.h"

#include <QJsonArray>

#include <algorithm>

namespace relay::admin {

namespace {

using api::KeyForm;
using Tokens = std::vector<model::Token>;

Error unknownToken(std::int64_t id)
{
    return {ErrorKind::NotFound,
            QStringLiteral("there is no token %1: GET /api/token/ lists those there are").arg(id)};
}

bool mentions(const model::Token &token, const QString &keyword)
{
    const auto contains = [&](const std::string &text) {
        return qtText(text).contains(keyword, Qt::CaseInsensitive);
    };
    return keyword.isEmpty() || QString::number(token.id) == keyword || contains(token.name) ||
           std::ranges::any_of(token.models, contains);
}

void answerThose(AdminRequest &request, const QString &keyword)
{
    request.service().tokens(request.context(),
                             request.then<Tokens>([keyword](AdminRequest &self, const Tokens &all) {
                                 QJsonArray array;
                                 for (const model::Token &token : all) {
                                     if (mentions(token, keyword))
                                         array.append(api::tokenJson(token, KeyForm::Masked));
                                 }
                                 self.answer(array);
                             }));
}

// Reads the token and goes on with next(request, token), or answers that there is none.
template <typename Next>
void withToken(AdminRequest &request, std::int64_t id, Next next)
{
    request.service().tokens(request.context(),
                             request.then<Tokens>([id, next](AdminRequest &self, Tokens &all) {
                                 const auto found = std::ranges::find(all, id, &model::Token::id);
                                 if (found == all.end())
                                     self.fail(unknownToken(id));
                                 else
                                     next(self, *found);
                             }));
}

void save(AdminRequest &request, const Result<model::Token> &token, api::QuotaEdit quota, KeyForm answerForm)
{
    if (!token)
        return request.fail(token.error());
    request.service().saveToken(
        *token, quota, request.context(),
        request.then<model::Token>([answerForm](AdminRequest &self, const model::Token &saved) {
            self.answer(api::tokenJson(saved, answerForm));
        }));
}

} // namespace

void TokenController::list(AdminRequest &request)
{
    answerThose(request, {});
}

void TokenController::search(AdminRequest &request)
{
    answerThose(request, qtText(request.query().text("keyword")).trimmed());
}

void TokenController::show(AdminRequest &request)
{
    withToken(request, request.pathId(), [](AdminRequest &self, const model::Token &token) {
        self.answer(api::tokenJson(token, KeyForm::Masked));
    });
}

void TokenController::create(AdminRequest &request)
{
    const Result<QJsonObject> body = request.bodyObject();
    if (!body)
        return request.fail(body.error());
    save(request, changedToken({}, *body), api::QuotaEdit::Set, KeyForm::Full);
}

void TokenController::update(AdminRequest &request)
{
    const Result<QJsonObject> body = request.bodyObject();
    if (!body)
        return request.fail(body.error());
    const Result<std::int64_t> id = request.editedId(*body);
    if (!id)
        return request.fail(id.error());
    request.inTurn([fields = *body, id = *id](AdminRequest &self) {
        withToken(self, id, [fields](AdminRequest &editor, const model::Token &token) {
            const bool quotaNamed = fields.value(u"remain_quota").isDouble();
            save(editor, changedToken(token, fields), quotaNamed ? api::QuotaEdit::Set : api::QuotaEdit::Keep,
                 KeyForm::Masked);
        });
    });
}

void TokenController::remove(AdminRequest &request)
{
    const std::int64_t id = request.pathId();
    request.service().removeToken(id, request.context(),
                                  request.then<bool>([id](AdminRequest &self, bool removed) {
                                      if (removed)
                                          self.answer(QJsonValue::Null);
                                      else
                                          self.fail(unknownToken(id));
                                  }));
}

} // namespace relay::admin
