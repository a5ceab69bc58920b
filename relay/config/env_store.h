// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/config/env_writer.h"

#include <QString>

#include <span>
#include <string>

namespace relay::config {

struct EnvContent
{
    bool exists = false;
    std::string bytes;
    std::string hash; // SHA-256 in hex; empty: there is no file
};

struct EnvWrite
{
    bool conflict = false; // edited since: nothing was written
    EnvContent now;        // what the file holds, either way
};

// Fails if there is something that cannot be read or is too large for a .env file. The message does not name
// the path. Reentrant.
Result<EnvContent> readEnvFile(const QString &path);

// Changes a .env file (see withAssignments()) if it still is what `knownHash` was computed from. All or
// nothing, also when the power fails: the old file stays until the new one, readable by its owner alone,
// replaces it. A symbolic link stays one. Between the last look at the file and its replacement lie some
// microseconds, in which an edit by hand would be lost. Reentrant; one writer at a time.
Result<EnvWrite> writeEnvFile(const QString &path, const std::string &knownHash,
                              std::span<const EnvAssignment> assignments);

} // namespace relay::config
