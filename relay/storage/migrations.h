// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <functional>

namespace relay::storage {

class Connection;

// The newest format that this program knows.
int newestFormat();

// Called with a database that has data, and its format, before the first step changes it: to back it up.
using BeforeMigration = std::function<Result<void>(Connection &connection, int format)>;

// Brings the database to this program's format, each step a transaction of its own together with its number
// (PRAGMA user_version); the number that it then has. A file of a newer program is left alone and refused
// with ErrorKind::Storage. On the connection's thread.
Result<int> migrate(Connection &connection, int wanted = newestFormat(), const BeforeMigration &before = {});

} // namespace relay::storage
