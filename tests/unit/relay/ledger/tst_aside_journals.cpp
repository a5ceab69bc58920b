// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/aside_journals.h"
#include "tests/unit/relay/ledger/sample_record.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using relay::ledger::asideJournals;
using relay::ledger::Journal;
using relay::ledger::JournalCursor;
using relay::storage::JournalWatermarks;

// A database's records wait for it while another one is open, and are there when it is back.
class AsideJournalsTest final : public QObject
{
    Q_OBJECT

private slots:
    void recordsOfAnotherDatabaseWaitForIt()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal"));
        stage(path, kFirst, 1, 3);
        const QByteArray before = contents(path);
        stage(path, kSecond, 11, 2);
        QCOMPARE(namesIn(folder), QStringList({QStringLiteral("journal"), kFirstName}));
        QCOMPARE(contents(folder.filePath(kFirstName)), before);
        const auto waiting = asideJournals(path);
        QCOMPARE(waiting.size(), std::size_t{1});
        QCOMPARE(waiting[0].path, folder.filePath(kFirstName));
        QCOMPARE(waiting[0].database, kFirst);
        QCOMPARE(waiting[0].records, std::uint64_t{3});

        QCOMPARE(staged(path, {.rows = 1, .totals = 1, .database = kFirst}), (Numbers{2, 3}));
        QCOMPARE(namesIn(folder), QStringList({QStringLiteral("journal"), kSecondName}));
        QCOMPARE(staged(path, {.rows = 0, .totals = 0, .database = kSecond}), (Numbers{11, 12}));
        QCOMPARE(staged(path, {.rows = 0, .totals = 0, .database = kThird}), Numbers());
        QCOMPARE(asideJournals(path).size(), std::size_t{2});
    }

    // Killed between any two of the renames.
    void whoIsKilledInBetweenGoesOn_data()
    {
        QTest::addColumn<bool>("secondSetAside");
        QTest::newRow("nothing stands at the journal's name") << true;
        QTest::newRow("the other database's still does") << false;
    }

    void whoIsKilledInBetweenGoesOn()
    {
        QFETCH(bool, secondSetAside);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal"));
        stage(path, kFirst, 1, 3);
        stage(path, kSecond, 11, 2);
        if (secondSetAside)
            QVERIFY(QFile::rename(path, folder.filePath(kSecondName)));
        for (int start = 0; start < 2; ++start) {
            QCOMPARE(staged(path, {.rows = 0, .totals = 0, .database = kFirst}), (Numbers{1, 2, 3}));
            QCOMPARE(staged(path, {.rows = 0, .totals = 0, .database = kSecond}), (Numbers{11, 12}));
        }
    }

    void whatStandsAtTheJournalsNameGivesWay_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("files");
        QTest::newRow("a file that was never used") << QByteArray(64 * 1024, '\0') << 1;
        QTest::newRow("an empty one") << QByteArray() << 1;
        QTest::newRow("what is no journal is kept") << QByteArray(64 * 1024, 'x') << 2;
    }

    void whatStandsAtTheJournalsNameGivesWay()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, files);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal"));
        stage(path, kFirst, 1, 3);
        QVERIFY(QFile::rename(path, folder.filePath(kFirstName)));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
        file.close();
        QCOMPARE(staged(path, {.rows = 0, .totals = 0, .database = kFirst}), (Numbers{1, 2, 3}));
        QCOMPARE(namesIn(folder).size(), qsizetype{files});
        QVERIFY(asideJournals(path).empty());
    }

    // Of an earlier version, which went on without: what may have been written is not written twice.
    void anEarlierNameIsTakenIfTheDatabaseHasNotGoneOn_data()
    {
        QTest::addColumn<std::uint64_t>("known");
        QTest::addColumn<Numbers>("expected");
        QTest::newRow("as it was") << std::uint64_t{0} << Numbers{1, 2, 3};
        QTest::newRow("it has gone on") << std::uint64_t{2} << Numbers();
    }

    void anEarlierNameIsTakenIfTheDatabaseHasNotGoneOn()
    {
        QFETCH(std::uint64_t, known);
        QFETCH(Numbers, expected);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal"));
        const QString aside = folder.filePath(QStringLiteral("journal.aside-1760000000000"));
        stage(path, kFirst, 1, 3);
        QVERIFY(QFile::rename(path, aside));
        stage(path, kSecond, 11, 2);
        QCOMPARE(staged(path, {.rows = known, .totals = known, .database = kFirst}), expected);
        QCOMPARE(QFile::exists(aside), expected.empty());
    }

    // Files that somebody copied.
    void noJournalTakesTheNameOfAnother()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal"));
        stage(path, kFirst, 1, 3);
        QVERIFY(QFile::copy(path, folder.filePath(kFirstName)));
        const QByteArray before = contents(path);
        stage(path, kSecond, 11, 2);
        QCOMPARE(contents(folder.filePath(kFirstName)), before);
        QCOMPARE(asideJournals(path).size(), std::size_t{2});
    }

private:
    using Numbers = std::vector<std::uint64_t>;

    static constexpr std::uint64_t kFirst = 0x1a2b;
    static constexpr std::uint64_t kSecond = 2;
    static constexpr std::uint64_t kThird = 3;
    const QString kFirstName = QStringLiteral("journal.of-0000000000001a2b");
    const QString kSecondName = QStringLiteral("journal.of-0000000000000002");

    static QByteArray contents(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static QStringList namesIn(const QTemporaryDir &folder)
    {
        return QDir(folder.path()).entryList(QDir::Files, QDir::Name);
    }

    // In the life of one process, which is killed.
    static void stage(const QString &path, std::uint64_t database, std::uint64_t first, std::uint64_t count)
    {
        auto journal = Journal::open(path, Journal::kSmallestBytes, {.database = database}, 0);
        QVERIFY(journal);
        for (std::uint64_t i = first; i < first + count; ++i)
            QVERIFY((*journal)->append(sampleRecord(i)));
    }

    // What waits to be written when that database is opened.
    static Numbers staged(const QString &path, const JournalWatermarks &marks)
    {
        const auto journal = Journal::open(path, Journal::kSmallestBytes, marks, 0);
        if (!journal)
            return {0};
        JournalCursor cursor = (*journal)->rows();
        return readFrom(**journal, cursor).requests;
    }
};

QTEST_GUILESS_MAIN(AsideJournalsTest)
#include "tst_aside_journals.moc"
