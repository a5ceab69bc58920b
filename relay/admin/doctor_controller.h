// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/doctor/. Lives on relay.
class DoctorController final
{
public:
    static void examine(AdminRequest &request);
    static void fix(AdminRequest &request);
    static void report(AdminRequest &request);
};

} // namespace relay::admin
