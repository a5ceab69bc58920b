// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/channel_table.h"
#include "relay/storage/token_table.h"
#include "relay/storage/usage_table.h"
#include "relay/storage/usage_writer.h"
#include "tests/unit/relay/storage/sample_usage.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <QTest>

using relay::api::UsageQuery;
using relay::model::UsageRecord;
using relay::storage::UsageTable;
using relay::storage::UsageWriter;

class UsageFilterTest final : public QObject
{
    Q_OBJECT

private slots:
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
        QTest::newRow("all of 5xx") << with([](UsageQuery &q) { q.status = 5; }) << qint64{1};
        QTest::newRow("all of 2xx") << with([](UsageQuery &q) { q.status = 2; }) << qint64{9};
        QTest::newRow("what has failed") << with([](UsageQuery &q) { q.status = 0; }) << qint64{1};
        QTest::newRow("channel name") << with([](UsageQuery &q) { q.channelName = "main"; }) << qint64{5};
        QTest::newRow("name of a removed channel")
            << with([](UsageQuery &q) { q.channelName = "gone"; }) << qint64{5};
        QTest::newRow("a channel name never seen")
            << with([](UsageQuery &q) { q.channelName = "none"; }) << qint64{0};
        QTest::newRow("a number is an id first") << with([](UsageQuery &q) {
            q.tokenId = 2;
            q.tokenName = "2";
        }) << qint64{1};
        QTest::newRow("a number that is no id is a name") << with([](UsageQuery &q) {
            q.tokenId = 77;
            q.tokenName = "77";
        }) << qint64{1};
        QTest::newRow("a number that is neither") << with([](UsageQuery &q) {
            q.channelId = 1234;
            q.channelName = "1234";
        }) << qint64{0};
        QTest::newRow("slow: from it on") << with([](UsageQuery &q) { q.slowerThanUs = 7000; }) << qint64{4};
        QTest::newRow("two at once") << with([](UsageQuery &q) {
            q.slowerThanUs = 7000;
            q.model = "odd";
        }) << qint64{2};
    }

    void filtersFilter()
    {
        QFETCH(UsageQuery, query);
        QFETCH(qint64, expected);
        ScratchDatabase scratch;
        relay::storage::TokenTable tokens(*scratch.connection, scratch.seal);
        for (const char *name : {"first", "77"}) {
            relay::model::Token token;
            token.name = token.key = name;
            QVERIFY(tokens.save(token));
        }
        relay::storage::ChannelTable channels(*scratch.connection, scratch.seal);
        for (const char *name : {"main", "gone"}) {
            relay::model::Channel channel;
            channel.name = name;
            QVERIFY(channels.save(channel));
        }
        QVERIFY(*channels.remove(2));
        UsageWriter writer(*scratch.connection);
        for (std::uint64_t i = 1; i <= 10; ++i) {
            UsageRecord r = sample(i);
            r.model = i % 2 ? "odd" : "even";
            r.tokenId = static_cast<std::int64_t>(i);
            r.channelId = static_cast<std::int64_t>(1 + i % 2);
            r.status = i == 4 ? 500 : 200;
            r.failed = i == 7; // a stream that broke
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

    void slowMeansTheFirstTokenOfAStream_data()
    {
        QTest::addColumn<bool>("stream");
        QTest::addColumn<qint64>("ttftUs");
        QTest::addColumn<qint64>("elapsedUs");
        QTest::addColumn<bool>("slow"); // by 10 s
        QTest::newRow("a long stream that began early")
            << true << qint64{300'000} << qint64{15'000'000} << false;
        QTest::newRow("a stream that began late") << true << qint64{10'000'000} << qint64{10'000'001} << true;
        QTest::newRow("a stream that never began") << true << qint64{-1} << qint64{10'000'000} << true;
        QTest::newRow("a long answer") << false << qint64{300'000} << qint64{10'000'000} << true;
        QTest::newRow("a shorter one") << false << qint64{300'000} << qint64{9'999'999} << false;
    }

    void slowMeansTheFirstTokenOfAStream()
    {
        QFETCH(bool, stream);
        QFETCH(qint64, ttftUs);
        QFETCH(qint64, elapsedUs);
        QFETCH(bool, slow);
        ScratchDatabase scratch;
        UsageRecord r = sample(1);
        r.stream = stream;
        r.ttftUs = ttftUs;
        r.elapsedUs = elapsedUs;
        QVERIFY(UsageWriter(*scratch.connection).insert(r));
        UsageQuery query;
        query.slowerThanUs = 10'000'000;
        QCOMPARE(UsageTable(*scratch.connection).page(query)->rows.size() == 1, slow);
    }
};

QTEST_GUILESS_MAIN(UsageFilterTest)
#include "tst_usage_filter.moc"
