// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/channel_table.h"
#include "relay/storage/query.h"
#include "relay/storage/token_table.h"
#include "relay/storage/usage_table.h"
#include "relay/storage/usage_writer.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <QTest>

using relay::api::UsageQuery;
using relay::model::UsageRecord;
using relay::storage::UsageTable;
using relay::storage::UsageWriter;

namespace {

UsageRecord sample(std::uint64_t sequence)
{
    UsageRecord r;
    r.sequence = sequence;
    r.createdAtMs = 1'760'000'000'000 + static_cast<std::int64_t>(sequence);
    r.requestId = 0xfedc'ba98'7654'3210 + sequence;
    r.tokenId = 1;
    r.channelId = 1;
    r.model = "gpt-4o";
    r.upstreamModel = "gpt-4o-2024-08-06";
    r.endpoint = "/v1/chat/completions";
    r.status = 200;
    r.usage = {10, 20, 0, -1};
    r.costUsd = 0.000'225;
    r.quota = 113;
    r.elapsedUs = 350'000;
    r.ttftUs = 240'000;
    r.overheadUs = 130;
    r.connectUs = 1000;
    r.upstreamUs = 348'000;
    r.requestBytes = 500;
    r.responseBytes = 600;
    r.attempts = {{1, 200, 349'000, {}}};
    return r;
}

} // namespace

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

    void filtersFilter_data()
    {
        QTest::addColumn<UsageQuery>("query");
        QTest::addColumn<qint64>("expected"); // of rows 1 to 10
        const auto with = [](auto change) {
            UsageQuery query;
            change(query);
            return query;
        };
        constexpr std::int64_t kStart = 1'760'000'000'000;
        QTest::newRow("nothing") << UsageQuery() << qint64{10};
        QTest::newRow("from a time on") << with([](UsageQuery &q) { q.startMs = kStart + 8; }) << qint64{3};
        QTest::newRow("until a time, without it")
            << with([](UsageQuery &q) { q.endMs = kStart + 3; }) << qint64{2};
        QTest::newRow("model") << with([](UsageQuery &q) { q.model = "odd"; }) << qint64{5};
        QTest::newRow("a model never seen") << with([](UsageQuery &q) { q.model = "none"; }) << qint64{0};
        QTest::newRow("token") << with([](UsageQuery &q) { q.tokenId = 3; }) << qint64{1};
        QTest::newRow("token name") << with([](UsageQuery &q) { q.tokenName = "first"; }) << qint64{1};
        QTest::newRow("channel") << with([](UsageQuery &q) { q.channelId = 2; }) << qint64{5};
        QTest::newRow("status") << with([](UsageQuery &q) { q.status = 500; }) << qint64{1};
        QTest::newRow("slow") << with([](UsageQuery &q) { q.slowerThanUs = 7000; }) << qint64{3};
        QTest::newRow("two at once") << with([](UsageQuery &q) {
            q.slowerThanUs = 7000;
            q.model = "odd";
        }) << qint64{1};
    }

    void filtersFilter()
    {
        QFETCH(UsageQuery, query);
        QFETCH(qint64, expected);
        ScratchDatabase scratch;
        relay::model::Token token;
        token.name = "first";
        token.key = "k";
        QVERIFY(relay::storage::TokenTable(*scratch.connection, scratch.seal).save(token));
        UsageWriter writer(*scratch.connection);
        for (std::uint64_t i = 1; i <= 10; ++i) {
            UsageRecord r = sample(i);
            r.model = i % 2 ? "odd" : "even";
            r.tokenId = static_cast<std::int64_t>(i);
            r.channelId = static_cast<std::int64_t>(1 + i % 2);
            r.status = i == 4 ? 500 : 200;
            r.elapsedUs = static_cast<std::int64_t>(i) * 1000;
            QVERIFY(writer.insert(r));
        }
        const auto page = UsageTable(*scratch.connection).page(query);
        QVERIFY(page);
        QCOMPARE(static_cast<qint64>(page->rows.size()), expected);
        const auto stat = UsageTable(*scratch.connection).stat(query);
        QVERIFY(stat);
        QCOMPARE(static_cast<qint64>(stat->requests), expected);
        QCOMPARE(static_cast<qint64>(stat->quota), expected * 113);
        QCOMPARE(static_cast<qint64>(stat->promptTokens), expected * 10);
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
