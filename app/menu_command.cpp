// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/menu_command.h"

#include "app/platform/menu_entry.h"
#include "app/platform/this_program.h"

#include <cstdio>

namespace app {

using namespace Qt::StringLiterals;

int runMenuCommand(const CommandLine &commandLine)
{
    const bool on = commandLine.request[u"command"_s] == "menu.install"_L1;
    const relay::Result<void> done = platform::MenuEntry().set(on);
    if (!done) {
        std::fprintf(stderr, "trayrelay: %s\n", done.error().message.toUtf8().constData());
        return kExitFailure;
    }
    const QString said =
        on ? u"the menu starts "_s % platform::thisProgram() % u'\n' : u"the menu has it no more\n"_s;
    std::fputs(said.toUtf8().constData(), stdout);
    return kExitFine;
}

} // namespace app
