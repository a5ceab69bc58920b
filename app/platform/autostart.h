// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>
#include <QStringList>

namespace app::platform {

struct AutostartSight
{
    bool possible = false;
    bool on = false;
    QString obstacle; // for people: why it is impossible, or who turned it off beside us
};

// What the desktop starts at log-in, for this user. Reads and writes one small file or key. Reentrant.
class Autostart final
{
public:
    // An entry of that name, which starts this program with these arguments.
    Autostart(QString name, QStringList arguments);

    AutostartSight look() const;
    relay::Result<void> set(bool on, bool minimized) const;
    // Where the entry is on and names a program that is no longer there (an AppImage that was moved), it
    // names this one from now on. Never turns on what is off. True: it was mended.
    relay::Result<bool> repair() const;

private:
    const QString m_name;
    const QStringList m_arguments;
};

} // namespace app::platform
