// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/tls_roots.h"

// clang-format off
#include <windows.h>
#define CERT_CHAIN_PARA_HAS_EXTRA_FIELDS // how long it may take
#include <wincrypt.h> // needs both
// clang-format on

namespace relay::net {

// The system's own authorities are asked for by name at each verification; here are the extra ones alone.
struct TlsRoots::Store
{
    Store();
    ~Store();
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    HCERTSTORE extra; // null: out of memory
};

} // namespace relay::net
