// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace relay {

// The path as the system's own calls take it at any length, for what opens files without Qt, which does the
// same: on Windows absolute, with backslashes and the prefix \\?\ , else it ends at 260 letters; elsewhere as
// it is. Reentrant.
QString longPath(const QString &path);

} // namespace relay
