// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/menu_command.h"

#include "app/platform/menu_entry.h"
#include "app/platform/this_program.h"
#include "app/terminal.h"

namespace app {

using namespace Qt::StringLiterals;

int runMenuCommand(const CommandLine &commandLine)
{
    const bool on = commandLine.request[u"command"_s] == "menu.install"_L1;
    const relay::Result<void> done = platform::MenuEntry().set(on);
    if (!done)
        return fail(done.error().message);
    say(on ? u"the menu starts "_s % platform::thisProgram() % u'\n' : u"the menu has it no more\n"_s);
    return kExitFine;
}

} // namespace app
