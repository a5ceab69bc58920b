// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/token_directory.h"

#include <QTest>

using namespace relay;
using namespace relay::access;
Q_DECLARE_METATYPE(relay::model::Token)
Q_DECLARE_METATYPE(relay::access::Call)

class TokenDirectoryTest final : public QObject
{
    Q_OBJECT
private slots:
    void identifies_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<qint64>("token"); // 0: refused
        QTest::addColumn<qint64>("channel");
        const auto row = [](const char *name, const char *key, qint64 token, qint64 channel = 0) {
            QTest::newRow(name) << QByteArray(key) << token << channel;
        };
        row("a key", "abc", 1);
        row("stored with its prefix", "def", 2);
        row("with dashes", "my-own-7", 3);
        row("pinned", "abc-12", 1, 12);
        row("pinned, with dashes", "my-own-7-3", 3, 3);
        row("unknown", "abd", 0);
        row("a prefix of one", "ab", 0);
        row("in another case", "ABC", 0);
        row("pinned to no number", "abc-x", 0);
        row("pinned to nothing", "abc-", 0);
        row("pinned to zero", "abc-0", 0);
        row("pinned to less", "abc--1", 0);
        row("pinned to too much", "abc-99999999999999999999", 0);
        row("empty", "", 0);
        row("a pin alone", "-7", 0);
    }
    void identifies()
    {
        QFETCH(QByteArray, key);
        QFETCH(qint64, token);
        QFETCH(qint64, channel);
        const TokenDirectory directory(
            {named(1, "abc"), named(2, "sk-def"), named(3, "my-own-7"), named(4, "")});
        const auto caller = directory.identify(key.toStdString());
        QCOMPARE(caller.has_value(), token != 0);
        if (!caller) {
            QCOMPARE(caller.error().kind, ErrorKind::Unauthorized);
            return;
        }
        QCOMPARE(caller->token->token.id, std::int64_t(token));
        QCOMPARE(caller->pinnedChannel, std::int64_t(channel));
    }
    void checks_data()
    {
        QTest::addColumn<model::Token>("token");
        QTest::addColumn<Call>("call");
        QTest::addColumn<int>("kind"); // -1: allowed
        const Call usual{.model = "gpt-4o", .clientAddress = "127.0.0.1", .nowUnix = 1000, .remainQuota = 0};
        const auto row = [](const char *name, const model::Token &token, const Call &call, int kind = -1) {
            QTest::newRow(name) << token << call << kind;
        };
        model::Token token = named(1, "abc");
        row("a plain token may do all", token, usual);
        token.enabled = false;
        row("switched off", token, usual, int(ErrorKind::Unauthorized));

        token = named(1, "abc");
        token.expiredTime = 1001;
        row("not yet expired", token, usual);
        token.expiredTime = 1000;
        row("expired", token, usual, int(ErrorKind::Unauthorized));

        token = named(1, "abc");
        token.models = {"claude", "gpt-*"};
        row("a model by its pattern", token, usual);
        token.models = {"claude"};
        row("another model", token, usual, int(ErrorKind::Forbidden));
        Call bare = usual;
        bare.model = {};
        row("no model at all", token, bare);

        token = named(1, "abc");
        token.subnet = "10.0.0.0/8,127.0.0.0/8";
        row("an address of the subnet", token, usual);
        token.subnet = "10.0.0.0/8";
        row("another address", token, usual, int(ErrorKind::Forbidden));
        Call odd = usual;
        odd.clientAddress = "nowhere";
        row("no address at all", token, odd, int(ErrorKind::Forbidden));
        token.subnet = "127.0.0.1/8x";
        row("a subnet with a typing error lets nobody in", token, usual, int(ErrorKind::Forbidden));

        token = named(1, "abc");
        token.unlimitedQuota = false;
        row("quota used up", token, usual, int(ErrorKind::QuotaExceeded));
        Call rich = usual;
        rich.remainQuota = 1;
        row("quota left", token, rich);
    }
    void checks()
    {
        QFETCH(model::Token, token);
        QFETCH(Call, call);
        QFETCH(int, kind);
        const TokenDirectory directory({token});
        const auto allowed = TokenDirectory::check(*directory.find(1), call);
        QCOMPARE(allowed.has_value() ? -1 : int(allowed.error().kind), kind);
        if (!allowed)
            QVERIFY(allowed.error().message.contains(QStringLiteral("t1")));
    }
    void noMessageHoldsAKey()
    {
        const TokenDirectory directory({named(1, "abcdefgh")});
        QVERIFY(!directory.identify("abcdefgi").error().message.contains(QStringLiteral("abcdefg")));
    }

private:
    static model::Token named(std::int64_t id, const char *key)
    {
        model::Token token;
        token.id = id;
        token.name = "t" + std::to_string(id);
        token.key = key;
        return token;
    }
};

QTEST_GUILESS_MAIN(TokenDirectoryTest)
#include "tst_token_directory.moc"
