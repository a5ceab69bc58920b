// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/usage_codec.h"
#include "tests/unit/relay/ledger/sample_record.h"

#include <QTest>

#include <limits>

using namespace relay::ledger;
using relay::model::UsageRecord;

namespace {

std::vector<std::byte> encoded(const UsageRecord &record)
{
    std::vector<std::byte> bytes(encodedBound(record));
    bytes.resize(static_cast<std::size_t>(encode(record, bytes.data()) - bytes.data()));
    return bytes;
}

UsageRecord extreme()
{
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
    UsageRecord r;
    r.createdAtMs = kMost;
    r.requestId = std::numeric_limits<std::uint64_t>::max();
    r.tokenId = kLeast;
    r.channelId = kMost;
    r.status = std::numeric_limits<int>::min();
    r.usage = {kMost, kLeast, kMost, kLeast};
    r.quota = r.elapsedUs = r.ttftUs = r.overheadUs = kMost;
    r.queueUs = r.connectUs = r.upstreamUs = r.requestBytes = r.responseBytes = kLeast;
    r.stream = r.failed = true;
    r.costUsd = 123'456'789.5;
    for (int i = 0; i < 32; ++i)
        r.attempts.push_back({kLeast, i, kMost, std::string(256, 'e')});
    return r;
}

} // namespace

class UsageCodecTest final : public QObject
{
    Q_OBJECT

private slots:
    void aRecordComesBack_data()
    {
        QTest::addColumn<UsageRecord>("record");
        QTest::newRow("empty") << UsageRecord();
        QTest::newRow("usual") << sampleRecord(7);
        QTest::newRow("extreme") << extreme();
        UsageRecord failed = sampleRecord(1);
        failed.model = "größe";
        failed.upstreamModel = "other";
        failed.failed = true;
        failed.error = std::string("nul\0inside", 10);
        failed.costUsd.reset();
        failed.attempts = {{3, 500, 12, "broke"}, {4, 0, 0, ""}};
        QTest::newRow("failed") << failed;
    }

    void aRecordComesBack()
    {
        QFETCH(UsageRecord, record);
        const auto bytes = encoded(record);
        UsageRecord back = extreme(); // nothing of the record before may stay
        QVERIFY(decode(bytes, back));
        QCOMPARE(back.createdAtMs, record.createdAtMs);
        QCOMPARE(back.requestId, record.requestId);
        QCOMPARE(back.tokenId, record.tokenId);
        QCOMPARE(back.channelId, record.channelId);
        QCOMPARE(back.model, record.model);
        QCOMPARE(back.upstreamModel, record.upstreamModel);
        QCOMPARE(back.endpoint, record.endpoint);
        QCOMPARE(back.error, record.error);
        QCOMPARE(back.stream, record.stream);
        QCOMPARE(back.failed, record.failed);
        QCOMPARE(back.status, record.status);
        QCOMPARE(back.usage.prompt, record.usage.prompt);
        QCOMPARE(back.usage.completion, record.usage.completion);
        QCOMPARE(back.usage.cached, record.usage.cached);
        QCOMPARE(back.usage.reasoning, record.usage.reasoning);
        QCOMPARE(back.costUsd.has_value(), record.costUsd.has_value());
        QCOMPARE(back.costUsd.value_or(0), record.costUsd.value_or(0));
        QCOMPARE(back.quota, record.quota);
        QCOMPARE(back.elapsedUs, record.elapsedUs);
        QCOMPARE(back.ttftUs, record.ttftUs);
        QCOMPARE(back.overheadUs, record.overheadUs);
        QCOMPARE(back.queueUs, record.queueUs);
        QCOMPARE(back.connectUs, record.connectUs);
        QCOMPARE(back.upstreamUs, record.upstreamUs);
        QCOMPARE(back.requestBytes, record.requestBytes);
        QCOMPARE(back.responseBytes, record.responseBytes);
        QCOMPARE(back.attempts.size(), record.attempts.size());
        for (std::size_t i = 0; i < back.attempts.size(); ++i) {
            QCOMPARE(back.attempts[i].channelId, record.attempts[i].channelId);
            QCOMPARE(back.attempts[i].status, record.attempts[i].status);
            QCOMPARE(back.attempts[i].elapsedUs, record.attempts[i].elapsedUs);
            QCOMPARE(back.attempts[i].error, record.attempts[i].error);
        }
        Charge charge;
        QVERIFY(decodeCharge(bytes, charge));
        QCOMPARE(charge.tokenId, record.tokenId);
        QCOMPARE(charge.quota, record.quota);
        QCOMPARE(charge.createdAtMs, record.createdAtMs);
    }

    void longTextsAreCutAtACharacter()
    {
        UsageRecord record = sampleRecord(1);
        record.error.clear();
        for (int i = 0; i < 600; ++i)
            record.error += "東"; // three bytes: 1024 is inside the 342nd
        record.model.assign(5000, 'm');
        record.attempts.assign(100, {1, 200, 1, std::string(1000, 'e')});
        record.attempts.back().channelId = 77;
        UsageRecord back;
        QVERIFY(decode(encoded(record), back));
        QCOMPARE(back.error.size(), std::size_t{1023});
        QCOMPARE(back.model.size(), std::size_t{512});
        QCOMPARE(back.attempts.size(), std::size_t{32});
        QCOMPARE(back.attempts.back().channelId, std::int64_t{77}); // the last ones are kept
        QCOMPARE(back.attempts.back().error.size(), std::size_t{256});
    }

    void everyCutIsNoticed()
    {
        const auto bytes = encoded(sampleRecord(1));
        UsageRecord record;
        for (std::size_t size = 0; size < bytes.size(); ++size)
            QVERIFY(!decode(std::span(bytes).first(size), record));
    }

    void aUsualRecordIsSmall() { QVERIFY(encoded(sampleRecord(1)).size() < 110); }
};

QTEST_GUILESS_MAIN(UsageCodecTest)
#include "tst_usage_codec.moc"
