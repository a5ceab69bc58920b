// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/channel_table.h"
#include "relay/storage/query.h"
#include "relay/storage/token_table.h"
#include "relay/storage/usage_table.h"
#include "relay/storage/usage_writer.h"
#include "tests/unit/relay/storage/sample_usage.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <QTest>

#include <limits>

using relay::api::UsageQuery;
using relay::model::UsageRecord;
using relay::storage::UsageTable;
using relay::storage::UsageWriter;

class UsageTableTest final : public QObject
{
    Q_OBJECT

private slots:
    void aRowComesBackAsItWasWritten()
    {
        ScratchDatabase scratch;
        relay::model::Token token;
        token.name = "editor";
        token.key = "k";
        QVERIFY(relay::storage::TokenTable(*scratch.connection, scratch.seal).save(token));
        relay::model::Channel channel;
        channel.name = "main";
        QVERIFY(relay::storage::ChannelTable(*scratch.connection, scratch.seal).save(channel));
        UsageRecord r = sample(5);
        r.stream = true;
        r.failed = true;
        r.error = "it broke";
        r.attempts = {{2, 500, 77, "naïve \"error\""}, {1, 200, 5, {}}};
        QVERIFY(UsageWriter(*scratch.connection).insert(r));
        const auto page = UsageTable(*scratch.connection).page({});
        QVERIFY(page);
        QCOMPARE(page->rows.size(), std::size_t{1});
        const auto &row = page->rows[0];
        const UsageRecord &back = row.record;
        QCOMPARE(row.id, std::int64_t{5});
        QCOMPARE(row.tokenName, std::string("editor"));
        QCOMPARE(row.channelName, std::string("main"));
        QCOMPARE(back.requestId, r.requestId);
        QCOMPARE(back.createdAtMs, r.createdAtMs);
        QCOMPARE(back.model, r.model);
        QCOMPARE(back.upstreamModel, r.upstreamModel);
        QCOMPARE(back.endpoint, r.endpoint);
        QCOMPARE(back.error, r.error);
        QCOMPARE(back.stream, true);
        QCOMPARE(back.failed, true);
        QCOMPARE(back.usage.cached, std::int64_t{0});
        QCOMPARE(back.usage.reasoning, std::int64_t{-1});
        QCOMPARE(*back.costUsd, 0.000'225);
        QCOMPARE(back.elapsedUs, r.elapsedUs);
        QCOMPARE(back.ttftUs, r.ttftUs);
        QCOMPARE(back.responseBytes, r.responseBytes);
        QCOMPARE(back.attempts.size(), std::size_t{2});
        QCOMPARE(back.attempts[0].error, r.attempts[0].error);
        QCOMPARE(back.attempts[0].channelId, std::int64_t{2});
        QCOMPARE(back.attempts[1].elapsedUs, std::int64_t{5});
    }

    void attemptsAreStoredOnlyWhereTheyTellMore_data()
    {
        using Attempts = std::vector<relay::model::Attempt>;
        QTest::addColumn<Attempts>("attempts");
        QTest::addColumn<bool>("stored");
        QTest::newRow("one that answered") << Attempts{{1, 200, 349'000, {}}} << false;
        QTest::newRow("one with an error") << Attempts{{1, 200, 1, "cut"}} << true;
        QTest::newRow("one with another status") << Attempts{{1, 503, 1, {}}} << true;
        QTest::newRow("one at another channel") << Attempts{{2, 200, 1, {}}} << true;
        QTest::newRow("two") << Attempts{{1, 500, 1, "e"}, {1, 200, 2, {}}} << true;
    }

    void attemptsAreStoredOnlyWhereTheyTellMore()
    {
        QFETCH(std::vector<relay::model::Attempt>, attempts);
        QFETCH(bool, stored);
        ScratchDatabase scratch;
        UsageRecord r = sample(1);
        r.attempts = attempts;
        QVERIFY(UsageWriter(*scratch.connection).insert(r));
        relay::storage::Query query(*scratch.connection, "SELECT attempts FROM usage");
        QVERIFY(query.run() && query.next());
        QCOMPARE(!query.isNull(0), stored);
        const auto page = UsageTable(*scratch.connection).page({});
        const auto &back = page->rows.at(0).record.attempts;
        QCOMPARE(back.size(), attempts.size());
        for (std::size_t i = 0; i < back.size(); ++i) {
            QCOMPARE(back[i].channelId, attempts[i].channelId);
            QCOMPARE(back[i].status, attempts[i].status);
            QCOMPARE(back[i].elapsedUs, attempts[i].elapsedUs);
            QCOMPARE(back[i].error, attempts[i].error);
        }
    }

    void noAttemptStaysNone()
    {
        ScratchDatabase scratch;
        UsageRecord r = sample(1);
        r.channelId = 0;
        r.attempts.clear();
        r.costUsd.reset();
        QVERIFY(UsageWriter(*scratch.connection).insert(r));
        const auto page = UsageTable(*scratch.connection).page({});
        QVERIFY(page->rows.at(0).record.attempts.empty());
        QVERIFY(!page->rows.at(0).record.costUsd);
        QCOMPARE(page->rows.at(0).channelName, std::string());
    }

    void theSameSequenceTwiceIsOneRow()
    {
        ScratchDatabase scratch;
        UsageWriter writer(*scratch.connection);
        QVERIFY(writer.insert(sample(9)));
        QVERIFY(writer.insert(sample(9)));
        QCOMPARE(UsageTable(*scratch.connection).stat({})->requests, std::int64_t{1});
        QCOMPARE(*UsageTable(*scratch.connection).largestId(), std::uint64_t{9});
    }

    void pagesFollowEachOtherWithoutGapOrOverlap_data()
    {
        QTest::addColumn<int>("limit");
        QTest::newRow("one at a time") << 1;
        QTest::newRow("a page that divides") << 5;
        QTest::newRow("a page that does not") << 7;
        QTest::newRow("all in one") << 1000;
    }

    void pagesFollowEachOtherWithoutGapOrOverlap()
    {
        QFETCH(int, limit);
        ScratchDatabase scratch;
        UsageWriter writer(*scratch.connection);
        for (std::uint64_t i = 1; i <= 20; ++i)
            QVERIFY(writer.insert(sample(i)));
        UsageQuery query;
        query.limit = limit;
        std::int64_t expected = 20;
        do {
            const auto page = UsageTable(*scratch.connection).page(query);
            QVERIFY(page);
            QVERIFY(!page->rows.empty());
            for (const auto &row : page->rows)
                QCOMPARE(row.id, expected--);
            query.cursor = page->next;
        } while (query.cursor != 0);
        QCOMPARE(expected, std::int64_t{0});
    }

    void failedIsWhatTheExchangeSaid()
    {
        ScratchDatabase scratch;
        UsageWriter writer(*scratch.connection);
        UsageRecord r = sample(1);
        r.status = 404; // an upstream's own: the request was at fault
        r.error = "no such model";
        QVERIFY(writer.insert(r));
        r = sample(2);
        r.failed = true; // a broken stream
        QVERIFY(writer.insert(r));
        QCOMPARE(UsageTable(*scratch.connection).stat({})->failed, std::int64_t{1});
    }

    void sumsDoNotOverflow()
    {
        constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
        ScratchDatabase scratch;
        UsageWriter writer(*scratch.connection);
        for (std::uint64_t i = 1; i <= 3; ++i) {
            UsageRecord r = sample(i);
            r.usage = {kMost, kMost, kMost, kMost};
            r.quota = kMost;
            r.costUsd = 1e300;
            QVERIFY(writer.insert(r));
        }
        const auto stat = UsageTable(*scratch.connection).stat({});
        QVERIFY2(stat, qPrintable(stat ? QString() : stat.error().message));
        QVERIFY(stat->promptTokens >= 9'000'000'000'000'000'000);
        QVERIFY(stat->quota >= 9'000'000'000'000'000'000);
        QCOMPARE(UsageTable(*scratch.connection).page({})->rows.size(), std::size_t{3});
    }

    void aRowIsSmall()
    {
        ScratchDatabase scratch;
        UsageWriter writer(*scratch.connection);
        constexpr std::uint64_t kRows = 5000;
        QVERIFY(scratch.connection->execute("BEGIN"));
        for (std::uint64_t i = 1; i <= kRows; ++i)
            QVERIFY(writer.insert(sample(i)));
        QVERIFY(scratch.connection->execute("COMMIT"));
        QVERIFY(scratch.connection->checkpoint("TRUNCATE"));
        const auto bytes = static_cast<std::uint64_t>(QFileInfo(scratch.options.path).size());
        QVERIFY2(bytes / kRows < 115, qPrintable(QString::number(bytes / kRows))); // empty tables included
    }
};

QTEST_GUILESS_MAIN(UsageTableTest)
#include "tst_usage_table.moc"
