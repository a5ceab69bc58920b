// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/query.h"
#include "relay/storage/transaction.h"
#include "relay/storage/usage_retention.h"
#include "relay/storage/usage_spend.h"
#include "relay/storage/usage_writer.h"
#include "tests/unit/relay/storage/sample_usage.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <QDateTime>
#include <QTest>

#include <chrono>

using namespace relay;
using namespace relay::storage;
using api::SpendBy;

namespace {

const QDate kFirst(2025, 3, 28); // clocks change two days later in most of Europe

std::int64_t startOf(const QDate &day)
{
    return day.startOfDay().toMSecsSinceEpoch();
}

// `count` rows, the same number each day, at equal distances.
void fill(Connection &connection, int count, int days)
{
    UsageWriter writer(connection);
    Transaction transaction(connection);
    const int perDay = count / days;
    for (int i = 0; i < count; ++i) {
        model::UsageRecord record = sample(static_cast<std::uint64_t>(i + 1));
        const QDate day = kFirst.addDays(i / perDay);
        record.createdAtMs = startOf(day) + (startOf(day.addDays(1)) - startOf(day)) * (i % perDay) / perDay;
        record.tokenId = i % 3 + 1;
        record.channelId = i % 2 + 1;
        record.attempts.clear();
        record.model = record.upstreamModel = "model-" + std::to_string(i % 5);
        if (i % 5 == 4)
            record.costUsd.reset();
        (void)!writer.insert(record);
    }
    (void)!transaction.commit();
}

std::vector<api::SpendRow> spent(Connection &connection, const QDate &from, const QDate &to,
                                 std::vector<SpendBy> by)
{
    const auto rows = UsageSpend(connection).rows({startOf(from), startOf(to), std::move(by)});
    return rows ? *rows : std::vector<api::SpendRow>();
}

std::int64_t requests(const std::vector<api::SpendRow> &rows)
{
    std::int64_t sum = 0;
    for (const api::SpendRow &row : rows)
        sum += row.sums.requests;
    return sum;
}

} // namespace

class UsageSpendTest final : public QObject
{
    Q_OBJECT

private slots:
    void sumsByWhatIsAsked_data();
    void sumsByWhatIsAsked();
    void ofNothingIsNothing();
    void whatHadNoPriceIsCounted();
    void anEndInsideADayCutsIt();
    void whatIsBeyondItsRetentionStillCounts();
    void daysTooFarApartAreRefused();
    void readsNoMoreThanItReturns_data();
    void readsNoMoreThanItReturns();
    void aDayOfManyRowsIsQuick();
};

void UsageSpendTest::sumsByWhatIsAsked_data()
{
    QTest::addColumn<QList<SpendBy>>("by");
    QTest::addColumn<int>("rows");
    QTest::newRow("nothing: all in one") << QList<SpendBy>{} << 1;
    QTest::newRow("days") << QList{SpendBy::Day} << 4;
    QTest::newRow("models") << QList{SpendBy::Model} << 5;
    QTest::newRow("tokens") << QList{SpendBy::Token} << 3;
    QTest::newRow("channels") << QList{SpendBy::Channel} << 2;
    QTest::newRow("days and channels") << QList{SpendBy::Day, SpendBy::Channel} << 8;
    QTest::newRow("all") << QList{SpendBy::Day, SpendBy::Model, SpendBy::Token, SpendBy::Channel} << 120;
}

