// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/query.h"
#include "relay/storage/usage_table.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <QTest>

using relay::Error;
using relay::ErrorKind;
using relay::Result;
using relay::storage::Connection;
using relay::storage::migrate;
using relay::storage::newestFormat;
using relay::storage::Query;

class MigrationsTest final : public QObject
{
    Q_OBJECT

private slots:
    void aNewFileGetsTheNewestFormat()
    {
        ScratchDatabase scratch;
        QCOMPARE(*scratch.connection->pragma("user_version"), std::to_string(newestFormat()));
        QVERIFY(scratch.connection->execute("SELECT * FROM usage, channels, tokens, meta, prices, names"));
    }

    void aSecondRunChangesNothing()
    {
        ScratchDatabase scratch;
        QVERIFY(scratch.connection->execute("INSERT INTO meta VALUES('a', 1)"));
        QCOMPARE(*migrate(*scratch.connection), newestFormat());
        QVERIFY(!scratch.connection->execute("INSERT INTO meta VALUES('a', 1)")); // still there
    }

    void aNewerFileIsRefusedPolitely()
    {
        ScratchDatabase scratch;
        QVERIFY(scratch.connection->execute("PRAGMA user_version = 999"));
        const auto outcome = migrate(*scratch.connection);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Storage);
        QVERIFY(outcome.error().message.contains(QStringLiteral("newer")));
        QCOMPARE(*scratch.connection->pragma("user_version"), std::string("999"));
    }

    void rowsOfTheFirstFormatComeOver_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("channel");
        QTest::addColumn<bool>("withError");
        QTest::addColumn<bool>("failed");
        QTest::newRow("an answer") << 200 << 1 << false << false;
        QTest::newRow("a broken stream") << 200 << 1 << true << true;
        QTest::newRow("an upstream's own 404") << 404 << 1 << true << false;
        QTest::newRow("every upstream was busy") << 429 << 1 << true << true;
        QTest::newRow("refused") << 401 << 0 << true << true;
        QTest::newRow("the client went away") << 499 << 0 << true << false;
        QTest::newRow("the upstream broke") << 502 << 1 << true << true;
    }

    void rowsOfTheFirstFormatComeOver()
    {
        QFETCH(int, status);
        QFETCH(int, channel);
        QFETCH(bool, withError);
        QFETCH(bool, failed);
        ScratchDatabase scratch(1);
        QCOMPARE(*scratch.connection->pragma("user_version"), std::string("1"));
        QVERIFY(scratch.connection->execute("INSERT INTO names VALUES(1, 'gpt-4o'), (2, 'gpt-4o-2024'), (3, "
                                            "'/v1/chat/completions'), (4, 'request "
                                            "0815 broke'), (5, 'of a row that is gone')"));
        Query insert(
            *scratch.connection,
            "INSERT INTO usage VALUES(7, 1760000000000, 11, 2, ?, 1, 2, 3, ?, 1, ?, 10, 20, 0, NULL, 4500, "
            "113, 350000, 240000, 130, 1, 2, 3, 500, 600, '[]')");
        insert.bind(channel);
        if (withError)
            insert.bind(4);
        else
            insert.bindNull();
        QVERIFY(insert.bind(status).run());

        QCOMPARE(*migrate(*scratch.connection), newestFormat());
        const auto page = relay::storage::UsageTable(*scratch.connection).page({});
        QVERIFY2(page, qPrintable(page ? QString() : page.error().message));
        QCOMPARE(page->rows.size(), std::size_t{1});
        QCOMPARE(page->rows[0].id, std::int64_t{7});
        const relay::model::UsageRecord &row = page->rows[0].record;
        QCOMPARE(row.failed, failed);
        QCOMPARE(row.status, status);
        QCOMPARE(row.channelId, std::int64_t{channel});
        QCOMPARE(row.model, std::string("gpt-4o"));
        QCOMPARE(row.upstreamModel, std::string("gpt-4o-2024"));
        QCOMPARE(row.endpoint, std::string("/v1/chat/completions"));
        QCOMPARE(row.error, withError ? std::string("request 0815 broke") : std::string());
        QCOMPARE(row.usage.completion, std::int64_t{20});
        QCOMPARE(row.usage.reasoning, std::int64_t{-1});
        QCOMPARE(row.quota, std::int64_t{113});
        QCOMPARE(row.ttftUs, std::int64_t{240'000});
        QCOMPARE(row.responseBytes, std::int64_t{600});
        Query errors(*scratch.connection, "SELECT count(*) FROM names WHERE id > 3");
        QVERIFY(errors.run() && errors.next());
        QCOMPARE(errors.integer(0), std::int64_t{0});
        QVERIFY(
            scratch.connection->execute("SELECT * FROM usage INDEXED BY usage_by_time WHERE created_at > 1"));
    }

    void whatHasDataIsBackedUpFirst_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QList<int>>("keptFormats");
        QTest::newRow("a new database has none") << 0 << QList<int>();
        QTest::newRow("before the first step, once") << 1 << QList<int>{1};
        QTest::newRow("the newest stays as it is") << newestFormat() << QList<int>();
    }
    void whatHasDataIsBackedUpFirst()
    {
        QFETCH(const int, format);
        QFETCH(const QList<int>, keptFormats);
        ScratchDatabase scratch(format);
        QList<int> kept;
        const auto keep = [&kept](Connection &connection, int before) -> Result<void> {
            kept.append(before);
            const Result<std::string> stored = connection.pragma("user_version");
            return stored && *stored == std::to_string(before) ? Result<void>() : Error{};
        };
        QCOMPARE(*migrate(*scratch.connection, newestFormat(), keep), newestFormat());
        QCOMPARE(kept, keptFormats);
    }

    void withoutItsBackupNothingIsChanged()
    {
        ScratchDatabase scratch(1);
        const auto fail = [](Connection &, int) -> Result<void> { return Error{}; };
        QVERIFY(!migrate(*scratch.connection, newestFormat(), fail));
        QCOMPARE(*scratch.connection->pragma("user_version"), std::string("1"));
    }

    void aStepThatFailsLeavesTheFileAsItWas()
    {
        ScratchDatabase scratch;
        // The tables are there but the number says that they are not: the step fails half-way.
        QVERIFY(scratch.connection->execute("PRAGMA user_version = 0; DROP TABLE meta"));
        QVERIFY(!migrate(*scratch.connection));
        QCOMPARE(*scratch.connection->pragma("user_version"), std::string("0"));
        QVERIFY(!scratch.connection->execute("SELECT * FROM meta")); // its creation was rolled back
    }
};

QTEST_GUILESS_MAIN(MigrationsTest)
#include "tst_migrations.moc"
