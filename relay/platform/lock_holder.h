// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/error.h"

#include <QByteArray>

namespace relay::platform {

// ErrorKind::Conflict: a data directory is in use. `text` is what its lock file tells of who holds it; it may
// be empty. Thread-safe.
Error heldBy(const QByteArray &text);

} // namespace relay::platform
