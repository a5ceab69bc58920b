// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/update/. Lives on relay.
class UpdateController final
{
public:
    static void show(AdminRequest &request);
    static void check(AdminRequest &request);
};

} // namespace relay::admin
