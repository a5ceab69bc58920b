// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/meta_table.h"
#include "relay/storage/price_table.h"
#include "relay/storage/watermark_writer.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <QTest>

using relay::storage::MetaTable;
using relay::storage::PriceTable;
using relay::storage::WatermarkWriter;

class MetaTableTest final : public QObject
{
    Q_OBJECT

private slots:
    void textsAreKept_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("plain") << QByteArray("value");
        QTest::newRow("empty is not missing") << QByteArray("");
        QTest::newRow("UTF-8") << QByteArray("naïve 東京");
    }

    void textsAreKept()
    {
        QFETCH(QByteArray, text);
        ScratchDatabase scratch;
        MetaTable meta(*scratch.connection);
        const auto missing = meta.text("key");
        QVERIFY(missing && !*missing);
        QVERIFY(meta.setText("key", "before"));
        QVERIFY(meta.setText("key", text.toStdString()));
        const auto kept = meta.text("key");
        QVERIFY(kept && *kept);
        QCOMPARE(QByteArray::fromStdString(**kept), text);
    }

    void secretsAreSealedUnderTheirName()
    {
        ScratchDatabase scratch;
        MetaTable meta(*scratch.connection);
        QVERIFY(meta.setSecret("admin", "the-admin-token", scratch.seal));
        QCOMPARE(**meta.secret("admin", scratch.seal), std::string("the-admin-token"));
        QVERIFY(!scratch.fileBytes().contains("the-admin-token"));
        QVERIFY(scratch.connection->execute("UPDATE meta SET key = 'other' WHERE key = 'admin'"));
        QVERIFY(!meta.secret("other", scratch.seal));
    }

    void anotherMasterKeyIsRefusedAtStart()
    {
        ScratchDatabase scratch;
        MetaTable meta(*scratch.connection);
        QVERIFY(meta.proveMasterKey(scratch.seal));
        QVERIFY(meta.proveMasterKey(scratch.seal));
        const auto wrong = meta.proveMasterKey(relay::platform::Aes256Gcm{relay::platform::MasterKey{4}});
        QVERIFY(!wrong);
        QVERIFY(wrong.error().message.contains(QStringLiteral("key file")));
    }

    void watermarksBeginAtZero()
    {
        ScratchDatabase scratch;
        MetaTable meta(*scratch.connection);
        QCOMPARE(meta.watermarks()->rows, std::uint64_t{0});
        WatermarkWriter writer(*scratch.connection);
        QCOMPARE(writer.watermarks()->rows, std::uint64_t{0});
        QVERIFY(writer.setRows(12));
        QVERIFY(writer.setTotals(7));
        QVERIFY(writer.setRows(13));
        QCOMPARE(writer.watermarks()->rows, std::uint64_t{13});
        QCOMPARE(writer.watermarks()->totals, std::uint64_t{7});
        QCOMPARE(meta.watermarks()->rows, std::uint64_t{13});
        QCOMPARE(meta.watermarks()->totals, std::uint64_t{7});
    }

    void ownPricesAreKept()
    {
        ScratchDatabase scratch;
        PriceTable prices(*scratch.connection);
        relay::model::Price price{"m", 1.5, 2.25, std::nullopt, 3.0, "", "2025-01-02"};
        QVERIFY(prices.save(price));
        price.input = 0.125;
        QVERIFY(prices.save(price));
        const auto all = prices.all();
        QVERIFY(all);
        QCOMPARE(all->size(), std::size_t{1});
        QCOMPARE(all->at(0).input, 0.125);
        QCOMPARE(all->at(0).output, 2.25);
        QVERIFY(!all->at(0).cached);
        QCOMPARE(*all->at(0).reasoning, 3.0);
        QCOMPARE(all->at(0).source, std::string("user"));
        QVERIFY(*prices.remove("m"));
        QVERIFY(!*prices.remove("m"));
    }
};

QTEST_GUILESS_MAIN(MetaTableTest)
#include "tst_meta_table.moc"
