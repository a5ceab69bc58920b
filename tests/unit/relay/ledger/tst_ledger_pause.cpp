// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/ledger_writer.h"
#include "relay/storage/meta_table.h"
#include "relay/storage/token_table.h"
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

using namespace std::chrono_literals;
using relay::ErrorKind;
using relay::Result;
using relay::ledger::Journal;
using relay::ledger::LedgerOptions;
using relay::ledger::LedgerWriter;
using relay::storage::Connection;
using tests::HeldThread;
using Meanwhile = LedgerWriter::Meanwhile;

namespace {

// A writer that writes a full batch of five, and else nothing by itself.
struct Bed : ScratchDatabase
{
    Bed()
    {
        auto opened = Journal::open(folder.filePath(QStringLiteral("journal")), 1 << 20,
                                    *relay::storage::MetaTable(*connection).watermarks(), 0);
        journal = std::move(*opened);
        LedgerOptions five;
        five.batchRows = 5;
        five.flushInterval = five.totalsInterval = 1h;
        writer = std::make_unique<LedgerWriter>(*journal, options, five, counters);
        writer->start();
    }
    ~Bed() { writer->stop(); }
    Q_DISABLE_COPY_MOVE(Bed)

    std::uint64_t append()
    {
        relay::model::UsageRecord record = sampleRecord(++m_number);
        record.createdAtMs = QDateTime::currentMSecsSinceEpoch();
        return *writer->append(record);
    }
    bool append(int count)
    {
        for (int i = 0; i < count; ++i)
            append();
        return true;
    }
    // Whether it came to pause in that time; it does in the end, whatever is answered.
    bool pause(Meanwhile meanwhile = Meanwhile::Wait)
    {
        m_pausing = std::async(std::launch::async, [this, meanwhile] { writer->pause(meanwhile); });
        return m_pausing.wait_for(10s) == std::future_status::ready;
    }
    std::int64_t rows() { return relay::storage::UsageTable(*connection).stat({})->requests; }

    std::unique_ptr<Journal> journal;
    std::unique_ptr<LedgerWriter> writer;

private:
    std::uint64_t m_number = 0;
    std::future<void> m_pausing;
};

LedgerWriter::Done into(std::atomic<int> &told)
{
    return [&told](const Result<void> &done) {
        told = done ? 1 : done.error().kind == ErrorKind::Unavailable ? 2 : 3;
    };
}

} // namespace

// Pauses while somebody needs the database file alone.
class LedgerPauseTest final : public QObject
{
    Q_OBJECT

private slots:
    void itDoesNotWaitForAThreadThatIsNotLetRun()
    {
        Bed bed;
        QVERIFY(bed.append(5));
        QTRY_COMPARE(bed.rows(), std::int64_t{5}); // by `ledger`, which has a turn behind it
        QVERIFY(bed.append(3));
        const HeldThread idle("ledger");
        QVERIFY(idle.holds());
        QVERIFY(bed.pause());
        QCOMPARE(bed.rows(), std::int64_t{8}); // what was staged is written first
        bed.connection.reset();
        relay::storage::DatabaseOptions other = bed.options;
        other.journalMode = "DELETE";
        const auto alone = Connection::open(other, relay::storage::Role::Writer, bed.counters);
        QVERIFY(alone);
        QCOMPARE(*(*alone)->journalMode(), std::string("DELETE")); // nobody else had it open
        bed.connection = bed.open();
        bed.writer->resume(other);
        std::atomic<int> told = 0;
        bed.append();
        bed.writer->flushNow(into(told));
        QTRY_COMPARE(told.load(), 1);
        QCOMPARE(bed.rows(), std::int64_t{9});
    }

    void nothingIsWrittenMeanwhile()
    {
        Bed bed;
        QVERIFY(bed.pause());
        const std::uint64_t queries = bed.counters.queries.load();
        QVERIFY(bed.append(20)); // full batches
        {
            const HeldThread idle("ledger"); // it has slept, and looked, since
            QVERIFY(idle.holds());
            QCOMPARE(bed.counters.queries.load(), queries);
            QCOMPARE(bed.rows(), std::int64_t{0});
        }
        bed.writer->resume(bed.options);
        QTRY_COMPARE(bed.rows(), std::int64_t{20});
    }

    void whoMayWaitIsAnsweredAfterwards()
    {
        Bed bed;
        QVERIFY(bed.pause());
        std::atomic<int> flushed = 0;
        std::atomic<int> worked = 0;
        bed.append();
        bed.writer->flushNow(into(flushed));
        QVERIFY(bed.writer->withConnection(
            [&worked](const Result<Connection *> &connection) { worked = connection ? 1 : 2; }));
        QCOMPARE(flushed.load(), 0);
        QCOMPARE(worked.load(), 0);
        bed.writer->resume(bed.options);
        QTRY_COMPARE(flushed.load(), 1);
        QTRY_COMPARE(worked.load(), 1);
        QCOMPARE(bed.rows(), std::int64_t{1});
    }

    void duringLongWorkTheyAreRefusedAtOnce()
    {
        Bed bed;
        QVERIFY(bed.pause(Meanwhile::Refuse));
        std::atomic<int> flushed = 0;
        bed.append();
        bed.writer->flushNow(into(flushed));
        QCOMPARE(flushed.load(), 2);
        QVERIFY(!bed.writer->withConnection([](const Result<Connection *> &) { QFAIL("it was done"); }));
        bed.writer->resume(bed.options);
        flushed = 0;
        bed.writer->flushNow(into(flushed));
        QTRY_COMPARE(flushed.load(), 1);
        QCOMPARE(bed.rows(), std::int64_t{1});
    }

    void noAnswerWaitsForItsEnd()
    {
        Bed bed;
        QVERIFY(bed.pause());
        std::atomic<int> reserved = 0;
        std::atomic<int> through = 0;
        bed.writer->reserve({.id = 7, .tokenId = 1, .quota = 5}, into(reserved));
        bed.writer->writeThrough({.sequence = bed.append(), .row = true, .reservation = 7}, into(through));
        QCOMPARE(reserved.load(), 2);
        QCOMPARE(through.load(), 2);
        bed.writer->resume(bed.options);
        QTRY_COMPARE(bed.rows(), std::int64_t{1}); // and what was set aside ends with it
        std::atomic<int> flushed = 0;
        bed.writer->flushNow(into(flushed));
        QTRY_COMPARE(flushed.load(), 1);
        relay::storage::Query left(*bed.connection, "SELECT count(*) FROM reservations");
        QVERIFY(left.run() && left.next());
        QCOMPARE(left.integer(0), std::int64_t{0});
    }

    void aStopEndsIt()
    {
        Bed bed;
        QVERIFY(bed.append(3));
        QVERIFY(bed.pause(Meanwhile::Refuse));
        QVERIFY(bed.append(1));
        bed.writer->stop();
        QCOMPARE(bed.rows(), std::int64_t{4});
    }
};

QTEST_GUILESS_MAIN(LedgerPauseTest)
#include "tst_ledger_pause.moc"
