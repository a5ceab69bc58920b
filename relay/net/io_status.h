// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::net {

// How a read or write on a non-blocking stream ended. Bytes are moved with Done alone; call until it is
// something else.
enum class IoStatus {
    Done,      // some bytes at least; the next call tells what stopped it
    WantRead,  // nothing until the descriptor is readable
    WantWrite, // nothing until the descriptor is writable
    Closed,    // the peer ended the stream in good order
    Failed,    // broken, or cut off; the stream's error text says why
};

} // namespace relay::net
