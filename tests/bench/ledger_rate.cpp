// SPDX-License-Identifier: GPL-3.0-or-later
// Rows per second through journal and writer into a fresh database: WAL, NORMAL, batches of 500.
// Usage: bench_ledger_rate [rows] [--ledger-thread]. One line of JSON on standard output.
#include "relay/ledger/batch_writer.h"
#include "relay/ledger/ledger_writer.h"
#include "relay/storage/migrations.h"
#include "relay/storage/usage_table.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTemporaryDir>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <future>
#include <string>

namespace {

using namespace relay;
using Steady = std::chrono::steady_clock;

constexpr std::uint64_t kBatch = 500;

double secondsSince(Steady::time_point begin)
{
    return std::chrono::duration<double>(Steady::now() - begin).count();
}

model::UsageRecord record(std::uint64_t i)
{
    model::UsageRecord r;
    r.createdAtMs = 1'760'000'000'000 + static_cast<std::int64_t>(i / 20);
    r.requestId = (i + 1) * 0x9e37'79b9'7f4a'7c15;
    r.tokenId = 1 + static_cast<std::int64_t>(i % 3);
    r.channelId = 1 + static_cast<std::int64_t>(i % 5);
    r.model = i % 2 ? "gpt-4o-mini" : "claude-sonnet-4-5";
    r.upstreamModel = r.model;
    r.endpoint = "/v1/chat/completions";
    r.stream = i % 4 == 0;
    r.status = 200;
    r.usage = {static_cast<std::int64_t>(100 + i % 900), static_cast<std::int64_t>(20 + i % 400), 0, -1};
    r.costUsd = 0.000'123;
    r.quota = 62;
    r.elapsedUs = static_cast<std::int64_t>(350'000 + i % 100'000);
    r.ttftUs = 240'000;
    r.overheadUs = 130;
    r.upstreamUs = r.elapsedUs - 130;
    r.requestBytes = 512;
    r.responseBytes = 640;
    r.attempts.push_back({r.channelId, 200, r.upstreamUs, {}});
    return r;
}

[[noreturn]] void fail(const Error &error)
{
    std::fprintf(stderr, "%s\n", error.message.toUtf8().constData());
    std::exit(1);
}

struct Outcome
{
    double appendNs = 0;
    double rowsPerSecond = 0;
};

// Both on this thread, batch by batch: what one row costs.
Outcome inBatches(ledger::Journal &journal, const storage::DatabaseOptions &options,
                  storage::DatabaseCounters &counters, std::uint64_t rows)
{
    ledger::BatchWriter writer(journal, options, counters);
    const model::UsageRecord sample = record(7);
    double appending = 0;
    const auto begin = Steady::now();
    for (std::uint64_t done = 0; done < rows; done += kBatch) {
        model::UsageRecord r = sample;
        const auto start = Steady::now();
        for (std::uint64_t i = done; i < done + kBatch; ++i) {
            r.createdAtMs = sample.createdAtMs + static_cast<std::int64_t>(i / 20);
            r.requestId = (i + 1) * 0x9e37'79b9'7f4a'7c15;
            r.tokenId = 1 + static_cast<std::int64_t>(i % 3);
            if (const auto staged = journal.append(r); !staged)
                fail(staged.error());
        }
        appending += secondsSince(start);
        if (const auto written = writer.write(ledger::BatchPlan()); !written)
            fail(written.error());
    }
    return {appending / static_cast<double>(rows) * 1e9, static_cast<double>(rows) / secondsSince(begin)};
}

// As in the relay: one thread appends, the ledger's threads write.
Outcome withThreads(ledger::Journal &journal, const storage::DatabaseOptions &options,
                    storage::DatabaseCounters &counters, std::uint64_t rows)
{
    ledger::LedgerOptions timing;
    timing.batchRows = kBatch;
    ledger::LedgerWriter writer(journal, options, timing, counters);
    writer.start();
    const auto begin = Steady::now();
    for (std::uint64_t i = 0; i < rows; ++i) {
        if (const auto staged = writer.append(record(i)); !staged)
            fail(staged.error());
    }
    const double appending = secondsSince(begin);
    std::promise<bool> flushed;
    writer.flushNow([&flushed](Result<void> done) { flushed.set_value(done.has_value()); });
    if (!flushed.get_future().get())
        fail(Error{ErrorKind::Storage, QString::fromStdString(writer.health().trouble.english())});
    const double all = secondsSince(begin);
    writer.stop();
    return {appending / static_cast<double>(rows) * 1e9, static_cast<double>(rows) / all};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const std::uint64_t rows = argc > 1 && argv[1][0] != '-' ? std::strtoull(argv[1], nullptr, 10) : 300'000;
    const bool threads = argc > 1 && std::strcmp(argv[argc - 1], "--ledger-thread") == 0;
    const QTemporaryDir folder;
    storage::DatabaseOptions options;
    options.path = folder.filePath(QStringLiteral("bench.db"));
    storage::DatabaseCounters counters;
    auto reader = storage::Connection::open(options, storage::Role::Reader, counters);
    if (!reader)
        fail(reader.error());
    if (const auto format = storage::migrate(**reader); !format)
        fail(format.error());
    auto journal = ledger::Journal::open(folder.filePath(QStringLiteral("bench.journal")), 64 << 20, {}, 0);
    if (!journal)
        fail(journal.error());
    const Outcome outcome = threads ? withThreads(**journal, options, counters, rows)
                                    : inBatches(**journal, options, counters, rows);
    const auto stored = storage::UsageTable(**reader).largestId();
    (void)(*reader)->checkpoint("TRUNCATE");
    const double bytes = static_cast<double>(QFileInfo(options.path).size()) / static_cast<double>(rows);
    std::printf("{\"rows\": %llu, \"stored\": %llu, \"rows_per_second\": %.0f, \"append_ns\": %.0f, "
                "\"database_bytes_per_row\": %.1f, \"threads\": %s}\n",
                static_cast<unsigned long long>(rows), static_cast<unsigned long long>(stored ? *stored : 0),
                outcome.rowsPerSecond, outcome.appendNs, bytes, threads ? "true" : "false");
    return 0;
}
