// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"
#include "relay/base/result.h"

#include <QString>

#include <optional>

class QFile;

// What a path leads to, links followed. To open a pipe waits for whoever writes into it, a device need not
// end: neither may hold up a start. Reentrant.
namespace relay {

// "a directory" and the like; none: it is a file, or not there.
std::optional<Phrase> insteadOfFile(const QString &path);
// For reading. Storage: "cannot be read (Permission denied)".
Result<void> openFile(QFile &file);

} // namespace relay
