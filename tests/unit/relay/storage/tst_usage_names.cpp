// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/names.h"
#include "relay/storage/query.h"
#include "relay/storage/usage_table.h"
#include "relay/storage/usage_writer.h"
#include "tests/unit/relay/storage/sample_usage.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <QTest>

using relay::api::UsageQuery;
using relay::model::UsageRecord;
using relay::storage::UsageTable;
using relay::storage::UsageWriter;

namespace {

int names(ScratchDatabase &scratch)
{
    relay::storage::Query query(*scratch.connection, "SELECT count(*) FROM names");
    return query.run() && query.next() ? static_cast<int>(query.integer(0)) : -1;
}

} // namespace

class UsageNamesTest final : public QObject
{
    Q_OBJECT

private slots:
    void aTextThatSomebodyMadeUpIsNotKeptAsAName_data()
    {
        QTest::addColumn<UsageRecord>("record");
        UsageRecord refused = sample(1);
        refused.channelId = 0;
        refused.status = 404;
        refused.failed = true;
        refused.attempts.clear();
        refused.model = refused.upstreamModel = "123"; // looks like the number of a name
        refused.endpoint = "/v1/nothing/like/this";
        refused.error = "unknown path";
        QTest::newRow("a refused one") << refused;
        UsageRecord wrong = sample(1);
        wrong.status = 404;
        wrong.upstreamModel = wrong.model = "made-up";
        wrong.error = "there is no made-up, request 0123456789";
        QTest::newRow("one that the upstream did not know") << wrong;
    }

    void aTextThatSomebodyMadeUpIsNotKeptAsAName()
    {
        QFETCH(UsageRecord, record);
        ScratchDatabase scratch;
        QVERIFY(UsageWriter(*scratch.connection).insert(record));
        QCOMPARE(names(scratch), 0);
        UsageQuery query;
        query.model = record.model;
        const auto page = UsageTable(*scratch.connection).page(query);
        QCOMPARE(page->rows.size(), std::size_t{1});
        const UsageRecord &back = page->rows[0].record;
        QCOMPARE(back.model, record.model);
        QCOMPARE(back.upstreamModel, record.upstreamModel);
        QCOMPARE(back.endpoint, record.endpoint);
        QCOMPARE(back.error, record.error);
    }

    void aPathWithAnIdIsNotKeptAsAName()
    {
        ScratchDatabase scratch;
        UsageWriter writer(*scratch.connection);
        for (std::uint64_t i = 1; i <= 5; ++i) {
            UsageRecord r = sample(i);
            r.endpoint = "/v1/responses/resp_67ccd2bed1ec8190b14f964abc" + std::to_string(i);
            QVERIFY(writer.insert(r));
        }
        QCOMPARE(names(scratch), 2); // the models
        QCOMPARE(UsageTable(*scratch.connection).page({})->rows.at(0).record.endpoint.back(), '5');
    }

    void aModelIsFoundFromBeforeAndAfterItGotItsName()
    {
        ScratchDatabase scratch;
        UsageWriter writer(*scratch.connection);
        UsageRecord r = sample(1);
        r.channelId = 0;
        r.failed = true;
        QVERIFY(writer.insert(r));
        QVERIFY(writer.insert(sample(2)));
        UsageQuery query;
        query.model = "gpt-4o";
        QCOMPARE(UsageTable(*scratch.connection).page(query)->rows.size(), std::size_t{2});
    }

    void namesHaveABound()
    {
        ScratchDatabase scratch;
        relay::storage::Query fill(
            *scratch.connection,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO names(text) SELECT 'name ' || i FROM n");
        QVERIFY(fill.bind(relay::storage::Names::kMostNames).run());
        QVERIFY(UsageWriter(*scratch.connection).insert(sample(1)));
        QCOMPARE(names(scratch), static_cast<int>(relay::storage::Names::kMostNames));
        QCOMPARE(UsageTable(*scratch.connection).page({})->rows.at(0).record.model, std::string("gpt-4o"));
    }

    void longTextsAreCut()
    {
        ScratchDatabase scratch;
        UsageRecord r = sample(1);
        r.model.assign(5000, 'm');
        r.error.assign(5000, 'e');
        QVERIFY(UsageWriter(*scratch.connection).insert(r));
        const auto page = UsageTable(*scratch.connection).page({});
        QCOMPARE(page->rows.at(0).record.model.size(), std::size_t{512});
        QCOMPARE(page->rows.at(0).record.error.size(), std::size_t{1024});
    }
};

QTEST_GUILESS_MAIN(UsageNamesTest)
#include "tst_usage_names.moc"
