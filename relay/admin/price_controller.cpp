// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/price_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/field_reader.h"
#include "relay/admin/qt_text.h"
#include "relay/api/price_json.h"

namespace relay::admin {

namespace {

using MaybePrice = std::optional<model::Price>;

// null takes the figure away, what is absent stays.
void readOptional(FieldReader &fields, const QJsonObject &body, const char *name,
                  std::optional<double> &figure, bool &removed)
{
    fields.decimal(name, figure);
    removed = body.value(QLatin1StringView(name)).isNull();
}

Result<api::PriceEdit> editFrom(const QJsonObject &body, const std::string &pathName)
{
    api::PriceEdit edit;
    edit.model = pathName;
    FieldReader fields(body);
    fields.text("model", edit.model);
    if (!pathName.empty() && edit.model != pathName)
        fields.refuse("model", QStringLiteral("the same in the path and in the body"));
    if (edit.model.empty())
        fields.refuse("model", QStringLiteral("given in the path or in the body"));
    fields.decimal("input", edit.input);
    fields.decimal("output", edit.output);
    readOptional(fields, body, "cached", edit.cached, edit.cachedAsInput);
    readOptional(fields, body, "reasoning", edit.reasoning, edit.reasoningAsOutput);
    std::string date;
    if (fields.text("date", date))
        edit.date = date;
    if (std::string source; fields.text("source", source) && source != "user")
        fields.refuse("source", QStringLiteral("left out: a price that is changed is your own"));
    fields.refuseOthers();
    if (const Result<void> read = fields.result(); !read)
        return read.error();
    return edit;
}

} // namespace

void PriceController::list(AdminRequest &request)
{
    request.service().priceService().prices(
        request.context(), request.then<api::PriceList>([](AdminRequest &self, const api::PriceList &all) {
            self.answer(api::pricesJson(all));
        }));
}

void PriceController::show(AdminRequest &request)
{
    request.service().priceService().priceOf(
        request.pathName(), request.context(),
        request.then<MaybePrice>([](AdminRequest &self, const MaybePrice &price) {
            if (price)
                return self.answer(api::priceJson(*price));
            self.fail({ErrorKind::NotFound,
                       QStringLiteral("no price is known for \"%1\": give it one with PUT /api/price/")
                           .arg(qtText(self.pathName()))});
        }));
}

void PriceController::change(AdminRequest &request)
{
    const Result<QJsonObject> body = request.bodyObject();
    if (!body)
        return request.fail(body.error());
    const Result<api::PriceEdit> edit = editFrom(*body, request.pathName());
    if (!edit)
        return request.fail(edit.error());
    request.service().priceService().changePrice(
        *edit, request.context(),
        request.then<model::Price>(
            [](AdminRequest &self, const model::Price &price) { self.answer(api::priceJson(price)); }));
}

// The price that counts from now on: the built-in one, or none.
void PriceController::reset(AdminRequest &request)
{
    request.service().priceService().resetPrice(
        request.pathName(), request.context(),
        request.then<MaybePrice>([](AdminRequest &self, const MaybePrice &price) {
            self.answer(price ? api::priceJson(*price) : api::noPriceJson(self.pathName()));
        }));
}

} // namespace relay::admin
