// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>

// What is to survive a power cut. Not for the database while it is open: see design.md on its locks.
// Thread-safe.
namespace relay::platform {

// What was written to the file is on the disk.
Result<void> syncFile(const QString &path);
// And the names that it has in that folder.
Result<void> syncFolder(const QString &path);
// `from`, which is synced, takes the name `to`, whatever stood there; on the disk when this returns.
Result<void> renameDurably(const QString &from, const QString &to);

} // namespace relay::platform
