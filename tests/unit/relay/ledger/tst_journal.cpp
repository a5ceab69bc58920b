// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/journal.h"
#include "tests/unit/relay/ledger/sample_record.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using relay::ErrorKind;
using relay::ledger::Journal;
using relay::ledger::JournalCursor;
using relay::storage::JournalWatermarks;

namespace {

constexpr std::uint64_t kSmall = Journal::kSmallestBytes;

std::vector<std::uint64_t> numbers(std::uint64_t first, std::uint64_t count)
{
    std::vector<std::uint64_t> all(count);
    std::iota(all.begin(), all.end(), first);
    return all;
}

} // namespace

class JournalTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void recordsAreReadInOrder()
    {
        const auto journal = open();
        QCOMPARE(*journal->append(sampleRecord(11)), std::uint64_t{1});
        QCOMPARE(*journal->append(sampleRecord(12)), std::uint64_t{2});
        JournalCursor cursor = journal->rows();
        const Seen seen = readFrom(*journal, cursor);
        QCOMPARE(seen.requests, numbers(11, 2));
        QCOMPARE(seen.sequences, numbers(1, 2));
        QCOMPARE(journal->depth(), std::uint64_t{2});
        QCOMPARE(journal->rowsWaiting(), std::uint64_t{2});
    }

    void roomIsFreeOnceBothHavePassed()
    {
        const auto journal = open();
        QVERIFY(journal->append(sampleRecord(1)));
        JournalCursor cursor = journal->rows();
        readFrom(*journal, cursor);
        const std::uint64_t used = journal->usedBytes();
        QVERIFY(used > 0);
        journal->rowsDone(cursor);
        QCOMPARE(journal->usedBytes(), used);
        QCOMPARE(journal->depth(), std::uint64_t{1});
        QCOMPARE(journal->rowsWaiting(), std::uint64_t{0});
        QCOMPARE(journal->totalsWaiting(), std::uint64_t{1});
        journal->totalsDone(cursor);
        QCOMPARE(journal->usedBytes(), std::uint64_t{0});
        QCOMPARE(journal->depth(), std::uint64_t{0});
    }

    void aFullJournalRefusesAndGoesOnWhenThereIsRoom()
    {
        const auto journal = open();
        std::uint64_t staged = 0;
        while (const auto sequence = journal->append(sampleRecord(staged + 1)))
            QCOMPARE(*sequence, ++staged);
        QVERIFY(staged > 100);
        const auto refused = journal->append(sampleRecord(0));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Unavailable);
        JournalCursor cursor = journal->rows();
        QCOMPARE(readFrom(*journal, cursor).requests, numbers(1, staged));
        journal->rowsDone(cursor);
        QVERIFY(!journal->append(sampleRecord(0))); // the totals are still to come
        journal->totalsDone(cursor);
        const auto next = journal->append(sampleRecord(staged + 1));
        QVERIFY(next);
        QCOMPARE(*next, staged + 1); // a refused record takes no sequence
    }

    void lapsFollowEachOther_data()
    {
        QTest::addColumn<quint64>("behind");
        QTest::newRow("readers at once: the first pages are used again") << quint64{0};
        QTest::newRow("readers some records behind") << quint64{37};
        QTest::newRow("readers half a lap behind") << quint64{200};
    }

    void lapsFollowEachOther()
    {
        QFETCH(quint64, behind);
        auto journal = open();
        constexpr std::uint64_t kRecords = 5000; // some ten laps
        std::vector<std::uint64_t> seen;
        const auto take = [&seen, &journal] {
            JournalCursor cursor = journal->rows();
            const Seen found = readFrom(*journal, cursor);
            seen.insert(seen.end(), found.requests.begin(), found.requests.end());
            journal->rowsDone(cursor);
            journal->totalsDone(cursor);
        };
        for (std::uint64_t i = 1; i <= kRecords; ++i) {
            auto record = sampleRecord(i);
            record.error.assign(i % 97, 'e'); // frames of many sizes
            QVERIFY(journal->append(record));
            journal->trim(); // as every look of a reader does
            if (journal->depth() > behind)
                take();
            if (i % 617 == 0)
                journal = reopen(std::move(journal));
        }
        take();
        QCOMPARE(seen, numbers(1, kRecords));
        QCOMPARE(journal->usedBytes(), std::uint64_t{0});
    }

    void whatTheDatabaseHasIsPassedOver_data()
    {
        QTest::addColumn<quint64>("rows");
        QTest::addColumn<quint64>("totals");
        QTest::newRow("nothing") << quint64{0} << quint64{0};
        QTest::newRow("rows further") << quint64{7} << quint64{3};
        QTest::newRow("totals further") << quint64{2} << quint64{9};
        QTest::newRow("everything") << quint64{10} << quint64{10};
        QTest::newRow("more than the journal ever had") << quint64{50} << quint64{10};
    }

    void whatTheDatabaseHasIsPassedOver()
    {
        QFETCH(quint64, rows);
        QFETCH(quint64, totals);
        auto journal = open();
        for (std::uint64_t i = 1; i <= 10; ++i)
            QVERIFY(journal->append(sampleRecord(i)));
        journal.reset();
        for (int again = 0; again < 2; ++again) { // replayed twice: the same
            const auto replayed = open(kSmall, {rows, totals});
            JournalCursor rowsCursor = replayed->rows();
            JournalCursor totalsCursor = replayed->totals();
            const std::uint64_t rowsLeft = rows < 10 ? 10 - rows : 0;
            QCOMPARE(readFrom(*replayed, rowsCursor).requests, numbers(rows + 1, rowsLeft));
            QCOMPARE(readFrom(*replayed, totalsCursor).requests, numbers(totals + 1, 10 - totals));
            QCOMPARE(replayed->rowsWaiting(), rowsLeft);
            QCOMPARE(replayed->totalsWaiting(), std::uint64_t{10} - totals);
        }
    }

    void sequencesAreNeverGivenTwice_data()
    {
        QTest::addColumn<bool>("journalDeleted");
        QTest::addColumn<quint64>("rows");
        QTest::addColumn<quint64>("largest");
        QTest::addColumn<quint64>("expected");
        QTest::newRow("the journal knows") << false << quint64{10} << quint64{10} << quint64{11};
        QTest::newRow("an older database") << false << quint64{3} << quint64{3} << quint64{11};
        QTest::newRow("an empty database") << false << quint64{0} << quint64{0} << quint64{11};
        QTest::newRow("a newer database") << false << quint64{40} << quint64{40} << quint64{41};
        QTest::newRow("rows beyond the watermark") << false << quint64{10} << quint64{60} << quint64{61};
        QTest::newRow("no journal: the watermark knows") << true << quint64{10} << quint64{5} << quint64{11};
        QTest::newRow("no journal: the rows know") << true << quint64{0} << quint64{10} << quint64{11};
    }

    void sequencesAreNeverGivenTwice()
    {
        QFETCH(bool, journalDeleted);
        QFETCH(quint64, rows);
        QFETCH(quint64, largest);
        QFETCH(quint64, expected);
        auto journal = open();
        for (std::uint64_t i = 1; i <= 10; ++i)
            QVERIFY(journal->append(sampleRecord(i)));
        JournalCursor cursor = journal->rows();
        readFrom(*journal, cursor);
        journal->rowsDone(cursor);
        journal->totalsDone(cursor);
        journal.reset();
        if (journalDeleted)
            QVERIFY(QFile::remove(path()));
        journal = open(kSmall, {rows, rows}, largest);
        QCOMPARE(*journal->append(sampleRecord(1)), std::uint64_t{expected});
    }

    void anEmptyJournalTakesItsNewSizeAndKeepsItsSequences()
    {
        auto journal = open();
        for (std::uint64_t i = 1; i <= 3; ++i)
            QVERIFY(journal->append(sampleRecord(i)));
        journal.reset();
        journal = open(kSmall * 4, {1, 1}); // records wait: not now
        QCOMPARE(QFileInfo(path()).size(), static_cast<qint64>(kSmall));
        journal.reset();
        journal = open(kSmall * 4, {3, 3});
        QCOMPARE(QFileInfo(path()).size(), static_cast<qint64>(kSmall * 4));
        QCOMPARE(*journal->append(sampleRecord(4)), std::uint64_t{4});
    }

    void recordsForTheTotalsAloneAreNoRows()
    {
        const auto journal = open();
        QVERIFY(journal->append(sampleRecord(1), false));
        QVERIFY(journal->append(sampleRecord(2), true));
        QCOMPARE(journal->rowsWaiting(), std::uint64_t{1});
        QCOMPARE(journal->totalsWaiting(), std::uint64_t{2});
        const auto again = open();
        JournalCursor cursor = again->rows();
        relay::ledger::JournalEntry entry;
        QVERIFY(again->next(cursor, entry));
        QCOMPARE(entry.wantsRow, false);
        QVERIFY(again->next(cursor, entry));
        QCOMPARE(entry.wantsRow, true);
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("journal")); }

    std::unique_ptr<Journal> open(std::uint64_t bytes = kSmall, JournalWatermarks marks = {},
                                  std::uint64_t largest = 0)
    {
        auto opened = Journal::open(path(), bytes, marks, largest);
        return opened ? std::move(*opened) : nullptr;
    }

    // As a start with a database that has all up to the readers' places.
    std::unique_ptr<Journal> reopen(std::unique_ptr<Journal> journal)
    {
        const JournalWatermarks marks{journal->rows().sequence, journal->totals().sequence};
        journal.reset();
        return open(kSmall, marks, marks.rows);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(JournalTest)
#include "tst_journal.moc"
