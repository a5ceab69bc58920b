// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/database_view.h"
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <atomic>
#include <optional>
#include <thread>

using namespace tests;
using relay::api::QuotaEdit;
using relay::model::Token;

namespace {

constexpr std::int64_t kQuota = 1'000'000'000;

// A priced model, so that each exchange spends something.
std::string pricedRequest()
{
    return R"({"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]})";
}

relay::Result<Token> trySave(RelayFixture &relay, const Token &token, QuotaEdit quota)
{
    QObject context;
    std::optional<relay::Result<Token>> saved;
    relay.core().saveToken(token, quota, &context,
                           [&](relay::Result<Token> result) { saved.emplace(std::move(result)); });
    if (!QTest::qWaitFor([&] { return saved.has_value(); }, 20'000))
        return relay::Error{relay::ErrorKind::Timeout, QStringLiteral("no reply")};
    // The relay thread has been told; an answer from it proves that it has listened.
    relay.client().exchange("GET", "/api/health");
    return *saved;
}

std::optional<Token> save(RelayFixture &relay, const Token &token, QuotaEdit quota)
{
    relay::Result<Token> saved = trySave(relay, token, quota);
    return saved ? std::optional(*saved) : std::nullopt;
}

std::optional<Token> stored(RelayFixture &relay, std::int64_t id)
{
    QObject context;
    std::optional<std::vector<Token>> all;
    bool told = false;
    relay.core().tokens(&context, [&](relay::Result<std::vector<Token>> result) {
        told = true;
        if (result)
            all = std::move(*result);
    });
    if (!QTest::qWaitFor([&] { return told; }, 20'000) || !all)
        return std::nullopt;
    for (const Token &token : *all)
        if (token.id == id)
            return token;
    return std::nullopt;
}

Token limited(std::int64_t quota)
{
    Token token;
    token.name = "limited";
    token.unlimitedQuota = false;
    token.remainQuota = quota;
    return token;
}

relay::model::Channel priced(const FakeUpstream &upstream)
{
    relay::model::Channel channel;
    channel.name = "priced";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.models = {"gpt-4o"};
    return channel;
}

int ask(const RelayFixture &relay, const std::string &key)
{
    return HttpClient(relay.port(), key).exchange("POST", "/v1/chat/completions", pricedRequest()).status;
}

} // namespace

// What a token may still spend, in memory and in the file, while it is edited and spent from.
class TokenEditsTest final : public QObject
{
    Q_OBJECT

private slots:
    void editsBesideTrafficGiveNothingBack()
    {
        FakeUpstream upstream(scripts::chat());
        RelayFixture relay{{"BATCH_UPDATE_INTERVAL", "1"}};
        QVERIFY(relay.add(priced(upstream)) != 0);
        std::optional<Token> token = save(relay, limited(kQuota), QuotaEdit::Set);
        QVERIFY(token);
        std::atomic<bool> goOn = true;
        std::atomic<int> answers = 0;
        std::thread client([&, key = "sk-" + token->key] {
            HttpClient connection(relay.port(), key);
            while (goOn)
                answers += connection.exchange("POST", "/v1/chat/completions", pricedRequest()).status == 200;
        });
        for (int edit = 0; edit < 40; ++edit) {
            token->name = "edit " + std::to_string(edit);
            const std::optional<Token> saved = save(relay, *token, QuotaEdit::Keep);
            QVERIFY(saved);
            QCOMPARE(saved->name, token->name);
        }
        goOn = false;
        client.join();
        QVERIFY(answers > 40);
        const std::optional<Token> after = stored(relay, token->id);
        QVERIFY(after);
        QVERIFY(after->usedQuota >= answers);
        QCOMPARE(after->remainQuota + after->usedQuota, kQuota);
    }

    // Its answer would be an error, and who repeats it would have two.
    void whatCannotBePublishedIsNotStored()
    {
        RelayFixture relay;
        QVERIFY(relay.add("broken", "http://127.0.0.1:9") != 0);
        DatabaseView database(relay.dataDir() + QStringLiteral("/trayrelay.db"));
        const std::int64_t before = database.number("SELECT count(*) FROM tokens");
        QVERIFY(database.run("UPDATE channels SET keys = x'0011' WHERE name = 'broken'"));
        QVERIFY(!trySave(relay, limited(kQuota), QuotaEdit::Set));
        QCOMPARE(database.number("SELECT count(*) FROM tokens"), before);
        QVERIFY(database.run("DELETE FROM channels WHERE name = 'broken'"));
        QVERIFY(trySave(relay, limited(kQuota), QuotaEdit::Set));
        QCOMPARE(database.number("SELECT count(*) FROM tokens"), before + 1);
    }

    void aQuotaThatIsNamedCountsAtOnce()
    {
        FakeUpstream upstream(scripts::chat());
        RelayFixture relay;
        QVERIFY(relay.add(priced(upstream)) != 0);
        std::optional<Token> token = save(relay, limited(kQuota), QuotaEdit::Set);
        QVERIFY(token);
        const std::string key = "sk-" + token->key;
        QCOMPARE(ask(relay, key), 200);
        token->remainQuota = 0;
        QVERIFY(save(relay, *token, QuotaEdit::Set));
        QCOMPARE(ask(relay, key), 403);
        token->remainQuota = 1;
        QVERIFY(save(relay, *token, QuotaEdit::Set));
        QCOMPARE(ask(relay, key), 200); // the last one may overdraw
        QCOMPARE(ask(relay, key), 403);
    }

    void whatAnUnlimitedTokenSpendsIsNotOwedLater()
    {
        FakeUpstream upstream(scripts::chat());
        RelayFixture relay;
        QVERIFY(relay.add(priced(upstream)) != 0);
        std::optional<Token> token = save(relay, limited(10), QuotaEdit::Set);
        QVERIFY(token);
        const std::string key = "sk-" + token->key;
        token->unlimitedQuota = true;
        QVERIFY(save(relay, *token, QuotaEdit::Keep));
        QCOMPARE(ask(relay, key), 200);
        QCOMPARE(ask(relay, key), 200);
        token->unlimitedQuota = false;
        QVERIFY(save(relay, *token, QuotaEdit::Keep));
        QCOMPARE(stored(relay, token->id)->remainQuota, std::int64_t{10});
        QCOMPARE(ask(relay, key), 200);
    }

    void aNameIsTakenOnce()
    {
        RelayFixture relay;
        const std::optional<Token> first = save(relay, limited(10), QuotaEdit::Set);
        QVERIFY(first);
        const auto second = trySave(relay, limited(10), QuotaEdit::Set);
        QVERIFY(!second);
        QCOMPARE(second.error().kind, relay::ErrorKind::Conflict);
        QVERIFY2(second.error().message.contains(QStringLiteral("\"limited\" already")),
                 qPrintable(second.error().message));
        Token other = limited(10);
        other.name = "other";
        std::optional<Token> renamed = save(relay, other, QuotaEdit::Set);
        QVERIFY(renamed);
        renamed->name = "limited";
        QVERIFY(!trySave(relay, *renamed, QuotaEdit::Keep));
        QVERIFY(trySave(relay, *first, QuotaEdit::Keep)); // its own name
    }

    void aClientDoesNotGetTheAdminsKey_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("as it is") << QByteArray("admin-of-mine-0123456789");
        QTest::newRow("with the prefix") << QByteArray("sk-admin-of-mine-0123456789");
    }

    void aClientDoesNotGetTheAdminsKey()
    {
        QFETCH(const QByteArray, key);
        RelayFixture relay{{"INITIAL_ROOT_ACCESS_TOKEN", "sk-admin-of-mine-0123456789"}};
        Token token = limited(10);
        token.key = key.toStdString();
        const auto saved = trySave(relay, token, QuotaEdit::Set);
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, relay::ErrorKind::Conflict);
        QVERIFY(!saved.error().message.contains(QStringLiteral("0123456789")));
    }

    void theAdminTokenIsAsItWasConfigured()
    {
        RelayFixture relay{{"INITIAL_ROOT_ACCESS_TOKEN", "sk-admin-of-mine-0123456789"}};
        HttpClient admin(relay.port(), "sk-admin-of-mine-0123456789");
        QCOMPARE(admin.exchange("GET", "/api/channel/").status, 200);
    }
};

QTEST_GUILESS_MAIN(TokenEditsTest)
#include "tst_token_edits.moc"
