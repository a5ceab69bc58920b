// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>

namespace relay::platform {

// Readable and writable by its owner alone (a directory: enterable too). Thread-safe.
Result<void> makePrivate(const QString &path);

} // namespace relay::platform
