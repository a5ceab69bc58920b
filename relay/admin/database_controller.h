// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/database/: sizes, PRAGMAs as the engine has them, and work on the file. Lives on relay.
class DatabaseController final
{
public:
    static void show(AdminRequest &request);
    static void checkpoint(AdminRequest &request);
    static void integrityCheck(AdminRequest &request);
    static void vacuum(AdminRequest &request);
    static void backup(AdminRequest &request);
    static void backups(AdminRequest &request);
    static void restore(AdminRequest &request); // {"file": a backup's name or path}
};

} // namespace relay::admin
