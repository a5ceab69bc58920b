// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/log/spend. Lives on relay.
class SpendController final
{
public:
    static void sums(AdminRequest &request);
};

} // namespace relay::admin
