// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

#include <QByteArray>
#include <QString>

// What a command tells who typed it. Thread-safe.
namespace app {

// On standard output, at once. False: it takes no more, which is complained about once.
bool sayBytes(const QByteArray &text);
inline bool say(const QString &text)
{
    return sayBytes(text.toUtf8());
}
// What a command ends with that would end with `code`: nothing is fine that was not told.
int codeOfAllSaid(int code);
void complain(const QString &sentence);                    // on standard error, after the program's name
int fail(const QString &message, int code = kExitFailure); // complains; the code to end with

} // namespace app
