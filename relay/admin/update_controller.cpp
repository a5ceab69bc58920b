// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/update_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/api/update_json.h"

namespace relay::admin {

void UpdateController::show(AdminRequest &request)
{
    request.answer(api::updateJson(request.service().updateService().updateStatus()));
}

void UpdateController::check(AdminRequest &request)
{
    request.service().updateService().checkForUpdate(
        request.context(),
        request.then<api::UpdateStatus>([](AdminRequest &self, const api::UpdateStatus &status) {
            self.answer(api::updateJson(status));
        }));
}

} // namespace relay::admin
