// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/option_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/field_reader.h"
#include "relay/admin/qt_text.h"
#include "relay/api/settings_json.h"

namespace relay::admin {

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

// A value as a setting's text: what a person would have typed into .env.
Result<std::string> settingText(const QString &name, const QJsonValue &value)
{
    if (value.isString())
        return value.toString().toStdString();
    if (value.isBool())
        return std::string(value.toBool() ? "true" : "false");
    if (value.isDouble()) {
        const qint64 whole = value.toInteger(-1);
        const double number = value.toDouble();
        return static_cast<double>(whole) == number ? std::to_string(whole)
                                                    : QString::number(number, 'g', 17).toStdString();
    }
    return Error{ErrorKind::BadRequest,
                 QStringLiteral("%1 must be a text, a number, true or false").arg(name)};
}

Result<Values> valuesOf(const QJsonObject &body)
{
    QJsonObject values = body;
    const bool either = body.contains(u"key") || body.contains(u"value");
    const bool single = body.contains(u"key") && body.contains(u"value") && body.size() == 2;
    if (single && !body.value(u"key").isString())
        return Error{ErrorKind::BadRequest, QStringLiteral("key must be the name of a setting")};
    if (single)
        values = {{body.value(u"key").toString(), body.value(u"value")}};
    Values read;
    for (auto field = values.begin(); field != values.end(); ++field) {
        Result<std::string> text = settingText(field.key(), field.value());
        if (!text)
            return text.error();
        read.emplace_back(field.key().toStdString(), std::move(*text));
    }
    if (read.empty() || (either && !single)) {
        return Error{ErrorKind::BadRequest,
                     QStringLiteral("name what to set: {\"key\": NAME, \"value\": V}, or {NAME: V, ...}")};
    }
    return read;
}

auto answerOutcome(AdminRequest &request)
{
    return request.then<api::SettingsOutcome>([](AdminRequest &self, const api::SettingsOutcome &outcome) {
        self.answer(api::outcomeJson(outcome));
    });
}

QString fileWasEdited()
{
    return QStringLiteral("the settings file was edited by hand: in_file tells what it says; POST "
                          "/api/option/file takes it");
}

} // namespace

void OptionController::list(AdminRequest &request)
{
    using Rows = std::vector<api::SettingRow>;
    request.service().settingsService().settings(request.context(),
                                                 request.then<Rows>([](AdminRequest &self, const Rows &rows) {
                                                     QJsonArray array;
                                                     bool edited = false;
                                                     for (const api::SettingRow &row : rows) {
                                                         array.append(api::settingJson(row));
                                                         edited |= row.inFile.has_value();
                                                     }
                                                     self.answer(array, edited ? fileWasEdited() : QString());
                                                 }));
}

void OptionController::update(AdminRequest &request)
{
    const Result<QJsonObject> body = request.bodyObject();
    if (!body)
        return request.fail(body.error());
    const Result<Values> values = valuesOf(*body);
    if (!values)
        return request.fail(values.error());
    request.service().settingsService().changeSettings(*values, request.context(), answerOutcome(request));
}

void OptionController::history(AdminRequest &request)
{
    using Rows = std::vector<api::SettingsHistoryRow>;
    request.service().settingsService().history(request.context(),
                                                request.then<Rows>([](AdminRequest &self, const Rows &rows) {
                                                    QJsonArray array;
                                                    for (const api::SettingsHistoryRow &row : rows)
                                                        array.append(api::historyJson(row));
                                                    self.answer(array);
                                                }));
}

void OptionController::fileEdit(AdminRequest &request)
{
    request.service().settingsService().fileEdit(
        request.context(),
        request.then<api::SettingsFileEdit>([](AdminRequest &self, const api::SettingsFileEdit &edit) {
            self.answer(api::fileEditJson(edit));
        }));
}

void OptionController::takeFile(AdminRequest &request)
{
    request.service().settingsService().takeFile(request.context(), answerOutcome(request));
}

// Without a body the last entry; {"entry": N} that one; {"to": N} all that came after it.
void OptionController::undo(AdminRequest &request)
{
    const Result<QJsonObject> body =
        request.hasBody() ? request.bodyObject() : Result<QJsonObject>(QJsonObject());
    if (!body)
        return request.fail(body.error());
    std::int64_t entry = 0;
    std::int64_t to = 0;
    FieldReader fields(*body);
    fields.integer("entry", entry, 1, FieldReader::kMost);
    fields.integer("to", to, 1, FieldReader::kMost);
    if (fields.has("entry") && fields.has("to"))
        fields.refuse("to", QStringLiteral("left out where an entry is named"));
    fields.refuseOthers();
    if (const Result<void> read = fields.result(); !read)
        return request.fail(read.error());
    api::SettingsService &settings = request.service().settingsService();
    if (to > 0)
        settings.undoBackTo(to, request.context(), answerOutcome(request));
    else
        settings.undo(entry > 0 ? std::optional(entry) : std::nullopt, request.context(),
                      answerOutcome(request));
}

} // namespace relay::admin
