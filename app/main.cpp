// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/command_line.h"
#include "app/platform/process_end.h"
#include "app/platform/surroundings.h"
#include "app/terminal.h"

int main(int argc, char **argv)
{
    app::platform::prepareStandardStreams();
    const relay::Result<app::CommandLine> commandLine =
        app::CommandLine::parse(app::platform::commandLineWords(argc, argv));
    if (!commandLine)
        return app::platform::endProcess(app::fail(commandLine.error().message, app::kExitUsage));
    return app::platform::endProcess(app::Application(argc, argv, *commandLine).run());
}
