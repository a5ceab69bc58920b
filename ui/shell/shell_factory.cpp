// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/desktop_shell.h"

#include <string_view>

extern "C" Q_DECL_EXPORT ui::shell::Shell *trayrelayCreateShell(int &argc, char **argv, const char *version)
{
    static_assert(std::string_view(ui::shell::kShellFactoryName) == "trayrelayCreateShell");
    if (std::string_view(version) != TRAYRELAY_VERSION)
        return nullptr;
    return new ui::shell::DesktopShell(argc, argv); // owned by the caller
}
