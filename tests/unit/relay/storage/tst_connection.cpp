// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/long_path.h"
#include "relay/storage/transaction.h"
#include "tests/support/others_rights.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <sqlite3.h>

#include <QTest>

#include <map>

using relay::storage::Connection;
using relay::storage::DatabaseOptions;
using relay::storage::Role;

namespace {

std::map<std::string, std::string> pragmasOf(Connection &connection)
{
    const auto values = connection.pragmas();
    return {values.begin(), values.end()};
}

} // namespace

class ConnectionTest final : public QObject
{
    Q_OBJECT

private slots:
    void pragmasAreReadBack_data()
    {
        QTest::addColumn<bool>("optimize");
        QTest::addColumn<QByteArray>("journal");
        QTest::addColumn<QByteArray>("expectedJournal");
        QTest::addColumn<QByteArray>("expectedSynchronous");
        QTest::addColumn<QByteArray>("expectedCache");
        QTest::addColumn<QByteArray>("expectedMmap");
        QTest::newRow("defaults") << true << QByteArray("WAL") << QByteArray("WAL") << QByteArray("NORMAL")
                                  << QByteArray("-64000") << QByteArray("268435456");
        QTest::newRow("another journal mode")
            << true << QByteArray("TRUNCATE") << QByteArray("TRUNCATE") << QByteArray("NORMAL")
            << QByteArray("-64000") << QByteArray("268435456");
        QTest::newRow("not optimised: SQLite's own")
            << false << QByteArray("WAL") << QByteArray("DELETE") << QByteArray("FULL") << QByteArray("-2000")
            << QByteArray("0");
    }

    void pragmasAreReadBack()
    {
        QFETCH(bool, optimize);
        QFETCH(QByteArray, journal);
        QTemporaryDir folder;
        DatabaseOptions options;
        options.path = folder.filePath(QStringLiteral("a.db"));
        options.optimize = optimize;
        options.journalMode = journal.toStdString();
        relay::storage::DatabaseCounters counters;
        const auto connection = Connection::open(options, Role::Writer, counters);
        QVERIFY(connection);
        const auto values = pragmasOf(**connection);
        QTEST(QByteArray::fromStdString(values.at("journal_mode")), "expectedJournal");
        QTEST(QByteArray::fromStdString(values.at("synchronous")), "expectedSynchronous");
        QTEST(QByteArray::fromStdString(values.at("cache_size")), "expectedCache");
        QTEST(QByteArray::fromStdString(values.at("mmap_size")), "expectedMmap");
        QCOMPARE(values.at("temp_store"), std::string(optimize ? "MEMORY" : "DEFAULT"));
        QCOMPARE(values.at("auto_vacuum"), std::string(optimize ? "INCREMENTAL" : "NONE"));
        QCOMPARE(values.at("foreign_keys"), std::string("false"));
        QCOMPARE(values.at("busy_timeout"), std::string("5000"));
        QVERIFY(counters.queries.load() > 0);
    }

    void readersHaveASmallCache_data()
    {
        QTest::addColumn<int>("cacheSize");
        QTest::newRow("in KiB") << -64'000;
        QTest::newRow("in pages") << 16'000;
        QTest::newRow("smaller than theirs") << -100;
    }

    void readersHaveASmallCache()
    {
        QFETCH(int, cacheSize);
        ScratchDatabase scratch;
        scratch.options.cacheSize = cacheSize;
        const auto reader = scratch.open(Role::Reader);
        QVERIFY(reader);
        QCOMPARE(pragmasOf(*reader).at("cache_size"), std::string("-2000"));
        QCOMPARE(pragmasOf(*reader).at("journal_mode"), std::string("WAL"));
    }

    void aWordThatIsNoWordIsNotSql()
    {
        QTemporaryDir folder;
        DatabaseOptions options;
        options.path = folder.filePath(QStringLiteral("a.db"));
        options.journalMode = "WAL; CREATE TABLE x(y)";
        relay::storage::DatabaseCounters counters;
        auto connection = Connection::open(options, Role::Writer, counters);
        QVERIFY(connection);
        QVERIFY(!(*connection)->execute("SELECT * FROM x"));
    }

    void theFileIsItsOwnersAlone()
    {
        ScratchDatabase scratch;
        QVERIFY(!tests::othersMayUse(scratch.options.path));
    }

    void theFileIsOpenedByItsLongPath() // beyond 260 letters Windows opens no other
    {
        ScratchDatabase scratch;
        const char *const opened = sqlite3_db_filename(scratch.connection->handle(), "main");
        QCOMPARE(QString::fromUtf8(opened), relay::longPath(scratch.options.path));
    }

    void aMissingFolderIsAnError()
    {
        DatabaseOptions options;
        options.path = QStringLiteral("/nonexistent/folder/a.db");
        relay::storage::DatabaseCounters counters;
        const auto connection = Connection::open(options, Role::Writer, counters);
        QVERIFY(!connection);
        QVERIFY(connection.error().message.contains(options.path));
    }

    void aTransactionWithoutCommitLeavesNothing()
    {
        ScratchDatabase scratch;
        {
            relay::storage::Transaction transaction(*scratch.connection);
            QVERIFY(transaction.begun());
            QVERIFY(scratch.connection->execute("INSERT INTO meta VALUES('a', 1)"));
        }
        QVERIFY(scratch.connection->execute("INSERT INTO meta VALUES('a', 2)")); // no conflict
    }

    void anotherWriterIsReportedAsLocked()
    {
        ScratchDatabase scratch;
        const auto other = scratch.open();
        const relay::storage::Transaction holder(*other);
        QVERIFY(holder.begun());
        const relay::storage::Transaction second(*scratch.connection);
        QVERIFY(!second.begun());
        QVERIFY(second.begun().error().message.contains(QStringLiteral("locked")));
    }

    void aCheckpointEmptiesTheLog()
    {
        ScratchDatabase scratch;
        QVERIFY(scratch.connection->execute("INSERT INTO meta VALUES('a', 1)"));
        const auto figures = scratch.connection->checkpoint("TRUNCATE");
        QVERIFY(figures);
        QCOMPARE(figures->busy, false);
        QCOMPARE(QFileInfo(scratch.options.path + QStringLiteral("-wal")).size(), qint64{0});
    }
};

QTEST_GUILESS_MAIN(ConnectionTest)
#include "tst_connection.moc"
