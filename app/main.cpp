// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/command_line.h"

#include <cstdio>

int main(int argc, char **argv)
{
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words.append(QString::fromLocal8Bit(argv[i]));

    const relay::Result<app::CommandLine> commandLine = app::CommandLine::parse(words);
    if (!commandLine) {
        std::fprintf(stderr, "trayrelay: %s\n", qUtf8Printable(commandLine.error().message));
        return app::kExitUsage;
    }
    return app::Application(argc, argv, *commandLine).run();
}
