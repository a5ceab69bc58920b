// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/price_book.h"

#include <QTest>

#include <limits>

using relay::ledger::PriceBook;
using relay::model::Price;
using relay::model::TokenUsage;
using relay::model::UsageRecord;

namespace {

constexpr const char *kTable = R"({"date": "2025-01-02", "models": [
  {"model": "base", "input": 2, "output": 8, "cached": 0.5},
  {"model": "base-2024-05-13", "input": 5, "output": 15},
  {"model": "thinker", "input": 1, "output": 10, "reasoning": 20},
  {"model": "vendor/special", "input": 7, "output": 7},
  {"model": "demo-echo", "input": 0, "output": 0}]})";

PriceBook book(const std::vector<Price> &own = {})
{
    auto built = PriceBook::build(kTable, own);
    return built ? std::move(*built) : PriceBook();
}

} // namespace

class PriceBookTest final : public QObject
{
    Q_OBJECT

private slots:
    void modelsAreFound_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<double>("input"); // -1: not found
        QTest::newRow("by name") << QByteArray("base") << 2.0;
        QTest::newRow("a dated one of its own") << QByteArray("base-2024-05-13") << 5.0;
        QTest::newRow("another date") << QByteArray("base-2024-08-06") << 2.0;
        QTest::newRow("a date without dashes") << QByteArray("base-20250514") << 2.0;
        QTest::newRow("latest") << QByteArray("base-latest") << 2.0;
        QTest::newRow("a provider before it") << QByteArray("openai/base") << 2.0;
        QTest::newRow("two before it, a date behind it") << QByteArray("a/b/base-2024-08-06") << 2.0;
        QTest::newRow("a prefix that belongs to it") << QByteArray("vendor/special") << 7.0;
        QTest::newRow("seven digits are no date") << QByteArray("base-2025051") << -1.0;
        QTest::newRow("letters are no date") << QByteArray("base-2024-0x-06") << -1.0;
        QTest::newRow("only the beginning") << QByteArray("base-mini") << -1.0;
        QTest::newRow("nothing but a date") << QByteArray("-20250514") << -1.0;
        QTest::newRow("a slash at the end") << QByteArray("base/") << -1.0;
        QTest::newRow("empty") << QByteArray() << -1.0;
    }

    void modelsAreFound()
    {
        QFETCH(QByteArray, model);
        QFETCH(double, input);
        const PriceBook prices = book();
        const Price *price = prices.find(model.toStdString());
        QCOMPARE(price ? price->input : -1.0, input);
    }

    void exchangesArePriced_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<TokenUsage>("usage");
        QTest::addColumn<double>("cost"); // -1: none
        QTest::addColumn<qint64>("quota");
        QTest::newRow("input and output")
            << QByteArray("base") << TokenUsage{1'000'000, 500'000, -1, -1} << 6.0 << qint64{3'000'000};
        QTest::newRow("cached input at its own price")
            << QByteArray("base") << TokenUsage{1'000'000, 0, 400'000, -1} << 1.4 << qint64{700'000};
        QTest::newRow("no price for cached: as input")
            << QByteArray("thinker") << TokenUsage{1'000'000, 0, 400'000, -1} << 1.0 << qint64{500'000};
        QTest::newRow("reasoning is part of the output")
            << QByteArray("base") << TokenUsage{0, 1'000'000, 0, 400'000} << 8.0 << qint64{4'000'000};
        QTest::newRow("reasoning at its own price")
            << QByteArray("thinker") << TokenUsage{0, 1'000'000, 0, 400'000} << 14.0 << qint64{7'000'000};
        QTest::newRow("more cached than there was")
            << QByteArray("base") << TokenUsage{1'000'000, 0, 9'000'000, -1} << 0.5 << qint64{250'000};
        QTest::newRow("less than a unit is one")
            << QByteArray("base") << TokenUsage{0, 0, 0, 0} << 0.0 << qint64{0};
        QTest::newRow("a tiny request is not free")
            << QByteArray("base") << TokenUsage{1, 0, 1, 0} << 0.000'000'5 << qint64{1};
        QTest::newRow("the demo is free")
            << QByteArray("demo-echo") << TokenUsage{100, 100, 0, 0} << 0.0 << qint64{0};
        QTest::newRow("an unknown model")
            << QByteArray("unknown") << TokenUsage{100, 100, 0, 0} << -1.0 << qint64{0};
        constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
        QTest::newRow("more than there can be costs what the bound costs")
            << QByteArray("base") << TokenUsage{kMost, -1, -1, -1} << 2e6 << qint64{1'000'000'000'000};
        QTest::newRow("no usage reported") << QByteArray("base") << TokenUsage{} << -1.0 << qint64{0};
    }

    void exchangesArePriced()
    {
        QFETCH(QByteArray, model);
        QFETCH(TokenUsage, usage);
        QFETCH(double, cost);
        QFETCH(qint64, quota);
        UsageRecord record;
        record.model = model.toStdString();
        record.usage = usage;
        record.costUsd = 99; // must not stay
        record.quota = 99;
        book().price(record);
        QCOMPARE(record.costUsd.value_or(-1), cost);
        QCOMPARE(static_cast<qint64>(record.quota), quota);
    }

    void theUpstreamsModelCountsBeforeTheRequestedOne()
    {
        UsageRecord record;
        record.model = "base";
        record.upstreamModel = "thinker";
        record.usage = {1'000'000, 0, 0, 0};
        book().price(record);
        QCOMPARE(*record.costUsd, 1.0);
        record.upstreamModel = "unknown";
        book().price(record);
        QCOMPARE(*record.costUsd, 2.0);
    }

    void aPriceBeyondAllBoundsDoesNotOverflow()
    {
        UsageRecord record;
        record.model = "base";
        record.usage = {1'000'000'000'000, 0, 0, 0};
        book({{"base", 1e300, 0, std::nullopt, std::nullopt, "user", "2025-02-03"}}).price(record);
        QCOMPARE(record.quota, relay::model::kMostQuotaOfOne);
    }

    void ownPricesWin()
    {
        const PriceBook prices = book({{"base", 100, 200, std::nullopt, std::nullopt, "user", "2025-02-03"}});
        QCOMPARE(prices.find("base")->input, 100.0);
        QCOMPARE(prices.find("base")->source, std::string("user"));
        QCOMPARE(prices.find("thinker")->source, std::string("built-in"));
        QCOMPARE(prices.find("thinker")->date, std::string("2025-01-02"));
        QCOMPARE(prices.all().size(), std::size_t{5});
    }

    void aTableThatIsNoJsonIsAnError() { QVERIFY(!PriceBook::build("{", {})); }

    void theBuiltInTableKnowsTheUsualModels_data()
    {
        QTest::addColumn<QByteArray>("model");
        for (const char *model :
             {"gpt-4o-2024-08-06", "gpt-5", "claude-sonnet-4-20250514", "gemini-2.5-pro", "deepseek-chat",
              "mistral-large-latest", "xai/grok-4", "demo-echo", "text-embedding-3-small"})
            QTest::newRow(model) << QByteArray(model);
    }

    void theBuiltInTableKnowsTheUsualModels()
    {
        QFETCH(QByteArray, model);
        const PriceBook prices = PriceBook::standard();
        const Price *price = prices.find(model.toStdString());
        QVERIFY(price);
        QVERIFY(!price->date.empty());
        QVERIFY(price->cached.value_or(0) <= price->input);
    }
};

QTEST_GUILESS_MAIN(PriceBookTest)
#include "tst_price_book.moc"
