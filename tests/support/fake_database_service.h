// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"

#include <QMetaObject>
#include <QPointer>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace tests {

// A DatabaseService whose results are set by hand; replies come in a later turn, as the real one's do.
// Lives on its thread.
class FakeDatabaseService final : public relay::api::DatabaseService
{
public:
    relay::api::DatabaseSnapshot snapshot;
    relay::api::CheckpointResult checkpointResult;
    relay::api::IntegrityResult integrityResult;
    relay::api::VacuumResult vacuumResult;
    relay::api::BackupResult backupResult;
    std::vector<relay::api::BackupFile> backupFiles;
    std::optional<relay::Error> failure; // what every reply says instead
    std::optional<relay::api::CheckpointMode> lastMode;
    bool holdsLongWork = false; // until it is cancelled
    int cancelled = 0;
    double share = -1;

    void database(QObject *context, relay::api::Reply<relay::api::DatabaseSnapshot> reply) override
    {
        later(context, std::move(reply), snapshot);
    }
    void checkpoint(relay::api::CheckpointMode mode, QObject *context,
                    relay::api::Reply<relay::api::CheckpointResult> reply) override
    {
        lastMode = mode;
        later(context, std::move(reply), checkpointResult);
    }
    void integrityCheck(QObject *context, relay::api::Reply<relay::api::IntegrityResult> reply) override
    {
        atLength(context, std::move(reply), integrityResult);
    }
    void vacuum(QObject *context, relay::api::Reply<relay::api::VacuumResult> reply) override
    {
        atLength(context, std::move(reply), vacuumResult);
    }
    void backup(QObject *context, relay::api::Reply<relay::api::BackupResult> reply) override
    {
        atLength(context, std::move(reply), backupResult);
    }
    void backups(QObject *context, relay::api::Reply<std::vector<relay::api::BackupFile>> reply) override
    {
        later(context, std::move(reply), backupFiles);
    }
    void restore(std::string file, QObject *context,
                 relay::api::Reply<relay::api::RestoreResult> reply) override
    {
        later(context, std::move(reply), relay::api::RestoreResult{std::move(file), 4096});
    }

    void cancelLongWork() override
    {
        ++cancelled;
        for (const std::function<void()> &end : std::exchange(m_held, {}))
            end();
    }
    double longWorkShare() const override { return share; }

private:
    template <typename T>
    void atLength(QObject *context, relay::api::Reply<T> reply, const T &value)
    {
        if (!holdsLongWork)
            return later(context, std::move(reply), value);
        m_held.push_back([context = QPointer<QObject>(context), reply = std::move(reply)] {
            if (context)
                reply(relay::Error{relay::ErrorKind::Unavailable, QStringLiteral("it was cancelled")});
        });
    }
    template <typename T>
    void later(QObject *context, relay::api::Reply<T> reply, const T &value)
    {
        const relay::Result<T> result = failure ? relay::Result<T>(*failure) : relay::Result<T>(value);
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), result] { reply(result); }, Qt::QueuedConnection);
    }

    std::vector<std::function<void()>> m_held;
};

} // namespace tests
