// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/query.h"
#include "relay/storage/token_table.h"
#include "relay/storage/totals_writer.h"
#include "tests/unit/relay/storage/scratch_database.h"

#include <QTest>

using relay::ErrorKind;
using relay::model::Token;
using relay::storage::TokenTable;

namespace {

Token sample(const std::string &key = "a-token-key")
{
    Token t;
    t.name = "editor";
    t.key = key;
    t.remainQuota = 1000;
    t.usedQuota = 1;
    t.unlimitedQuota = false;
    t.expiredTime = 1'800'000'000;
    t.models = {"gpt-4o"};
    t.subnet = "10.0.0.0/8";
    return t;
}

} // namespace

class TokenTableTest final : public QObject
{
    Q_OBJECT

private slots:
    void aTokenComesBackAsItWasSaved()
    {
        ScratchDatabase scratch;
        TokenTable table(*scratch.connection, scratch.seal);
        QVERIFY(table.save(sample()));
        const auto all = table.all();
        QVERIFY(all);
        const Token &t = all->at(0);
        QCOMPARE(t.name, std::string("editor"));
        QCOMPARE(t.key, std::string("a-token-key"));
        QCOMPARE(t.remainQuota, std::int64_t{1000});
        QCOMPARE(t.usedQuota, std::int64_t{1});
        QCOMPARE(t.unlimitedQuota, false);
        QCOMPARE(t.expiredTime, std::int64_t{1'800'000'000});
        QCOMPARE(t.models, std::vector<std::string>{"gpt-4o"});
        QCOMPARE(t.subnet, std::string("10.0.0.0/8"));
        QCOMPARE(t.enabled, true);
    }

    void itIsFoundByItsKeyAlone()
    {
        ScratchDatabase scratch;
        TokenTable table(*scratch.connection, scratch.seal);
        const Token saved = *table.save(sample());
        QVERIFY(table.save(sample("another-key")));
        const auto found = table.findByKey("a-token-key");
        QVERIFY(found && *found);
        QCOMPARE((*found)->id, saved.id);
        const auto missing = table.findByKey("a-token-kez");
        QVERIFY(missing && !*missing);
        QVERIFY(!scratch.fileBytes().contains("a-token-key"));
    }

    void chargesStopAtTheBoundsOfANumber()
    {
        ScratchDatabase scratch;
        TokenTable table(*scratch.connection, scratch.seal);
        Token token = sample();
        token.unlimitedQuota = false;
        const std::int64_t id = table.save(token)->id;
        relay::storage::TotalsWriter totals(*scratch.connection);
        for (int i = 0; i < 3; ++i)
            QVERIFY(totals.chargeToken(id, 8'000'000'000'000'000'000));
        const Token charged = table.all()->at(0);
        QCOMPARE(charged.usedQuota, std::int64_t{9'000'000'000'000'000'000});
        QCOMPARE(charged.remainQuota, std::int64_t{-9'000'000'000'000'000'000});
        relay::storage::Query type(*scratch.connection, "SELECT typeof(remain_quota) FROM tokens");
        QVERIFY(type.run() && type.next());
        QCOMPARE(type.text(0), std::string("integer"));
    }

    void aKeyThatIsTakenIsAConflict()
    {
        ScratchDatabase scratch;
        TokenTable table(*scratch.connection, scratch.seal);
        const Token first = *table.save(sample());
        const auto second = table.save(sample());
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::Conflict);
        QVERIFY(second.error().message.contains(QStringLiteral("another token has this key")));
        QVERIFY(*table.remove(first.id));
        QVERIFY(table.save(sample())); // a removed token gives its key free
    }

    void chargesAddUp_data()
    {
        QTest::addColumn<bool>("unlimited");
        QTest::addColumn<qint64>("remains");
        QTest::newRow("limited: taken from what remains") << false << qint64{930};
        QTest::newRow("unlimited: what remains stays") << true << qint64{1000};
    }

    void chargesAddUp()
    {
        QFETCH(bool, unlimited);
        QFETCH(qint64, remains);
        ScratchDatabase scratch;
        TokenTable table(*scratch.connection, scratch.seal);
        Token token = sample();
        token.unlimitedQuota = unlimited;
        token = *table.save(token);
        relay::storage::TotalsWriter totals(*scratch.connection);
        QVERIFY(totals.chargeToken(token.id, 50));
        QVERIFY(totals.chargeToken(token.id, 20));
        QCOMPARE(table.all()->at(0).usedQuota, std::int64_t{71});
        QCOMPARE(table.all()->at(0).remainQuota, std::int64_t{remains});
    }

    void anEditKeepsTheLedgersUsedQuota()
    {
        ScratchDatabase scratch;
        TokenTable table(*scratch.connection, scratch.seal);
        Token token = *table.save(sample());
        relay::storage::TotalsWriter totals(*scratch.connection);
        QVERIFY(totals.chargeToken(token.id, 50));
        token.name = "renamed";
        QVERIFY(table.save(token));
        QCOMPARE(table.all()->at(0).name, std::string("renamed"));
        QCOMPARE(table.all()->at(0).remainQuota, std::int64_t{1000});
        QCOMPARE(table.all()->at(0).usedQuota, std::int64_t{51});
    }
};

QTEST_GUILESS_MAIN(TokenTableTest)
#include "tst_token_table.moc"
