// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/secret_service.h"
#include "relay/platform/secret_keeper.h"
#include "relay/service/work_thread.h"

#include <QObject>

namespace relay::service {

// Where the master key lives: told and changed on the thread `secrets`, since a keyring may be slow.
// Thread-safe, but for open(), before anybody asks, and close().
class SecretDesk final : public api::SecretService
{
public:
    // An object of the relay thread that outlives this (see reply_delivery.h).
    explicit SecretDesk(QObject *relayRoot);
    ~SecretDesk(); // closes
    Q_DISABLE_COPY_MOVE(SecretDesk)

    void open(platform::SecretKeeper &keeper); // which outlives close()
    void close();                              // waits for a move under way

    void secretKeeping(QObject *context, api::Reply<api::SecretKeeping> reply) override;
    void moveSecrets(api::SecretPlace to, QObject *context, api::Reply<api::SecretKeeping> reply) override;

    // For threads that may wait.
    api::SecretKeeping keepingNow() const;

private:
    using Work = std::function<Result<api::SecretKeeping>()>;
    void answer(QObject *context, api::Reply<api::SecretKeeping> reply, Work work);

    QObject *const m_relayRoot;
    platform::SecretKeeper *m_keeper = nullptr;
    WorkThread m_thread{QStringLiteral("secrets")};
};

} // namespace relay::service
