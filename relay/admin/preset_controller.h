// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/preset/: named sets of settings.
struct PresetController
{
    static void list(AdminRequest &request);
    static void difference(AdminRequest &request);
    static void apply(AdminRequest &request);
};

} // namespace relay::admin
