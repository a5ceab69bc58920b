// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/ledger_writer.h"
#include "relay/storage/channel_table.h"
#include "relay/storage/token_table.h"
#include "relay/storage/transaction.h"
#include "relay/storage/usage_table.h"
#include "tests/support/held_thread.h"
#include "tests/unit/relay/ledger/sample_record.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <QDateTime>
#include <QTest>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <vector>

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

// A writer that writes nothing by itself, but what is older than `flush`.
struct Bed : ScratchDatabase
{
    explicit Bed(std::chrono::milliseconds flush = kNever)
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
        LedgerOptions through; // with batches as small as by default
        through.flushInterval = flush;
        through.totalsInterval = kNever;
        through.rowsThrough = through.totalsThrough = true;
        writer = std::make_unique<LedgerWriter>(*journal, options, through, counters);
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
    bool run(const char *sql) { return Query(*connection, sql).run().has_value(); }
    std::int64_t number(const char *sql)
    {
        Query query(*connection, sql);
        return query.run() && query.next() ? query.integer(0) : -1;
    }

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

    // However many wait: none of them is written with others.
    void moreThanABatchIsNotOneTransaction()
    {
        Bed bed;
        const std::uint64_t before = bed.transactions();
        std::vector<std::uint64_t> sequences;
        for (int i = 0; i < 200; ++i)
            sequences.push_back(bed.append());
        {
            const tests::HeldThread seen("ledger"); // it has slept, and so looked, since
            QVERIFY(seen.holds());
        }
        std::atomic<int> told = 0;
        for (const std::uint64_t sequence : sequences)
            bed.writer->writeThrough({.sequence = sequence, .row = true},
                                     [&told](const Result<void> &done) { told += done ? 1 : 0; });
        QTRY_COMPARE(told.load(), 200);
        QCOMPARE(bed.rows(), std::int64_t{200});
        QCOMPARE(bed.transactions() - before, std::uint64_t{200});
        QCOMPARE(bed.writer->figures().batches, std::uint64_t{200});
    }

    void aFlushDoesNotTakeWhatIsUrgentLater()
    {
        Bed bed;
        std::promise<void> goOn;
        QVERIFY(bed.writer->withConnection([&goOn](const auto &) { goOn.get_future().wait(); }));
        std::atomic<int> told = 0;
        const auto tell = [&told](const Result<void> &done) { told += done ? 1 : 0; };
        const std::uint64_t before = bed.transactions();
        bed.writer->writeThrough({.sequence = bed.append(), .row = true, .totals = true}, tell);
        bed.writer->flushNow(tell);
        goOn.set_value();
        QTRY_COMPARE(told.load(), 2);
        QCOMPARE(bed.transactions() - before, std::uint64_t{2}); // and none of the flush
        QCOMPARE(bed.writer->figures().batches, std::uint64_t{2});
    }

    // Nobody's answer may wait for a thread that the system does not let run, nor anything that is due.
    void theThreadThatMayNotRunIsNotNeeded()
    {
        Bed bed(50ms);
        QVERIFY(bed.through({.sequence = bed.append(), .row = true}));
        const tests::HeldThread idle("ledger");
        QVERIFY(idle.holds());
        bed.append();
        QTRY_COMPARE(bed.rows(), std::int64_t{2}); // by its age
        auto lock = std::make_unique<Transaction>(*bed.connection);
        QVERIFY(lock->begun().has_value());
        QVERIFY(!bed.through({.sequence = bed.append(), .row = true, .totals = true}));
        lock.reset();
        QTRY_VERIFY(bed.writer->isWritable());
        QTRY_COMPARE(bed.rows(), std::int64_t{3});
    }

    void whatNobodyWaitsForGoesBeforeItTogether()
    {
        Bed bed;
        for (int i = 0; i < 60; ++i)
            bed.append();
        const std::uint64_t before = bed.transactions();
        QVERIFY(bed.through({.sequence = bed.append(), .row = true}));
        QCOMPARE(bed.rows(), std::int64_t{61});
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

    // Never before what the call has cost is in the totals.
    void aReservationEndsWithItsOwnTotals()
    {
        Bed bed;
        QVERIFY(bed.run("CREATE TABLE seen(used INTEGER)"));
        QVERIFY(bed.run("CREATE TRIGGER ended AFTER DELETE ON reservations BEGIN "
                        "INSERT INTO seen SELECT used_quota FROM tokens; END"));
        bed.append(); // of another call, that nobody waits for
        QVERIFY(bed.reserve(1));
        QVERIFY(bed.through({.sequence = bed.append(), .totals = true, .reservation = 1}));
        QCOMPARE(bed.number("SELECT count(*) FROM seen"), std::int64_t{1});
        QCOMPARE(bed.number("SELECT used FROM seen"), std::int64_t{2 * 225});
    }

    void aReservationThatCouldNotEndEndsLater_data()
    {
        QTest::addColumn<bool>("totals");
        QTest::newRow("with the totals of its call") << true;
        QTest::newRow("of a call without a record") << false;
    }

    void aReservationThatCouldNotEndEndsLater()
    {
        QFETCH(const bool, totals);
        Bed bed;
        QVERIFY(bed.run("CREATE TABLE stays(id INTEGER)"));
        QVERIFY(bed.run("INSERT INTO stays VALUES(1)"));
        QVERIFY(bed.run("CREATE TRIGGER stay BEFORE DELETE ON reservations BEGIN "
                        "SELECT RAISE(ABORT, 'it stays') FROM stays WHERE id = old.id; END"));
        QVERIFY(bed.reserve(1));
        const std::uint64_t sequence = totals ? bed.append() : 0;
        QVERIFY(!bed.through({.sequence = sequence, .totals = totals, .reservation = 1}));
        QCOMPARE(bed.used(), std::int64_t{0});
        QCOMPARE(bed.reservations(), std::int64_t{1});
        QTRY_VERIFY(bed.run("DELETE FROM stays"));
        QTRY_COMPARE(bed.reservations(), std::int64_t{0});
        QCOMPARE(bed.used(), std::int64_t{totals ? 225 : 0});
        QTRY_VERIFY(bed.writer->isWritable());
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
