// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/import_service.h"
#include "relay/api/settings_service.h"
#include "relay/service/store.h"

#include <QObject>

#include <functional>
#include <string>

namespace relay::service {

// Imports of other programs' databases: in one transaction on a storage thread, in the turn of edits.
// Thread-safe, but for open(): before anybody asks.
class ImportDesk final : public api::ImportService
{
public:
    struct Seams
    {
        std::function<std::string()> adminKey;
        // On the storage thread, once it is committed: what all others see from now on.
        std::function<Result<void>(storage::Connection &, const platform::Aes256Gcm &)> publish;
        std::function<api::SettingsService &()> settings;
    };

    // An object of the relay thread that outlives this (see reply_delivery.h).
    ImportDesk(QObject *relayRoot, Seams seams);
    Q_DISABLE_COPY_MOVE(ImportDesk)

    void open(Store &store) { m_store = &store; } // outlives all calls

    void importOneApi(std::string file, bool dryRun, QObject *context,
                      api::Reply<api::ImportReport> reply) override;

private:
    Result<api::ImportReport> import(storage::Connection &connection, const platform::Aes256Gcm &seal,
                                     const std::string &file, bool dryRun) const;
    void finish(const api::ImportReport &report, QObject *context,
                const api::Reply<api::ImportReport> &reply) const;

    QObject *const m_relayRoot;
    const Seams m_seams;
    Store *m_store = nullptr;
};

} // namespace relay::service
