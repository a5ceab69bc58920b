// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

// The value of `Exec` in a desktop entry: quoted words (specifications.freedesktop.org/desktop-entry-spec,
// "The Exec key"), and then the escapes of every string value. Reentrant.
namespace app::platform {

QString execLine(const QStringList &words);
// The other way. Field codes (%f) stay as they are; empty: it is not well quoted.
QStringList execWords(const QString &line);

} // namespace app::platform
