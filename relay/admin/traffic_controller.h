// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/traffic/: what flows and who answers. Lives on relay.
class TrafficController final
{
public:
    static void show(AdminRequest &request);
    static void route(AdminRequest &request); // ?model=
    static void pause(AdminRequest &request);
    static void resume(AdminRequest &request);
    static void tryListen(AdminRequest &request); // {"address", "port"}
    static void restart(AdminRequest &request);
};

} // namespace relay::admin
