// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/log/: the ledger, filtered, in pages. Lives on relay.
class LogController final
{
public:
    static void list(AdminRequest &request);
    static void stat(AdminRequest &request);
    static void exportCsv(AdminRequest &request);
};

} // namespace relay::admin
