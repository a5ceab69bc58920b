// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/option/: the settings, their history and undo.
struct OptionController
{
    static void list(AdminRequest &request);
    static void update(AdminRequest &request);
    static void history(AdminRequest &request);
    static void undo(AdminRequest &request);
    static void fileEdit(AdminRequest &request);
    static void takeFile(AdminRequest &request);
};

} // namespace relay::admin
