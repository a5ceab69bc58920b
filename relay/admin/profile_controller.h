// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/profile/{kind}, whether PPROF_PORT is open or not. Lives on relay.
class ProfileController final
{
public:
    static void capture(AdminRequest &request);
};

} // namespace relay::admin
