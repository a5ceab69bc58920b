// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/secret_service.h"

#include <QMetaObject>

#include <optional>
#include <utility>

namespace tests {

// A keeping of secrets that is set by hand; replies come in a later turn. Lives on its thread.
class FakeSecretService final : public relay::api::SecretService
{
public:
    relay::api::SecretKeeping keeping{.keyFile = "/data/master.key"};
    std::optional<relay::Error> failure; // of a move

    void secretKeeping(QObject *context, relay::api::Reply<relay::api::SecretKeeping> reply) override
    {
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), told = keeping] { reply(told); }, Qt::QueuedConnection);
    }
    void moveSecrets(relay::api::SecretPlace to, QObject *context,
                     relay::api::Reply<relay::api::SecretKeeping> reply) override
    {
        if (failure) {
            QMetaObject::invokeMethod(
                context, [reply = std::move(reply), told = *failure] { reply(told); }, Qt::QueuedConnection);
            return;
        }
        keeping.place = to;
        secretKeeping(context, std::move(reply));
    }
};

} // namespace tests
