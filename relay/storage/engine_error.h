// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>

namespace relay::storage {

class Connection;

// What the engine said, by its (extended) result code, for people: who holds a locked file, and what to do
// about it. A locked file is Unavailable, as it will pass; a broken constraint Conflict; all else Storage.
// Counts what found the file locked. On the connection's thread.
Error engineError(const Connection &connection, int code, const QString &words);

} // namespace relay::storage
