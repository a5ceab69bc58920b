// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/channel_table.h"
#include "relay/storage/query.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <QTest>

using relay::ErrorKind;
using relay::model::Channel;
using relay::model::ChannelType;
using relay::storage::ChannelTable;

namespace {

Channel sample()
{
    Channel c;
    c.name = "Zürich 東京";
    c.type = ChannelType::Gemini;
    c.keys = {"sk-first-key", "sk-second\"key"};
    c.baseUrl = "https://example.com/v1";
    c.models = {"gpt-4o", "a,b"};
    c.modelMapping = {{"z", "1"}, {"a", "2"}};
    c.priority = -3;
    c.weight = 7;
    c.enabled = false;
    c.proxy = "socks5://user:pass-word@host:1";
    c.headers = {{"X-B", "header-secret"}, {"X-A", ""}};
    c.usedQuota = 5;
    return c;
}

} // namespace

class ChannelTableTest final : public QObject
{
    Q_OBJECT

private slots:
    void aChannelComesBackAsItWasSaved()
    {
        ScratchDatabase scratch;
        ChannelTable table(*scratch.connection, scratch.seal);
        const auto saved = table.save(sample());
        QVERIFY(saved);
        QVERIFY(saved->id > 0);
        const auto all = table.all();
        QVERIFY(all);
        QCOMPARE(all->size(), std::size_t{1});
        const Channel &c = all->front();
        const Channel expected = sample();
        QCOMPARE(c.id, saved->id);
        QCOMPARE(c.name, expected.name);
        QVERIFY(c.type == expected.type);
        QCOMPARE(c.keys, expected.keys);
        QCOMPARE(c.baseUrl, expected.baseUrl);
        QCOMPARE(c.models, expected.models);
        QCOMPARE(c.modelMapping, expected.modelMapping);
        QCOMPARE(c.priority, -3);
        QCOMPARE(c.weight, 7);
        QCOMPARE(c.enabled, false);
        QCOMPARE(c.proxy, expected.proxy);
        QCOMPARE(c.headers, expected.headers);
        QCOMPARE(c.usedQuota, std::int64_t{5});
    }

    void noSecretIsOnDisk()
    {
        ScratchDatabase scratch;
        QVERIFY(ChannelTable(*scratch.connection, scratch.seal).save(sample()));
        const QByteArray bytes = scratch.fileBytes();
        QVERIFY(bytes.contains("example.com")); // the row is there
        for (const char *secret : {"sk-first-key", "pass-word", "header-secret"})
            QVERIFY2(!bytes.contains(secret), secret);
    }

    void anEditKeepsWhatTheLedgerCounted()
    {
        ScratchDatabase scratch;
        ChannelTable table(*scratch.connection, scratch.seal);
        Channel c = *table.save(sample());
        c.name = "renamed";
        c.usedQuota = 999;
        QVERIFY(table.save(c));
        const auto all = table.all();
        QCOMPARE(all->front().name, std::string("renamed"));
        QCOMPARE(all->front().usedQuota, std::int64_t{5});
    }

    void keysCannotBeMovedToAnotherRow()
    {
        ScratchDatabase scratch;
        ChannelTable table(*scratch.connection, scratch.seal);
        QVERIFY(table.save(sample()));
        QVERIFY(table.save(sample()));
        QVERIFY(scratch.connection->execute(
            "UPDATE channels SET keys = (SELECT keys FROM channels WHERE id = 1)"));
        QVERIFY(!table.all());
    }

    void anotherKeyFileIsNoticed()
    {
        ScratchDatabase scratch;
        QVERIFY(ChannelTable(*scratch.connection, scratch.seal).save(sample()));
        const relay::platform::Aes256Gcm other{relay::platform::MasterKey{9}};
        const auto all = ChannelTable(*scratch.connection, other).all();
        QVERIFY(!all);
        QVERIFY(all.error().message.contains(QStringLiteral("key file")));
    }

    void aRemovedOneIsGoneAndItsIdIsNotUsedAgain()
    {
        ScratchDatabase scratch;
        ChannelTable table(*scratch.connection, scratch.seal);
        const Channel first = *table.save(sample());
        QVERIFY(*table.remove(first.id));
        QVERIFY(!*table.remove(first.id));
        QVERIFY(table.all()->empty());
        QVERIFY(table.save(sample())->id > first.id);
        const auto edit = table.save(first);
        QVERIFY(!edit);
        QCOMPARE(edit.error().kind, ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(ChannelTableTest)
#include "tst_channel_table.moc"
