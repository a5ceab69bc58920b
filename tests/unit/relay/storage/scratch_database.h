// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/platform/aes256_gcm.h"
#include "relay/storage/connection.h"
#include "relay/storage/migrations.h"

#include <QFile>
#include <QTemporaryDir>

#include <memory>

// A database of its own, migrated, gone at the end of the scope. For one thread.
struct ScratchDatabase
{
    explicit ScratchDatabase(int wantedFormat = relay::storage::newestFormat())
    {
        options.path = folder.filePath(QStringLiteral("test.db"));
        options.busyTimeoutMs = 50;
        connection = open();
        const auto format = relay::storage::migrate(*connection, wantedFormat);
        if (!format)
            qFatal("no scratch database: %s", qPrintable(format.error().message));
    }

    std::unique_ptr<relay::storage::Connection> open(relay::storage::Role role = relay::storage::Role::Writer)
    {
        auto opened = relay::storage::Connection::open(options, role, counters);
        if (!opened)
            qFatal("no scratch database: %s", qPrintable(opened.error().message));
        return std::move(*opened);
    }

    // All that is on disk, the log included.
    QByteArray fileBytes() const
    {
        QByteArray all;
        for (const QString &suffix : {QString(), QStringLiteral("-wal")}) {
            QFile file(options.path + suffix);
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

    QTemporaryDir folder;
    relay::storage::DatabaseOptions options;
    relay::storage::DatabaseCounters counters;
    std::unique_ptr<relay::storage::Connection> connection;
    relay::platform::Aes256Gcm seal{relay::platform::MasterKey{1, 2, 3}};
};
