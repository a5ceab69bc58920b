// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/secret_service.h"

namespace relay::service {

// Where the master key lives. Thread-safe.
class SecretDesk final : public api::SecretService
{
public:
    void secretKeeping(QObject *context, api::Reply<api::SecretKeeping> reply) override;
    void moveSecrets(api::SecretPlace to, QObject *context, api::Reply<api::SecretKeeping> reply) override;
};

} // namespace relay::service
