// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// What anyone may know: /api/status and /api/health; and what there is to ask for. Lives on relay.
class StatusController final
{
public:
    static void status(AdminRequest &request);
    static void health(AdminRequest &request);
    static void routes(AdminRequest &request);
};

} // namespace relay::admin
