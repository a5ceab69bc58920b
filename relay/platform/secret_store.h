// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/platform/aes256_gcm.h"

namespace relay::platform {

// Where the master key lives, which seals every other secret at rest. Thread-safe.
class SecretStore
{
public:
    virtual ~SecretStore() = default;

    // The key; made and kept at the first call ever.
    virtual Result<MasterKey> masterKey() = 0;
};

} // namespace relay::platform
