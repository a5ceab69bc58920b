// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"
#include "relay/ledger/ledger_writer.h"
#include "relay/profiling/contended_mutex.h"
#include "relay/service/answered.h"
#include "relay/service/store.h"
#include "relay/service/work_thread.h"

#include <QObject>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace relay::service {

// What is done with the database file while the relay serves, by people and by itself: figures, checkpoints,
// checks, VACUUM, backups, retention. Short work on a thread of its own, long work on another, so that one
// can ask during the other. Thread-safe, but for open() and close(): for the thread that made it.
class DatabaseDesk final : public api::DatabaseService
{
public:
    // An object of the relay thread that outlives this (see reply_delivery.h).
    explicit DatabaseDesk(QObject *relayRoot);
    ~DatabaseDesk(); // closes
    Q_DISABLE_COPY_MOVE(DatabaseDesk)

    // Ends the program's relay and begins anew, with that backup in the database's place if one is named.
    using BeginAnew = std::function<void(QString backup)>;
    // Both outlive close(); backups go into backups/ of that folder. Without setUpkeep() nothing is done
    // unasked. `beginAnew` may be empty, and is called on the thread of who asked for it.
    void open(Store &store, ledger::LedgerWriter &ledger, QString dataDir, BeginAnew beginAnew = {});
    void hurry(); // what is long gives up, and nobody waits for it any more; thread-safe once it is open
    void close(); // likewise, and waits
    // Retention and scheduled backups; thread-safe.
    void setUpkeep(const config::LedgerSettings &settings);
    // For threads that may wait, and are none of these two.
    Result<api::DatabaseSnapshot> databaseNow();
    Result<api::CheckpointResult> checkpointNow(api::CheckpointMode mode);
    // The writing connection's, read back; as it said last where it is busy for longer than people wait.
    api::PragmaRows writerPragmas();
    Saying backupTrouble() const; // why the last backup failed; empty: it did not
    // For tests, before it is open: what a backup does between two steps, in place of resting so long.
    using Rest = std::function<void(std::chrono::milliseconds)>;
    void restInBackupsBy(Rest rest) { m_backupRest = std::move(rest); }
    // What is due by that time; once a minute by itself, on the thread `upkeep`. For tests: waits.
    void keepUpNow(std::int64_t nowMs);

    void database(QObject *context, api::Reply<api::DatabaseSnapshot> reply) override;
    void checkpoint(api::CheckpointMode mode, QObject *context,
                    api::Reply<api::CheckpointResult> reply) override;
    void integrityCheck(QObject *context, api::Reply<api::IntegrityResult> reply) override;
    void vacuum(QObject *context, api::Reply<api::VacuumResult> reply) override;
    void backup(QObject *context, api::Reply<api::BackupResult> reply) override;
    void cancelLongWork() override;
    double longWorkShare() const override { return m_share.load(std::memory_order_relaxed); }
    void backups(QObject *context, api::Reply<std::vector<api::BackupFile>> reply) override;
    void restore(std::string file, QObject *context, api::Reply<api::RestoreResult> reply) override;

private:
    template <typename T>
    void on(WorkThread &thread, QObject *context, api::Reply<T> reply, std::function<Result<T>()> work);
    // On `upkeep`, and cancelLongWork() breaks it off.
    template <typename T>
    void onUpkeep(QObject *context, api::Reply<T> reply, std::function<Result<T>()> work);
    template <typename T>
    Result<T> waitedFor(std::function<Result<T>()> work); // on `desk`
    // What `work` made of the writing connection, in its turn. Waits. None: it did not come in that time,
    // which may be told at once.
    template <typename T>
    std::optional<Result<T>> onWriter(std::function<Result<T>(storage::Connection &)> work,
                                      std::chrono::milliseconds patience);

