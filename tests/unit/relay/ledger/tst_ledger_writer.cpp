// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/log.h"
#include "relay/ledger/ledger_writer.h"
#include "relay/storage/channel_table.h"
#include "relay/storage/token_table.h"
#include "relay/storage/transaction.h"
#include "relay/storage/usage_table.h"
#include "tests/unit/relay/ledger/sample_record.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <spdlog/sinks/ostream_sink.h>

#include <QDateTime>
#include <QTest>

#include <chrono>
#include <memory>
#include <sstream>

using namespace std::chrono_literals;
using relay::Result;
using relay::ledger::Journal;
using relay::ledger::LedgerOptions;
using relay::ledger::LedgerWriter;
using relay::storage::MetaTable;
using relay::storage::Transaction;
using relay::storage::UsageTable;

namespace {

constexpr std::chrono::milliseconds kNever = 1h;

// A database with one token and one channel, a journal beside it, and what reads them.
struct Ledger : ScratchDatabase
{
    Ledger()
    {
        relay::model::Token token;
        token.key = "k";
        token.unlimitedQuota = false;
        token.remainQuota = 1'000'000'000;
        if (!tokens().save(token) || !channels().save({}))
            qFatal("no token or channel");
        openJournal();
    }

    void openJournal()
    {
        const auto marks = MetaTable(*connection).watermarks();
        auto opened = Journal::open(folder.filePath(QStringLiteral("journal")), journalBytes, *marks,
                                    *UsageTable(*connection).largestId());
        journal = std::move(*opened);
    }

    relay::storage::TokenTable tokens() { return {*connection, seal}; }
    relay::storage::ChannelTable channels() { return {*connection, seal}; }
    std::int64_t rows() { return UsageTable(*connection).stat({})->requests; }
    std::int64_t used() { return tokens().all()->at(0).usedQuota; }

    relay::model::UsageRecord now(std::uint64_t number) const
    {
        auto record = sampleRecord(number);
        record.createdAtMs = QDateTime::currentMSecsSinceEpoch();
        return record;
    }

    std::uint64_t journalBytes = 1 << 20;
    std::unique_ptr<Journal> journal;
};

LedgerOptions timing(std::uint64_t rows, std::chrono::milliseconds flush, std::chrono::milliseconds totals)
{
    LedgerOptions options;
    options.batchRows = rows;
    options.flushInterval = flush;
    options.totalsInterval = totals;
    return options;
}

} // namespace

class LedgerWriterTest final : public QObject
{
    Q_OBJECT

private slots:
    void aFullBatchIsWrittenAtOnce()
    {
        Ledger ledger;
        LedgerWriter writer(*ledger.journal, ledger.options, timing(10, kNever, kNever), ledger.counters);
        writer.start();
        for (std::uint64_t i = 1; i <= 10; ++i)
            QVERIFY(writer.append(ledger.now(i)));
        QTRY_COMPARE(ledger.rows(), std::int64_t{10});
        QCOMPARE(ledger.used(), std::int64_t{0}); // totals have their own time
        writer.stop();
        QCOMPARE(ledger.used(), std::int64_t{10 * 225});
    }

    void aLoneRecordIsWrittenWhenItIsOldEnough()
    {
        Ledger ledger;
        LedgerWriter writer(*ledger.journal, ledger.options, timing(1000, 300ms, kNever), ledger.counters);
        writer.start();
        const auto record = ledger.now(1);
        QVERIFY(writer.append(record));
        QTRY_COMPARE(ledger.rows(), std::int64_t{1});
        QVERIFY(QDateTime::currentMSecsSinceEpoch() - record.createdAtMs >= 290);
        QCOMPARE(ledger.used(), std::int64_t{0});
    }

