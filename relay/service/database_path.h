// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>

namespace relay::service {

// BadRequest: the database cannot have that name, since another file of the relay has it, or will have it.
// Thread-safe.
Result<void> checkDatabasePath(const QString &database, const QString &dataDir, const QString &envFile);

} // namespace relay::service
