// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/token/. Lives on relay.
class TokenController final
{
public:
    static void list(AdminRequest &request);
    static void search(AdminRequest &request);
    static void show(AdminRequest &request);
    static void create(AdminRequest &request);
    static void update(AdminRequest &request);
    static void remove(AdminRequest &request);
};

} // namespace relay::admin
