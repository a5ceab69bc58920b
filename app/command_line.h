// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <string>

namespace app {

constexpr int kExitFine = 0;
constexpr int kExitFailure = 1;
constexpr int kExitUsage = 2;
constexpr int kExitPortTaken = 3;
constexpr int kExitDirectoryInUse = 4;

// What the user asked for, in values; nothing is looked up or opened yet. Reentrant.
struct CommandLine
{
    enum class Action { Run, Quit, Version, Help, SubCommand };

    Action action = Action::Run;
    bool headless = false;
    bool minimized = false;
    bool json = false;
    QString dataDir; // empty: the system's usual place
    QString envFile; // empty: .env in the data directory
    std::optional<std::uint16_t> port;
    std::string logLevel; // empty: the setting's
    QJsonObject request;  // of a sub-command, as ControlCommands takes it

    // The error is a sentence for people: what is wrong and what would be right.
    static relay::Result<CommandLine> parse(const QStringList &words);
    static QString help();
};

} // namespace app
