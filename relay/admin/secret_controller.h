// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/secret/. Lives on relay.
class SecretController final
{
public:
    static void show(AdminRequest &request);
    static void move(AdminRequest &request);
};

} // namespace relay::admin
