// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/doctor_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/api/doctor_json.h"
#include "relay/api/settings_json.h"

namespace relay::admin {

void DoctorController::examine(AdminRequest &request)
{
    using Findings = std::vector<api::Finding>;
    request.service().doctorService().examine(
        request.context(), request.then<Findings>([](AdminRequest &self, const Findings &findings) {
            self.answer(api::findingsJson(findings));
        }));
}

void DoctorController::fix(AdminRequest &request)
{
    request.service().doctorService().fix(
        request.pathName(), request.context(),
        request.then<api::SettingsOutcome>([](AdminRequest &self, const api::SettingsOutcome &outcome) {
            self.answer(api::outcomeJson(outcome));
        }));
}

void DoctorController::report(AdminRequest &request)
{
    request.service().doctorService().report(
        request.context(), request.then<std::string>([](AdminRequest &self, const std::string &archive) {
            self.answerText("application/gzip", archive);
        }));
}

} // namespace relay::admin
