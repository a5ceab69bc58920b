// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/metrics/ and /metrics. Lives on relay.
class MetricsController final
{
public:
    static void show(AdminRequest &request);
    static void history(AdminRequest &request);
    static void reset(AdminRequest &request);
    static void exposition(AdminRequest &request);
};

} // namespace relay::admin
