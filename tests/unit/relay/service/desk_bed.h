// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/service/database_desk.h"
#include "tests/support/database_holder.h"
#include "tests/unit/relay/ledger/sample_record.h"

#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <future>
#include <memory>
#include <optional>

// A DatabaseDesk on real files, with a ledger that writes them. Lives on the test's thread.
struct DeskBed
{
    explicit DeskBed(relay::config::Settings given = settingsOfTheBed())
        : settings(std::move(given))
        , store(settings, folder.filePath(QStringLiteral("data")))
    {
        const auto state = store.open();
        if (!state)
            qFatal("no store: %s", qPrintable(state.error().message));
        auto opened = relay::ledger::Journal::open(folder.filePath(QStringLiteral("data/ledger.journal")),
                                                   4 * 1024 * 1024, state->watermarks, state->largestUsageId);
        if (!opened)
            qFatal("no journal: %s", qPrintable(opened.error().message));
        journal = std::move(*opened);
        writer = std::make_unique<relay::ledger::LedgerWriter>(
            *journal, store.options(), relay::ledger::LedgerOptions(), store.counters());
        writer->start();
        desk.open(store, *writer, folder.filePath(QStringLiteral("data")));
    }
    ~DeskBed()
    {
        pinned.release(100);
        desk.close();
        writer->stop();
        store.close();
    }

    // No checkpoint but those that the test asks for.
    static relay::config::Settings settingsOfTheBed()
    {
        relay::config::Settings settings = relay::config::defaultSettings();
        settings.sqlite.walAutoCheckpointPages = 1'000'000;
        settings.sqlite.busyTimeout = std::chrono::milliseconds(200);
        return settings;
    }

    // So many usage rows, in the database.
    bool write(int rows)
    {
        for (int i = 0; i < rows; ++i)
            if (!writer->append(sampleRecord(++number)))
                return false;
        const auto told = std::make_shared<std::promise<bool>>(); // may come when nobody waits any more
        std::future<bool> written = told->get_future();
        writer->flushNow(
            [told](const relay::Result<void> &outcome) { told->set_value(outcome.has_value()); });
        return written.wait_for(std::chrono::seconds(90)) == std::future_status::ready && written.get();
    }

    // A reading connection of ours stays in a transaction until the bed ends, or `pinned` is released.
    bool pin(const char *name)
    {
        QSemaphore reading;
        store.post(
            [&](relay::Result<relay::storage::Connection *> connection, const auto &) {
                const bool begun = connection && (*connection)->execute("BEGIN; SELECT count(*) FROM usage");
                reading.release(begun ? 1 : 0);
                pinned.acquire();
                if (begun)
                    (void)!(*connection)->execute("ROLLBACK");
                gone.release();
            },
            relay::service::Store::Lane::Read, name);
        return reading.tryAcquire(1, 20'000);
    }

    template <typename T>
    static relay::Result<T> wait(const std::function<void(QObject *, relay::api::Reply<T>)> &ask)
    {
        QObject context;
        std::optional<relay::Result<T>> result;
        ask(&context, [&result](relay::Result<T> told) { result.emplace(std::move(told)); });
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 60'000))
            return relay::Error{relay::ErrorKind::Timeout, QStringLiteral("no reply came")};
        return *result;
    }
    relay::Result<relay::api::DatabaseSnapshot> look()
    {
        using Snapshot = relay::api::DatabaseSnapshot;
        return wait<Snapshot>([this](QObject *context, relay::api::Reply<Snapshot> reply) {
            desk.database(context, std::move(reply));
        });
    }
    relay::Result<relay::api::CheckpointResult> checkpoint(relay::api::CheckpointMode mode)
    {
        using Outcome = relay::api::CheckpointResult;
        return wait<Outcome>([this, mode](QObject *context, relay::api::Reply<Outcome> reply) {
            desk.checkpoint(mode, context, std::move(reply));
        });
    }

    QTemporaryDir folder;
    const relay::config::Settings settings;
    relay::service::Store store;
    std::unique_ptr<relay::ledger::Journal> journal;
    std::unique_ptr<relay::ledger::LedgerWriter> writer;
    QObject root;
    relay::service::DatabaseDesk desk{&root};
    QSemaphore pinned;
    QSemaphore gone; // one for each pin that is no more
    std::uint64_t number = 0;
};
