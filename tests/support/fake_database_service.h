// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"

#include <QMetaObject>

#include <optional>
#include <utility>

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
        later(context, std::move(reply), integrityResult);
    }
    void vacuum(QObject *context, relay::api::Reply<relay::api::VacuumResult> reply) override
    {
        later(context, std::move(reply), vacuumResult);
    }
    void backup(QObject *context, relay::api::Reply<relay::api::BackupResult> reply) override
    {
        later(context, std::move(reply), backupResult);
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

private:
    template <typename T>
    void later(QObject *context, relay::api::Reply<T> reply, const T &value)
    {
        const relay::Result<T> result = failure ? relay::Result<T>(*failure) : relay::Result<T>(value);
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), result] { reply(result); }, Qt::QueuedConnection);
    }
};

} // namespace tests
