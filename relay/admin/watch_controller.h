// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/alert/ and /api/event/. Lives on relay.
class WatchController final
{
public:
    static void alerts(AdminRequest &request);
    static void events(AdminRequest &request);
    static void guard(AdminRequest &request);
    static void keep(AdminRequest &request);
};

} // namespace relay::admin
