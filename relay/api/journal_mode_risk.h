// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace relay::api {

// Without a journal on the disk a transaction that a kill cuts short cannot be taken back.
constexpr bool breaksWhenKilled(std::string_view journalMode)
{
    return journalMode == "MEMORY" || journalMode == "OFF";
}

// For people, behind the mode's name.
constexpr std::string_view kBreaksWhenKilled =
    "can break the database file when the program is killed, and what was answered then may be lost; WAL, "
    "DELETE, TRUNCATE and PERSIST are safe";

} // namespace relay::api