    void totalsHaveAnIntervalOfTheirOwn()
    {
        Ledger ledger;
        LedgerWriter writer(*ledger.journal, ledger.options, timing(1000, kNever, 50ms), ledger.counters);
        writer.start();
        QVERIFY(writer.append(ledger.now(1)));
        QTRY_COMPARE(ledger.used(), std::int64_t{225});
        QCOMPARE(ledger.rows(), std::int64_t{0});
        QCOMPARE(ledger.tokens().all()->at(0).remainQuota, std::int64_t{1'000'000'000 - 225});
        QCOMPARE(ledger.channels().all()->at(0).usedQuota, std::int64_t{225});
    }

    void whoWaitsGetsAllThatWasStagedBefore()
    {
        Ledger ledger;
        LedgerWriter writer(*ledger.journal, ledger.options, timing(1'000'000, kNever, kNever),
                            ledger.counters);
        writer.start();
        for (std::uint64_t i = 1; i <= 500; ++i)
            QVERIFY(writer.append(ledger.now(i)));
        std::atomic<int> outcome{-1};
        writer.flushNow([&outcome](Result<void> done) { outcome = done ? 1 : 0; });
        QTRY_COMPARE(outcome.load(), 1);
        QCOMPARE(ledger.rows(), std::int64_t{500});
        QCOMPARE(ledger.used(), std::int64_t{500 * 225});
        QCOMPARE(writer.figures().depth, std::uint64_t{0});
        QCOMPARE(writer.figures().rowsWritten, std::uint64_t{500});
    }

    void withoutRowsTheTotalsAreKept()
    {
        Ledger ledger;
        LedgerOptions options = timing(1, 10ms, 10ms);
        options.keepRows = false;
        LedgerWriter writer(*ledger.journal, ledger.options, options, ledger.counters);
        writer.start();
        for (std::uint64_t i = 1; i <= 20; ++i)
            QVERIFY(writer.append(ledger.now(i)));
        QTRY_COMPARE(ledger.used(), std::int64_t{20 * 225});
        QTRY_COMPARE(writer.figures().depth, std::uint64_t{0});
        QCOMPARE(ledger.rows(), std::int64_t{0});
        options.keepRows = true;
        writer.apply(options);
        QVERIFY(writer.append(ledger.now(21)));
        QTRY_COMPARE(ledger.rows(), std::int64_t{1});
    }

    void aLockedDatabaseLosesNothing()
    {
        Ledger ledger;
        LedgerWriter writer(*ledger.journal, ledger.options, timing(10, 10ms, 10ms), ledger.counters);
        writer.start();
        {
            const auto other = ledger.open();
            const Transaction holder(*other);
            QVERIFY(holder.begun());
            for (std::uint64_t i = 1; i <= 100; ++i)
                QVERIFY(writer.append(ledger.now(i)));
            QTRY_VERIFY(!writer.health().healthy);
            QVERIFY(
                QString::fromStdString(writer.health().trouble.english()).contains(QStringLiteral("locked")));
            std::atomic<int> outcome{-1};
            writer.flushNow([&outcome](Result<void> done) { outcome = done ? 1 : 0; });
            QTRY_COMPARE(outcome.load(), 0); // who waits is told, and does not wait for ever
            for (std::uint64_t i = 101; i <= 200; ++i)
                QVERIFY(writer.append(ledger.now(i)));
            QCOMPARE(writer.figures().depth, std::uint64_t{200});
        }
        QTRY_COMPARE_WITH_TIMEOUT(ledger.used(), std::int64_t{200 * 225}, 15'000);
        QCOMPARE(ledger.rows(), std::int64_t{200});
        QTRY_VERIFY(writer.health().healthy);
        QVERIFY(writer.figures().failures > 0);
    }

    void fromHalfAJournalOnTheOtherThreadHelps()
    {
        Ledger ledger;
        LedgerWriter writer(*ledger.journal, ledger.options, timing(1'000'000, kNever, kNever),
                            ledger.counters);
        writer.start();
        std::uint64_t staged = 0;
        while (ledger.journal->usedBytes() * 2 < ledger.journal->capacityBytes() && ledger.rows() == 0)
            QVERIFY(writer.append(ledger.now(++staged)));
        QTRY_VERIFY(ledger.rows() > 0);
        writer.stop();
        QCOMPARE(ledger.rows(), static_cast<std::int64_t>(staged));
    }

    void aFullJournalRefusesUntilTheDatabaseIsBack()
    {
        Ledger ledger;
        ledger.journal.reset();
        ledger.journalBytes = Journal::kSmallestBytes;
        ledger.openJournal(); // smaller, as it is empty
        LedgerWriter writer(*ledger.journal, ledger.options, timing(10, 10ms, 10ms), ledger.counters);
        writer.start();
        std::uint64_t staged = 0;
        {
            const auto other = ledger.open();
            const Transaction holder(*other);
            QVERIFY(holder.begun());
            while (writer.append(ledger.now(staged + 1)))
                ++staged;
            QVERIFY(staged > 100);
            QTRY_VERIFY(!writer.health().healthy);
        }
        QTRY_COMPARE_WITH_TIMEOUT(ledger.rows(), static_cast<std::int64_t>(staged), 15'000);
        bool taken = false; // QTRY evaluates more than once
        QTRY_VERIFY(taken || (taken = writer.append(ledger.now(staged + 1)).has_value()));
        writer.stop();
        QCOMPARE(ledger.used(), static_cast<std::int64_t>((staged + 1) * 225));
    }

    void whatCouldNotBeWrittenIsWrittenAtTheNextStart()
    {
        Ledger ledger;
        {
            const auto other = ledger.open();
            const Transaction holder(*other);
            QVERIFY(holder.begun());
            LedgerWriter writer(*ledger.journal, ledger.options, timing(1000, kNever, kNever),
                                ledger.counters);
            writer.start();
            for (std::uint64_t i = 1; i <= 30; ++i)
                QVERIFY(writer.append(ledger.now(i)));
            writer.stop();
            QCOMPARE(ledger.rows(), std::int64_t{0});
        }
        ledger.journal.reset();
        ledger.openJournal();
        LedgerWriter writer(*ledger.journal, ledger.options, timing(1000, kNever, kNever), ledger.counters);
        writer.start();
        QVERIFY(writer.append(ledger.now(31)));
        QTRY_COMPARE(ledger.rows(), std::int64_t{31}); // at once: they have waited long enough
        writer.stop();
        QCOMPARE(ledger.used(), std::int64_t{31 * 225});
    }

    void aStopLeavesACleanDatabase()
    {
        Ledger ledger;
        LedgerWriter writer(*ledger.journal, ledger.options, timing(1000, kNever, kNever), ledger.counters);
        writer.start();
        QVERIFY(writer.append(ledger.now(1)));
        writer.stop();
        QCOMPARE(QFileInfo(ledger.options.path + QStringLiteral("-wal")).size(), qint64{0});
        std::atomic<int> outcome{-1};
        writer.flushNow([&outcome](Result<void> done) { outcome = done ? 1 : 0; });
        QCOMPARE(outcome.load(), 0);
    }

    void aLogThatSomebodyReadsIsToldOf()
    {
        Ledger ledger;
        std::ostringstream told;
        auto &sinks = relay::log::ledger().sinks();
        relay::log::ledger().set_level(spdlog::level::warn);
        sinks.push_back(std::make_shared<spdlog::sinks::ostream_sink_mt>(told));
        LedgerWriter writer(*ledger.journal, ledger.options, timing(1000, kNever, kNever), ledger.counters);
        writer.start();
        const auto other = ledger.open();
        QVERIFY(relay::storage::Query(*other, "BEGIN").run());
        relay::storage::Query rows(*other, "SELECT count(*) FROM usage");
        QVERIFY(rows.run() && rows.next());
        QVERIFY(writer.append(ledger.now(1)));
        writer.stop();
        sinks.pop_back();
        QVERIFY2(told.str().find("write-ahead log stays") != std::string::npos, told.str().c_str());
        QVERIFY(told.str().find("stay in the journal") == std::string::npos); // none does
        QCOMPARE(ledger.rows(), std::int64_t{1});
    }

    void appendsDuringManyFlushesAreAllWrittenOnce()
    {
        Ledger ledger;
        LedgerWriter writer(*ledger.journal, ledger.options, timing(7, 1ms, 1ms), ledger.counters);
        writer.start();
        std::atomic<int> flushed{0};
        constexpr std::uint64_t kRecords = 5000;
        for (std::uint64_t i = 1; i <= kRecords; ++i) {
            QVERIFY(writer.append(ledger.now(i)));
            if (i % 50 == 0)
                writer.flushNow([&flushed](Result<void> done) { flushed += done ? 1 : 0; });
        }
        QTRY_COMPARE_WITH_TIMEOUT(flushed.load(), 100, 30'000);
        writer.stop();
        QCOMPARE(ledger.rows(), static_cast<std::int64_t>(kRecords));
        QCOMPARE(ledger.used(), static_cast<std::int64_t>(kRecords * 225));
    }
};

QTEST_GUILESS_MAIN(LedgerWriterTest)
#include "tst_ledger_writer.moc"
