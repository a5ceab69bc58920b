// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <openssl/types.h>

namespace relay::net {

// OpenSSL's way to the socket. Its own one writes with write(2), which raises SIGPIPE, and asks the kernel
// again after a read that came up short; this one does neither. Lives on relay.
struct SocketBio
{
    void beginCall() { systemError = 0, atEnd = false, drained = false; }

    int descriptor = -1;
    // Since beginCall():
    int systemError = 0;  // errno of a failure
    bool atEnd = false;   // the peer has shut down its side
    bool drained = false; // a read got less than it asked for, so the next one need not ask

    // A BIO that refers to `socket`, which must outlive it. Null: out of memory.
    static BIO *create(SocketBio &socket);
};

} // namespace relay::net
