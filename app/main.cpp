// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/command_line.h"
#include "app/platform/process_end.h"
#include "app/platform/surroundings.h"
#include "app/terminal.h"

namespace {

// Ends all that it has begun: what the window has still to write is on the disk before the process goes.
int runToTheEnd(int &argc, char **argv, const app::CommandLine &commandLine)
{
    return app::Application(argc, argv, commandLine).run();
}

} // namespace

int main(int argc, char **argv)
{
    app::platform::prepareStandardStreams();
    const relay::Result<app::CommandLine> commandLine =
        app::CommandLine::parse(app::platform::commandLineWords(argc, argv));
    if (!commandLine)
        return app::platform::endProcess(app::fail(commandLine.error().message, app::kExitUsage));
    return app::platform::endProcess(runToTheEnd(argc, argv, *commandLine));
}
