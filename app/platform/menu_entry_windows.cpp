// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/menu_entry.h"

#include <QCoreApplication>

namespace app::platform {

namespace {

QString installerDoesIt()
{
    return QCoreApplication::translate("MenuEntry", "The installer keeps the entry of the Start menu.");
}

} // namespace

MenuSight MenuEntry::look() const
{
    return {.possible = false, .on = false, .obstacle = installerDoesIt()};
}

relay::Result<void> MenuEntry::set(bool) const
{
    return relay::Error{relay::ErrorKind::Unavailable, installerDoesIt()};
}

relay::Result<bool> MenuEntry::repair() const
{
    return false;
}

} // namespace app::platform
