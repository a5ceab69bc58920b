// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/import_service.h"
#include "relay/api/settings_service.h"
#include "relay/config/settings_loader.h"
#include "relay/ledger/ledger_writer.h"
#include "relay/service/store.h"
#include "relay/service/work_thread.h"

#include <QObject>

#include <functional>
#include <memory>
#include <string>

namespace relay::service {

// Imports of other programs' databases, on the thread `import`: records in one transaction in the turn of
// edits, logs after them in many small ones in the turn of the ledger, so that nobody waits for the whole.
// Thread-safe, but for open(), before anybody asks, and close().
class ImportDesk final : public api::ImportService
{
public:
    struct Seams
    {
        std::function<std::string()> adminKey;
        // In the transaction, on the storage thread: what is to be called once it is committed, so that all
        // others see it.
        std::function<Result<std::function<void()>>(storage::Connection &, const platform::Aes256Gcm &)>
            publication;
        std::function<api::SettingsService &()> settings;
        std::function<std::shared_ptr<const config::LoadedSettings>()> inForce; // thread-safe
    };

    // An object of the relay thread that outlives this (see reply_delivery.h).
    ImportDesk(QObject *relayRoot, Seams seams);
    Q_DISABLE_COPY_MOVE(ImportDesk)

    ~ImportDesk(); // closes

    // Both outlive close().
    void open(Store &store, ledger::LedgerWriter &ledger);
    void hurry() { m_thread.hurry(); } // what is under way breaks off; thread-safe
    void close();                      // likewise, and waits

    void importOneApi(std::string file, bool dryRun, QObject *context,
                      api::Reply<api::ImportReport> reply) override;

private:
    // A piece of an import, on the thread of its connection.
    using Step = std::function<Result<void>(storage::Connection &, const platform::Aes256Gcm &)>;

    using Told = std::function<void(const Result<void> &)>;

    Result<api::ImportReport> import(const std::string &file, bool dryRun);
    Result<void> waitFor(const std::function<bool(Told)> &post);
    Result<void> look(const Step &step);
    Result<void> edit(const Step &step);
    Result<void> write(const Step &step);
    Result<void> published(storage::Connection &connection, const platform::Aes256Gcm &seal,
                           const Step &step) const;
    void finish(const api::ImportReport &report, QObject *context,
                const api::Reply<api::ImportReport> &reply) const;

    QObject *const m_relayRoot;
    const Seams m_seams;
    Store *m_store = nullptr;
    ledger::LedgerWriter *m_ledger = nullptr;
    WorkThread m_thread{QStringLiteral("import")};
};

} // namespace relay::service
