// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/preset_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/api/settings_json.h"

namespace relay::admin {

void PresetController::list(AdminRequest &request)
{
    QJsonArray array;
    for (const api::PresetRow &row : request.service().settingsService().presets())
        array.append(api::presetJson(row));
    request.answer(array);
}

void PresetController::difference(AdminRequest &request)
{
    using Edits = std::vector<api::SettingEdit>;
    request.service().settingsService().presetDifference(
        request.pathName(), request.context(),
        request.then<Edits>(
            [](AdminRequest &self, const Edits &edits) { self.answer(api::editsJson(edits)); }));
}

void PresetController::apply(AdminRequest &request)
{
    request.service().settingsService().applyPreset(
        request.pathName(), request.context(),
        request.then<api::SettingsOutcome>([](AdminRequest &self, const api::SettingsOutcome &outcome) {
            self.answer(api::outcomeJson(outcome));
        }));
}

} // namespace relay::admin