    struct WriterSight
    {
        api::PragmaRows pragmas;
        std::int64_t walFrames = 0;
        std::int64_t oldestStagedMs = 0;
        storage::Synced synced = storage::Synced::AtCommit;
    };
    Result<WriterSight> lookAtWriter();
    api::PowerRisk atRisk(const WriterSight &writer, std::int64_t stagedRows) const;
    Result<api::DatabaseSnapshot> look();
    Result<api::CheckpointResult> doCheckpoint(api::CheckpointMode mode);
    Result<api::IntegrityResult> doIntegrityCheck();
    Result<api::VacuumResult> doVacuum();
    Result<void> rewrite(FileUse::Rewriting &rewriting);
    Result<void> rewriteAlone(const storage::DatabaseOptions &options);
    Result<api::BackupResult> doBackup();
    void writeStaged();
    Result<api::BackupResult> copyAside();
    Result<std::vector<api::BackupFile>> listBackups() const;
    Result<api::RestoreResult> examineBackup(const std::string &file);
    void keepTrouble(Saying trouble);
    void keepUp(std::int64_t nowMs);
    Result<std::int64_t> rollUpOld(std::int64_t nowMs);
    // The program ends, or somebody needs the file alone.
    bool mustHurry() const { return mustGiveUp() || m_store->fileUse().wanted(); }
    bool mustGiveUp() const { return m_long.stopping() || m_cancelled.load(std::memory_order_relaxed); }
    std::vector<storage::BusyWork> busyBefore(std::chrono::steady_clock::time_point time) const;
    std::string holder(std::chrono::steady_clock::time_point asked);
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
    QString m_dataDir;
    QString m_backups; // in it
    BeginAnew m_beginAnew;
    Rest m_backupRest = [this](std::chrono::milliseconds time) { (void)m_long.rest(time); };
    std::atomic<int> m_retentionDays{0};
    std::atomic<int> m_backupHours{0};
    std::atomic<int> m_backupsKept{0};
    std::atomic<bool> m_upkeepSet{false};
    std::atomic<bool> m_cancelled{false}; // until what had been asked for then is over
    std::atomic<double> m_share{-1};
    std::int64_t m_backupNotBeforeMs = 0; // of `upkeep` alone, as the next
    std::int64_t m_retentionNotBeforeMs = 0;

    mutable profiling::ContendedMutex m_mutex; // guards these
    WriterSight m_writerSight;                 // the last one, told again while it is busy
    Saying m_backupTrouble;
    const char *m_longWork = nullptr;
    int m_longAsked = 0; // that can be cancelled: at work and waiting
    std::chrono::steady_clock::time_point m_longSince;
};

// Its name stands for the long work while it lasts.
class DatabaseDesk::Named final
{
public:
    Named(DatabaseDesk &desk, const char *name)
        : m_desk(desk)
    {
        const std::lock_guard lock(desk.m_mutex);
        desk.m_longWork = name;
        desk.m_longSince = std::chrono::steady_clock::now();
    }
    ~Named()
    {
        const std::lock_guard lock(m_desk.m_mutex);
        m_desk.m_longWork = nullptr;
    }
    Q_DISABLE_COPY_MOVE(Named)

private:
    DatabaseDesk &m_desk;
};

template <typename T>
std::optional<Result<T>> DatabaseDesk::onWriter(std::function<Result<T>(storage::Connection &)> work,
                                                std::chrono::milliseconds patience)
{
    // Shared: the answer may come when nobody waits for it any more.
    const auto promise = std::make_shared<std::promise<Result<T>>>();
    std::future<Result<T>> answer = promise->get_future();
    const bool posted = m_ledger->withConnection(
        [promise, work = std::move(work)](const Result<storage::Connection *> &connection) {
            promise->set_value(
                answered([&] { return connection ? work(**connection) : Result<T>(connection.error()); }));
        });
    if (!posted || !m_short.awaits(answer, patience))
        return std::nullopt;
    return answer.get();
}

} // namespace relay::service
