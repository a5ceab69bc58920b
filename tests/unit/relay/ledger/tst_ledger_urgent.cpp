// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/ledger_writer.h"
#include "relay/storage/channel_table.h"
#include "relay/storage/token_table.h"
#include "relay/storage/transaction.h"
#include "relay/storage/usage_table.h"
#include "tests/unit/relay/ledger/sample_record.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <QDateTime>
#include <QTest>

#include <atomic>
#include <chrono>
#include <memory>

using namespace std::chrono_literals;
using relay::Result;
using relay::ledger::Journal;
using relay::ledger::LedgerOptions;
using relay::ledger::LedgerWriter;
using relay::ledger::WriteThrough;
using relay::storage::MetaTable;
using relay::storage::Query;
using relay::storage::Transaction;
using relay::storage::UsageTable;

namespace {

constexpr std::chrono::milliseconds kNever = 1h;

// A writer that writes nothing by itself.
struct Bed : ScratchDatabase
{
    Bed()
    {
        relay::model::Token token;
        token.key = "k";
        if (!relay::storage::TokenTable(*connection, seal).save(token) ||
            !relay::storage::ChannelTable(*connection, seal).save({}))
            qFatal("no token or channel");
        options.busyTimeoutMs = 20;
        auto opened = Journal::open(folder.filePath(QStringLiteral("journal")), 1 << 20,
                                    *MetaTable(*connection).watermarks(), 0);
        journal = std::move(*opened);
        LedgerOptions never;
        never.batchRows = 1'000'000;
        never.flushInterval = kNever;
        never.totalsInterval = kNever;
        never.answersWait = true;
        writer = std::make_unique<LedgerWriter>(*journal, options, never, counters);
        writer->start();
    }
    ~Bed() { writer->stop(); }
    Q_DISABLE_COPY_MOVE(Bed)

    std::uint64_t append()
    {
        relay::model::UsageRecord record = sampleRecord(++m_number);
        record.createdAtMs = QDateTime::currentMSecsSinceEpoch(); // an old one is written at once
        return *writer->append(record);
    }
    // Waits until it is told; whether that went well.
    bool through(const WriteThrough &record)
    {
        std::atomic<int> told = 0;
        writer->writeThrough(record, [&told](const Result<void> &done) { told = done ? 1 : 2; });
        return QTest::qWaitFor([&told] { return told != 0; }, 10'000) && told == 1;
    }
    bool reserve(std::int64_t id)
    {
        std::atomic<int> told = 0;
        writer->reserve({.id = id, .tokenId = 1, .quota = 5},
                        [&told](const Result<void> &done) { told = done ? 1 : 2; });
        return QTest::qWaitFor([&told] { return told != 0; }, 10'000) && told == 1;
    }
    std::int64_t rows() { return UsageTable(*connection).stat({})->requests; }
    std::int64_t used() { return relay::storage::TokenTable(*connection, seal).all()->at(0).usedQuota; }
    std::int64_t reservations()
    {
        Query query(*connection, "SELECT count(*) FROM reservations");
        return query.run() && query.next() ? query.integer(0) : -1;
    }
    std::uint64_t transactions() const { return counters.writeTransactions.load(); }

    std::unique_ptr<Journal> journal;
    std::unique_ptr<LedgerWriter> writer;

private:
    std::uint64_t m_number = 0;
};

} // namespace

// What an answer waits for: written at once, each part in a transaction of its own.
class LedgerUrgentTest final : public QObject
{
    Q_OBJECT

private slots:
    void theRowAlone()
    {
        Bed bed;
        const std::uint64_t before = bed.transactions();
        QVERIFY(bed.through({.sequence = bed.append(), .row = true}));
        QCOMPARE(bed.rows(), std::int64_t{1});
        QCOMPARE(bed.used(), std::int64_t{0});
        QCOMPARE(bed.transactions() - before, std::uint64_t{1});
    }

    void theTotalsAlone()
    {
        Bed bed;
        const std::uint64_t before = bed.transactions();
        QVERIFY(bed.through({.sequence = bed.append(), .totals = true}));
        QCOMPARE(bed.rows(), std::int64_t{0});
        QCOMPARE(bed.used(), std::int64_t{225});
        QCOMPARE(bed.transactions() - before, std::uint64_t{1});
    }

    void manyAtOnceAreNotOneTransaction()
    {
        Bed bed;
        const std::uint64_t before = bed.transactions();
        std::atomic<int> told = 0;
        for (int i = 0; i < 20; ++i)
            bed.writer->writeThrough({.sequence = bed.append(), .row = true, .totals = true},
                                     [&told](const Result<void> &done) { told += done ? 1 : 0; });
        QTRY_COMPARE(told.load(), 20);
        QCOMPARE(bed.rows(), std::int64_t{20});
        QCOMPARE(bed.used(), std::int64_t{20 * 225});
        QCOMPARE(bed.transactions() - before, std::uint64_t{40});
        QCOMPARE(bed.journal->depth(), std::uint64_t{0});
    }

    void whatNobodyWaitsForGoesBeforeItTogether()
    {
        Bed bed;
        for (int i = 0; i < 50; ++i)
            bed.append();
        const std::uint64_t before = bed.transactions();
        QVERIFY(bed.through({.sequence = bed.append(), .row = true}));
        QCOMPARE(bed.rows(), std::int64_t{51});
        QCOMPARE(bed.transactions() - before, std::uint64_t{2});
    }

    void aReservationEndsWithTheTotals()
    {
        Bed bed;
        const std::uint64_t before = bed.transactions();
        QVERIFY(bed.reserve(1));
        QVERIFY(bed.reserve(2));
        QCOMPARE(bed.reservations(), std::int64_t{2});
        QVERIFY(bed.through({.sequence = bed.append(), .row = true, .totals = true, .reservation = 1}));
        QCOMPARE(bed.reservations(), std::int64_t{1});
        QCOMPARE(bed.transactions() - before, std::uint64_t{4});
        QVERIFY(bed.through({.reservation = 2})); // of a call without a record
        QCOMPARE(bed.reservations(), std::int64_t{0});
    }

    void inTroubleItIsWrittenLater()
    {
        Bed bed;
        QVERIFY(bed.through({.sequence = bed.append(), .row = true})); // it has its connection
        auto lock = std::make_unique<Transaction>(*bed.connection);
        QVERIFY(lock->begun().has_value());
        QVERIFY(bed.writer->isWritable());
        QVERIFY(!bed.through({.sequence = bed.append(), .row = true, .totals = true}));
        QVERIFY(!bed.writer->isWritable());
        lock.reset();
        QTRY_VERIFY(bed.writer->isWritable()); // though nobody asks
        QTRY_COMPARE(bed.rows(), std::int64_t{2});
        QTRY_COMPARE(bed.used(), std::int64_t{2 * 225});
    }

    void aReservationInTroubleStopsNothing()
    {
        Bed bed;
        QVERIFY(bed.reserve(1));
        auto lock = std::make_unique<Transaction>(*bed.connection);
        QVERIFY(lock->begun().has_value());
        QVERIFY(!bed.reserve(2));
        QVERIFY(!bed.writer->isWritable());
        lock.reset();
        QTRY_VERIFY(bed.writer->isWritable()); // with nothing staged
        QVERIFY(bed.reserve(2));
    }

    void stoppedItSaysSo()
    {
        Bed bed;
        bed.writer->stop();
        QVERIFY(!bed.through({.sequence = 1, .row = true}));
        QVERIFY(!bed.reserve(1));
    }
};

QTEST_GUILESS_MAIN(LedgerUrgentTest)
#include "tst_ledger_urgent.moc"
