// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/journal.h"
#include "tests/unit/relay/ledger/sample_record.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using relay::ledger::Journal;
using relay::ledger::JournalCursor;
using relay::storage::JournalWatermarks;

namespace {

constexpr std::uint64_t kSmall = Journal::kSmallestBytes;

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool store(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

// The file as it is when only the first `stores` of the bytes that changed have been stored.
QByteArray halfWay(const QByteArray &before, const QByteArray &after, qsizetype stores)
{
    QByteArray mixed = before;
    for (qsizetype i = 0; i < after.size() && stores > 0; ++i) {
        if (before[i] != after[i]) {
            mixed[i] = after[i];
            --stores;
        }
    }
    return mixed;
}

qsizetype changes(const QByteArray &before, const QByteArray &after)
{
    qsizetype count = 0;
    for (qsizetype i = 0; i < after.size(); ++i)
        count += before[i] != after[i] ? 1 : 0;
    return count;
}

} // namespace

class JournalRecoveryTest final : public QObject
{
    Q_OBJECT

private slots:
    // Killed between any two stores of append(): the records before are there, the unfinished one is not.
    void anUnfinishedRecordIsNoRecord()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal"));
        const QString copy = folder.filePath(QStringLiteral("copy"));
        auto journal = Journal::open(path, kSmall, {}, 0);
        QVERIFY(journal);
        for (std::uint64_t i = 1; i <= 5; ++i)
            QVERIFY((*journal)->append(sampleRecord(i)));
        const QByteArray before = contents(path);
        QVERIFY((*journal)->append(sampleRecord(6)));
        const QByteArray after = contents(path);
        const qsizetype all = changes(before, after);
        QVERIFY(all > 50);
        for (qsizetype stores = 0; stores <= all; ++stores) {
            QVERIFY(store(copy, halfWay(before, after, stores)));
            const auto recovered = Journal::open(copy, kSmall, {}, 0);
            QVERIFY(recovered);
            const std::uint64_t expected = stores == all ? 6 : 5;
            JournalCursor cursor = (*recovered)->rows();
            QCOMPARE(readFrom(**recovered, cursor).requests.size(), std::size_t{expected});
            QCOMPARE(*(*recovered)->append(sampleRecord(100)), expected + 1);
        }
    }

    // A long life with readers that commit now and then; the file is copied at random moments, in the
    // middle of appends and of releases, and opened with the watermarks of the last commit.
    void aCopyAtAnyMomentHasWhatWasStagedAndNotCommitted()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        const auto upTo = [&random](unsigned most) { return random() % (most + 1); };
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal"));
        const QString copy = folder.filePath(QStringLiteral("copy"));
        auto opened = Journal::open(path, kSmall, {}, 0);
        QVERIFY(opened);
        Journal &journal = **opened;
        JournalWatermarks marks;
        std::uint64_t staged = 0;
        int checks = 0;
        while (checks < 200) {
            const bool look = upTo(30) == 0;
            const QByteArray before = look ? contents(path) : QByteArray();
            std::uint64_t sure = staged;
            if (upTo(40) == 0) {
                JournalCursor cursor = journal.rows();
                readFrom(journal, cursor);
                const bool totalsToo = upTo(2) > 0;
                marks.rows = cursor.sequence; // the commit comes first
                marks.totals = totalsToo ? cursor.sequence : marks.totals;
                journal.rowsDone(cursor);
                if (totalsToo)
                    journal.totalsDone(cursor);
            } else if (auto record = sampleRecord(staged + 1); true) {
                record.error.assign(upTo(400), 'e');
                staged += journal.append(record) ? 1 : 0;
            }
            if (!look)
                continue;
            const QByteArray after = contents(path);
            const qsizetype all = changes(before, after);
            const qsizetype stores =
                all > 0 ? static_cast<qsizetype>(random() % static_cast<unsigned>(all + 1)) : 0;
            QVERIFY(store(copy, halfWay(before, after, stores)));
            const auto recovered = Journal::open(copy, kSmall, marks, marks.rows);
            QVERIFY(recovered);
            QVERIFY2(holds(**recovered, (*recovered)->rows(), marks.rows, sure, staged),
                     qPrintable(QString::number(checks)));
            QVERIFY2(holds(**recovered, (*recovered)->totals(), marks.totals, sure, staged),
                     qPrintable(QString::number(checks)));
            ++checks;
        }
    }

    void aDamagedFileIsKeptAndANewOneBegun_data()
    {
        QTest::addColumn<int>("at");
        QTest::newRow("the magic") << 0;
        QTest::newRow("the capacity") << 16;
        QTest::newRow("the salt") << 24;
    }

    void aDamagedFileIsKeptAndANewOneBegun()
    {
        QFETCH(int, at);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal"));
        QVERIFY(Journal::open(path, kSmall, {}, 0));
        QByteArray bytes = contents(path);
        bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
        QVERIFY(store(path, bytes));
        auto journal = Journal::open(path, kSmall, {5, 5}, 5);
        QVERIFY(journal);
        QCOMPARE(*(*journal)->append(sampleRecord(1)), std::uint64_t{6});
        const QStringList kept = QDir(folder.path()).entryList({QStringLiteral("*.aside-*")});
        QCOMPARE(kept.size(), qsizetype{1});
        QCOMPARE(contents(folder.filePath(kept[0])), bytes);
    }

    void aFileThatWasNeverUsedIsNotDamaged_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("killed before the header was written") << QByteArray(kSmall, '\0');
        QTest::newRow("empty") << QByteArray();
    }

    void aFileThatWasNeverUsedIsNotDamaged()
    {
        QFETCH(QByteArray, bytes);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal"));
        QVERIFY(store(path, bytes));
        QVERIFY(Journal::open(path, kSmall, {}, 0));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), qsizetype{1});
    }

    void oneTornTailIsEnoughToFindThePlace_data()
    {
        QTest::addColumn<int>("at");
        QTest::newRow("tail A") << 1024 + 8;
        QTest::newRow("tail B") << 2048 + 8;
    }

    void oneTornTailIsEnoughToFindThePlace()
    {
        QFETCH(int, at);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal"));
        auto journal = Journal::open(path, kSmall, {}, 0);
        QVERIFY(journal);
        for (std::uint64_t i = 1; i <= 4; ++i) {
            QVERIFY((*journal)->append(sampleRecord(i)));
            if (i == 3)
                continue;
            JournalCursor cursor = (*journal)->rows();
            readFrom(**journal, cursor);
            if (i < 3) {
                (*journal)->rowsDone(cursor);
                (*journal)->totalsDone(cursor);
            }
        }
        QByteArray bytes = contents(path);
        bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
        QVERIFY(store(path, bytes));
        const auto recovered = Journal::open(path, kSmall, {2, 2}, 2);
        QVERIFY(recovered);
        JournalCursor cursor = (*recovered)->rows();
        QCOMPARE(readFrom(**recovered, cursor).requests, (std::vector<std::uint64_t>{3, 4}));
    }

private:
    // From just after the mark without a gap: all that were surely staged, at most what ever was begun.
    static bool holds(const Journal &journal, JournalCursor cursor, std::uint64_t mark, std::uint64_t sure,
                      std::uint64_t begun)
    {
        const Seen seen = readFrom(journal, cursor);
        std::uint64_t last = mark;
        for (std::size_t i = 0; i < seen.requests.size(); ++i) {
            ++last;
            if (seen.requests[i] != last || seen.sequences[i] != last)
                return false;
        }
        return last >= sure && last <= std::max(begun, mark);
    }
};

QTEST_GUILESS_MAIN(JournalRecoveryTest)
#include "tst_journal_recovery.moc"
