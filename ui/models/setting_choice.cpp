// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/setting_choice.h"

#include "relay/api/journal_mode_risk.h"

#include <QCoreApplication>

namespace ui::models {

namespace {

QString unsafeWord()
{
    return QCoreApplication::translate("Settings", "unsafe");
}

} // namespace

ChoiceNote choiceNote(std::string_view setting, std::string_view choice)
{
    if (setting == "SQLITE_JOURNAL_MODE" && relay::api::breaksWhenKilled(choice))
        return {unsafeWord(),
                QCoreApplication::translate(
                    "Settings", "Unsafe: the database file can break when the program is killed.")};
    if (setting == "SQLITE_JOURNAL_MODE" && choice == "DELETE") // what "no WAL" means to SQLite
        return {QCoreApplication::translate("Settings", "without WAL"), {}};
    if (setting == "SQLITE_SYNCHRONOUS" && choice == "OFF")
        return {unsafeWord(), QCoreApplication::translate(
                                  "Settings", "Unsafe: the database file can break in a power cut.")};
    return {};
}

} // namespace ui::models
