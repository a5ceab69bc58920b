// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>

namespace app::platform {

struct MenuSight
{
    bool possible = false;
    bool on = false;
    QString obstacle; // for people: why it is impossible, or not needed
};

// The desktop's menu of programs, for this user: for a program that no installer has put there, such as an
// AppImage. Reads and writes a few small files. Reentrant.
class MenuEntry final
{
public:
    MenuSight look() const;
    relay::Result<void> set(bool on) const;
    // Where the entry is there and names a program that is not, it names this one from now on. Never makes
    // one. True: it was mended.
    relay::Result<bool> repair() const;
};

} // namespace app::platform