void UsageSpendTest::sumsByWhatIsAsked()
{
    QFETCH(const QList<SpendBy>, by);
    QFETCH(const int, rows);
    ScratchDatabase scratch;
    fill(*scratch.connection, 600, 5);
    const auto got = spent(*scratch.connection, kFirst, kFirst.addDays(4), {by.begin(), by.end()});
    QCOMPARE(int(got.size()), rows);
    QCOMPARE(requests(got), 480);
    double cost = 0;
    std::int64_t quota = 0;
    for (const api::SpendRow &row : got) {
        cost += row.sums.costUsd;
        quota += row.sums.quota;
        QCOMPARE(row.model.empty(), !by.contains(SpendBy::Model));
        QCOMPARE(row.day.empty(), !by.contains(SpendBy::Day));
        QCOMPARE(row.tokenId == 0, !by.contains(SpendBy::Token));
        QCOMPARE(row.channelId == 0, !by.contains(SpendBy::Channel));
    }
    QVERIFY(qAbs(cost - 0.000'225 * 384) < 1e-9);
    QCOMPARE(quota, 113 * 480);
}

void UsageSpendTest::ofNothingIsNothing()
{
    ScratchDatabase scratch;
    QVERIFY(spent(*scratch.connection, kFirst, kFirst.addDays(3), {}).empty());
    QVERIFY(spent(*scratch.connection, kFirst, kFirst.addDays(3), {SpendBy::Day}).empty());
}

void UsageSpendTest::whatHadNoPriceIsCounted()
{
    ScratchDatabase scratch;
    fill(*scratch.connection, 100, 1);
    for (const api::SpendRow &row : spent(*scratch.connection, kFirst, kFirst.addDays(1), {SpendBy::Model}))
        QCOMPARE(row.unpriced, row.model == "model-4" ? 20 : 0);
}

void UsageSpendTest::anEndInsideADayCutsIt()
{
    ScratchDatabase scratch;
    fill(*scratch.connection, 200, 2);
    const std::int64_t noon = startOf(kFirst) + (startOf(kFirst.addDays(1)) - startOf(kFirst)) / 2;
    const auto rows =
        UsageSpend(*scratch.connection).rows({noon, startOf(kFirst.addDays(1)) + 1, {SpendBy::Day}});
    QVERIFY(rows);
    QCOMPARE(rows->size(), std::size_t(2));
    QCOMPARE(rows->at(0).day, std::string("2025-03-28"));
    QCOMPARE(rows->at(0).sums.requests, 50);
    QCOMPARE(rows->at(1).sums.requests, 1);
}

void UsageSpendTest::whatIsBeyondItsRetentionStillCounts()
{
    ScratchDatabase scratch;
    fill(*scratch.connection, 600, 5);
    const std::vector<SpendBy> by = {SpendBy::Day, SpendBy::Model, SpendBy::Token, SpendBy::Channel};
    const auto before = spent(*scratch.connection, kFirst, kFirst.addDays(5), by);
    // A day and a half: one whole, and one of which a part is still there as rows.
    QCOMPARE(*UsageRetention(*scratch.connection).rollUp(startOf(kFirst.addDays(2)), 180), 180);
    const auto after = spent(*scratch.connection, kFirst, kFirst.addDays(5), by);
    QCOMPARE(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        QCOMPARE(after[i].day, before[i].day);
        QCOMPARE(after[i].sums.requests, before[i].sums.requests);
        QVERIFY(qAbs(after[i].sums.costUsd - before[i].sums.costUsd) < 1e-9);
    }
    QCOMPARE(requests(spent(*scratch.connection, kFirst, kFirst.addDays(5), {})), 600);
    QCOMPARE(requests(spent(*scratch.connection, kFirst.addDays(1), kFirst.addDays(5), {SpendBy::Token})),
             480);
}

void UsageSpendTest::daysTooFarApartAreRefused()
{
    ScratchDatabase scratch;
    const auto rows = UsageSpend(*scratch.connection).rows({0, startOf(kFirst), {SpendBy::Day}});
    QVERIFY(!rows);
    QCOMPARE(rows.error().kind, ErrorKind::BadRequest);
    QVERIFY(UsageSpend(*scratch.connection).rows({0, startOf(kFirst), {}}));
}

void UsageSpendTest::readsNoMoreThanItReturns_data()
{
    QTest::addColumn<QList<SpendBy>>("by");
    QTest::newRow("all in one") << QList<SpendBy>{};
    QTest::newRow("models") << QList{SpendBy::Model};
    QTest::newRow("tokens") << QList{SpendBy::Token};
    QTest::newRow("channels") << QList{SpendBy::Channel};
    QTest::newRow("all") << QList{SpendBy::Day, SpendBy::Model, SpendBy::Token, SpendBy::Channel};
}

void UsageSpendTest::readsNoMoreThanItReturns()
{
    QFETCH(const QList<SpendBy>, by);
    ScratchDatabase scratch;
    const std::vector<SpendBy> wanted(by.begin(), by.end());
    for (const std::string &sql : {UsageSpend::ofRows(wanted), UsageSpend::ofDays(wanted)}) {
        Query plan(*scratch.connection, ("EXPLAIN QUERY PLAN " + sql).c_str());
        QVERIFY(plan.bind(1).bind(2).run());
        int searches = 0;
        while (plan.next()) {
            const std::string step = plan.text(3);
            QVERIFY2(step.find("SCAN") == std::string::npos, step.c_str());
            searches += step.starts_with("SEARCH u USING ") ? 1 : 0;
        }
        QCOMPARE(searches, 1);
    }
}

void UsageSpendTest::aDayOfManyRowsIsQuick()
{
    ScratchDatabase scratch;
    fill(*scratch.connection, 100'000, 30);
    const auto begin = std::chrono::steady_clock::now();
    const auto rows = spent(*scratch.connection, kFirst.addDays(20), kFirst.addDays(21),
                            {SpendBy::Day, SpendBy::Model, SpendBy::Token, SpendBy::Channel});
    const auto took = std::chrono::steady_clock::now() - begin;
    QCOMPARE(requests(rows), 3333);
    qInfo("a day of 3333 among 100,000 rows: %.1f ms",
          std::chrono::duration<double, std::milli>(took).count());
    QVERIFY(took < std::chrono::milliseconds(100));
    const auto whole = std::chrono::steady_clock::now();
    QCOMPARE(requests(spent(*scratch.connection, kFirst, kFirst.addDays(31), {SpendBy::Day})), 100'000);
    qInfo("all 100,000 by day: %.1f ms",
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - whole).count());
}

QTEST_GUILESS_MAIN(UsageSpendTest)
#include "tst_usage_spend.moc"
