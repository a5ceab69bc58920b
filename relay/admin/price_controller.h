// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/price/. Lives on relay.
class PriceController final
{
public:
    static void list(AdminRequest &request);
    static void show(AdminRequest &request);
    static void change(AdminRequest &request);
    static void reset(AdminRequest &request);
};

} // namespace relay::admin
