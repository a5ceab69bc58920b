// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"
#include "relay/ledger/ledger_writer.h"
#include "relay/service/store.h"
#include "relay/service/work_thread.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace relay::service {

// What people and admin clients do with the database file while the relay serves: figures, checkpoints,
// checks. Short work on a thread of its own, long work on another, so that one can ask during the other.
// Thread-safe, but for open() and close(): for the thread that made it.
class DatabaseDesk final : public api::DatabaseService
{
public:
    // An object of the relay thread that outlives this (see reply_delivery.h).
    explicit DatabaseDesk(QObject *relayRoot);
    ~DatabaseDesk(); // closes
    Q_DISABLE_COPY_MOVE(DatabaseDesk)

    void open(Store &store, ledger::LedgerWriter &ledger); // both outlive close()
    void close();                                          // what is long gives up; waits

    void database(QObject *context, api::Reply<api::DatabaseSnapshot> reply) override;
    void checkpoint(api::CheckpointMode mode, QObject *context,
                    api::Reply<api::CheckpointResult> reply) override;
    void integrityCheck(QObject *context, api::Reply<api::IntegrityResult> reply) override;

private:
    template <typename T>
    void on(WorkThread &thread, QObject *context, api::Reply<T> reply, std::function<Result<T>()> work);
    // What `work` made of the writing connection, in its turn. Waits. None: it did not come in that time.
    template <typename T>
    std::optional<Result<T>> onWriter(std::function<Result<T>(storage::Connection &)> work,
                                      std::chrono::milliseconds patience);

    Result<api::DatabaseSnapshot> look();
    Result<api::CheckpointResult> doCheckpoint(api::CheckpointMode mode);
    Result<api::IntegrityResult> doIntegrityCheck();
    // The program ends, or somebody needs the file alone.
    bool mustHurry() const { return m_long.stopping() || m_store->fileUse().wanted(); }
    std::string holder(std::chrono::steady_clock::time_point since) const;
    std::int64_t lastCheckpointMs(bool wal) const;

    // The long work that has a connection of its own at present, for who asks what holds the file.
    class Named;

    QObject *const m_relayRoot;
    Store *m_store = nullptr;
    ledger::LedgerWriter *m_ledger = nullptr;
    std::int64_t m_openedMs = 0;
    WorkThread m_short{QStringLiteral("desk")};
    WorkThread m_long{QStringLiteral("upkeep")};
    std::atomic<std::int64_t> m_checkpointMs{0};

    // Of the thread `desk` alone: what the writing connection said last, told again while it is busy.
    api::PragmaRows m_writerPragmas;
    std::int64_t m_walFrames = 0;

    mutable std::mutex m_mutex; // guards these
    const char *m_longWork = nullptr;
    std::chrono::steady_clock::time_point m_longSince;
};

} // namespace relay::service
