// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

// Small files in the user's folders that other programs read: desktop entries, systemd's units. Reentrant.
namespace app {

QStringList entryLines(const QString &path); // none: it cannot be read
// As writeWhole(); makes the folders above.
relay::Result<void> writeEntry(const QString &path, const QByteArray &bytes);
relay::Result<void> removeEntry(const QString &path); // one that is not there is fine

} // namespace app
