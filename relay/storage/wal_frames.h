// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <cstdint>

namespace relay::storage {

class Connection;

// Frames of the write-ahead log that no checkpoint has brought into the database yet; 0 outside WAL. Read
// from the index that all connections share (sqlite.org/walformat.html), without a lock and without a
// checkpoint: a moment's figure. On the connection's thread.
Result<std::int64_t> waitingFrames(Connection &connection);

// Whether all of the log has been brought into the database: it was synced before. In WAL mode, right after
// the connection has read or written: two numbers out of mapped memory, no statement.
bool isCheckpointed(Connection &connection);

} // namespace relay::storage
