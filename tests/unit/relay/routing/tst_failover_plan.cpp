// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/failover_plan.h"

#include <QTest>

#include <map>
#include <set>

using namespace relay;
using namespace relay::routing;
using namespace std::chrono_literals;
using Action = FailoverPlan::Action;
using Kind = Outcome::Kind;
Q_DECLARE_METATYPE(relay::routing::Outcome)
Q_DECLARE_METATYPE(relay::routing::FailoverPlan::Action)

namespace {

constexpr SteadyTime kNow{1000s};

model::Channel channel(std::int64_t id, int priority = 0, int weight = 1,
                       std::vector<std::string> keys = {"k"})
{
    model::Channel channel;
    channel.id = id;
    channel.name = "c" + std::to_string(id);
    channel.models = {"m"};
    channel.priority = priority;
    channel.weight = weight;
    channel.keys = std::move(keys);
    return channel;
}

Outcome status(int code, std::optional<std::chrono::milliseconds> retryAfter = {})
{
    return {Kind::Answered, code, retryAfter, {}};
}

Outcome broken(Kind kind)
{
    return {kind, 0, {}, {}};
}

} // namespace

class FailoverPlanTest final : public QObject
{
    Q_OBJECT
private slots:
    void decides_data()
    {
        QTest::addColumn<Outcome>("outcome");
        QTest::addColumn<Action>("amongTwo");
        QTest::addColumn<Action>("alone");
        const auto row = [](const char *name, const Outcome &outcome, Action amongTwo, Action alone) {
            QTest::newRow(name) << outcome << amongTwo << alone;
        };
        row("200 is the answer", status(200), Action::Answer, Action::Answer);
        row("400 is the answer", status(400), Action::Answer, Action::Answer);
        row("404 is the answer", status(404), Action::Answer, Action::Answer);
        row("422 is the answer", status(422), Action::Answer, Action::Answer);
        row("413 is the answer", status(413), Action::Answer, Action::Answer);
        row("401: the next key", status(401), Action::TryNext, Action::GiveUp);
        row("402: the next account", status(402), Action::TryNext, Action::GiveUp);
        row("403: the next key", status(403), Action::TryNext, Action::GiveUp);
        row("408: the next", status(408), Action::TryNext, Action::GiveUp);
        row("429: the next, or once more", status(429), Action::TryNext, Action::RetrySame);
        row("429 that asks for long", status(429, 60s), Action::TryNext, Action::GiveUp);
        row("500: the next", status(500), Action::TryNext, Action::GiveUp);
        row("502: the next", status(502), Action::TryNext, Action::GiveUp);
        row("503: the next, or once more", status(503), Action::TryNext, Action::RetrySame);
        row("529: the next", status(529), Action::TryNext, Action::GiveUp);
        row("a redirect is no answer", status(302), Action::TryNext, Action::GiveUp);
        row("no connection: the next, or once more", broken(Kind::ConnectFailed), Action::TryNext,
            Action::RetrySame);
        row("silence: the next", broken(Kind::Silent), Action::TryNext, Action::GiveUp);
        row("broken: the next", broken(Kind::Broken), Action::TryNext, Action::GiveUp);
    }
    void decides()
    {
        QFETCH(Outcome, outcome);
        QFETCH(Action, amongTwo);
        QFETCH(Action, alone);
        const RoutingTable two({channel(1), channel(2)});
        Health health;
        health.adopt(two);
        FailoverPlan plan(two.route("m"), "m", health, 3, 1);
        QVERIFY(plan.next(kNow));
        QCOMPARE(plan.decide(outcome, kNow).action, amongTwo);

        const RoutingTable one({channel(1)});
        Health lonely;
        lonely.adopt(one);
        FailoverPlan single(one.route("m"), "m", lonely, 3, 1);
        QVERIFY(single.next(kNow));
        QCOMPARE(single.decide(outcome, kNow).action, alone);
    }
    void oneDelayedRetryAndNoMore()
    {
        Setup setup({channel(1)});
        FailoverPlan plan(setup.table.route("m"), "m", setup.health, 3, 1);
        const Candidate *first = plan.next(kNow);
        const auto verdict = plan.decide(status(429, 2s), kNow);
        QCOMPARE(verdict.action, Action::RetrySame);
        QCOMPARE(verdict.delay, 2000ms);
        QCOMPARE(plan.retry(kNow + 2s), first);
        QCOMPARE(plan.decide(status(429, 1s), kNow + 2s).action, Action::GiveUp);
        QCOMPARE(plan.attempts(), std::size_t(2));
    }
    void noRetryAtAllWhereNoneIsAllowed()
    {
        Setup setup({channel(1), channel(2)});
        FailoverPlan plan(setup.table.route("m"), "m", setup.health, 0, 1);
        QVERIFY(plan.next(kNow));
        QCOMPARE(plan.decide(status(500), kNow).action, Action::GiveUp);
        QVERIFY(!plan.next(kNow));
    }
    void neverTheSameTwiceAndByPriority()
    {
        Setup setup({channel(1, 1), channel(2, 3), channel(3, 2), channel(4, 3), channel(5, 1)});
        FailoverPlan plan(setup.table.route("m"), "m", setup.health, 9, 77);
        std::vector<int> priorities;
        std::set<std::int64_t> seen;
        while (const Candidate *candidate = plan.next(kNow)) {
            priorities.push_back(candidate->priority);
            seen.insert(candidate->channel->id);
            plan.decide(status(500), kNow);
        }
        QCOMPARE(priorities, std::vector<int>({3, 3, 2, 1, 1}));
        QCOMPARE(seen.size(), std::size_t(5));
    }
    void atMostRetryTimesFurther()
    {
        Setup setup({channel(1), channel(2), channel(3), channel(4), channel(5)});
        FailoverPlan plan(setup.table.route("m"), "m", setup.health, 2, 1);
        std::size_t attempts = 0;
        while (plan.next(kNow)) {
            ++attempts;
            plan.decide(status(500), kNow);
        }
        QCOMPARE(attempts, std::size_t(3));
    }
    void sharesByWeight()
    {
        // Three to one, and the one has three keys that share its part.
        Setup setup({channel(1, 0, 3), channel(2, 0, 1, {"a", "b", "c"})});
        std::map<std::int64_t, int> channels;
        std::map<std::string, int> keys;
        constexpr int kDraws = 40'000;
        for (int i = 0; i < kDraws; ++i) {
            FailoverPlan plan(setup.table.route("m"), "m", setup.health, 3, static_cast<std::uint64_t>(i));
            const Candidate *candidate = plan.next(kNow);
            ++channels[candidate->channel->id];
            ++keys[std::string(candidate->key)];
        }
        const auto near = [](int count, double share) {
            return qAbs(count - share * kDraws) < 0.015 * kDraws;
        };
        QVERIFY(near(channels[1], 0.75));
        QVERIFY(near(channels[2], 0.25));
        for (const char *key : {"a", "b", "c"})
            QVERIFY(near(keys[key], 0.25 / 3));
    }
    void aFailedUpstreamsOtherKeysComeLast()
    {
        Setup setup({channel(1, 5, 1, {"a", "b"}), channel(2, 0)});
        FailoverPlan plan(setup.table.route("m"), "m", setup.health, 9, 1);
        QCOMPARE(plan.next(kNow)->channel->id, std::int64_t(1));
        plan.decide(broken(Kind::ConnectFailed), kNow);
        QCOMPARE(plan.next(kNow)->channel->id, std::int64_t(2));
        plan.decide(status(500), kNow);
        QCOMPARE(plan.next(kNow)->channel->id, std::int64_t(1));

        FailoverPlan limited(setup.table.route("m"), "m", setup.health, 9, 1);
        QCOMPARE(limited.next(kNow)->channel->id, std::int64_t(1));
        limited.decide(status(429), kNow); // of one key: its neighbour is as good as ever
        QCOMPARE(limited.next(kNow)->channel->id, std::int64_t(1));
    }
    void restingOnesAreLeftOut()
    {
        Setup setup({channel(1, 5), channel(2, 0)});
        setup.health.onOutcome(0, status(429, 60s), kNow);
        FailoverPlan plan(setup.table.route("m"), "m", setup.health, 3, 1);
        QCOMPARE(plan.next(kNow)->channel->id, std::int64_t(2));
        QCOMPARE(plan.decide(status(500), kNow).action, Action::GiveUp);
    }
    void doubtfulOnesAreTheLastResort()
    {
        Setup setup({channel(1, 5), channel(2, 0)});
        setup.health.onOutcome(0, status(401), kNow);
        FailoverPlan plan(setup.table.route("m"), "m", setup.health, 3, 1);
        QCOMPARE(plan.next(kNow)->channel->id, std::int64_t(2));
        QCOMPARE(plan.decide(status(500), kNow).action, Action::TryNext);
        QCOMPARE(plan.next(kNow)->channel->id, std::int64_t(1));
    }
    void allRest_data()
    {
        QTest::addColumn<Outcome>("outcome");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("retryAfter");
        QTest::newRow("asked by the upstream") << status(429, 60s) << int(ErrorKind::RateLimited) << 60;
        QTest::newRow("behind an open breaker") << status(500) << int(ErrorKind::Unavailable) << 30;
    }
    void allRest()
    {
        QFETCH(Outcome, outcome);
        QFETCH(int, kind);
        QFETCH(int, retryAfter);
        Setup setup({channel(1)});
        for (int i = 0; i < 5; ++i)
            setup.health.onOutcome(0, outcome, kNow);
        FailoverPlan plan(setup.table.route("m"), "m", setup.health, 3, 1);
        QVERIFY(!plan.next(kNow));
        const Failure failure = plan.finalError(kNow);
        QCOMPARE(int(failure.error.kind), kind);
        QCOMPARE(int(failure.retryAfter->count()), retryAfter);
        QVERIFY(failure.error.message.contains(QStringLiteral("c1")));
        // A rest is the channel's, whatever model was asked for when it began.
        QVERIFY(failure.error.message.contains(QStringLiteral("nothing else serves the model m")));
    }
    void finalErrors_data()
    {
        QTest::addColumn<QVector<Outcome>>("outcomes");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("retryAfter"); // 0: none
        const auto row = [](const char *name, QVector<Outcome> outcomes, ErrorKind kind, int retryAfter = 0) {
            QTest::newRow(name) << outcomes << int(kind) << retryAfter;
        };
        row("429 stays 429", {status(429, 90s), status(429, 61s)}, ErrorKind::RateLimited, 61);
        row("429 without a time", {status(429), status(429)}, ErrorKind::RateLimited, 1);
        row("429 outweighs others", {status(429, 9s), status(500)}, ErrorKind::RateLimited, 9);
        row("our keys were refused", {status(401), status(403)}, ErrorKind::UpstreamRefused);
        row("5xx", {status(500), status(503)}, ErrorKind::Transient);
        row("broken", {broken(Kind::Broken), broken(Kind::Broken)}, ErrorKind::Transient);
        row("silence", {broken(Kind::Silent), broken(Kind::Silent)}, ErrorKind::UpstreamSilent);
        row("of failures the last", {broken(Kind::Silent), status(500)}, ErrorKind::Transient);
        row("a failure outweighs a refusal", {status(500), status(401)}, ErrorKind::Transient);
        row("no free connection", {broken(Kind::Unavailable), broken(Kind::Unavailable)},
            ErrorKind::Unavailable);
    }
    void finalErrors()
    {
        QFETCH(QVector<Outcome>, outcomes);
        QFETCH(int, kind);
        QFETCH(int, retryAfter);
        Setup setup({channel(1), channel(2)});
        FailoverPlan plan(setup.table.route("m"), "m", setup.health, 1, 1);
        for (const Outcome &outcome : outcomes) {
            QVERIFY(plan.next(kNow));
            plan.decide(outcome, kNow);
        }
        const Failure failure = plan.finalError(kNow);
        QCOMPARE(int(failure.error.kind), kind);
        QCOMPARE(failure.retryAfter ? int(failure.retryAfter->count()) : 0, retryAfter);
        QVERIFY(failure.error.message.contains(QStringLiteral("c1: ")) &&
                failure.error.message.contains(QStringLiteral("c2: ")));
    }
    void noRouteIsTheRoutesError()
    {
        Setup setup({channel(1)});
        FailoverPlan plan(setup.table.route("x"), "x", setup.health, 3, 1);
        QVERIFY(!plan.next(kNow));
        QCOMPARE(int(plan.finalError(kNow).error.kind), int(ErrorKind::NotFound));
    }
    void anAbandonedProbeMakesRoom()
    {
        Setup setup({channel(1)});
        for (int i = 0; i < 5; ++i)
            setup.health.onOutcome(0, status(500), kNow);
        const SteadyTime later = kNow + 31s;
        FailoverPlan plan(setup.table.route("m"), "m", setup.health, 3, 1);
        QVERIFY(plan.next(later));
        QCOMPARE(setup.health.standing(0, later), Health::Standing::Resting);
        plan.abandon();
        QCOMPARE(setup.health.standing(0, later), Health::Standing::Ready);
    }

private:
    struct Setup
    {
        explicit Setup(std::vector<model::Channel> channels)
            : table(std::move(channels))
        {
            health.adopt(table);
        }
        RoutingTable table;
        Health health;
    };
};

QTEST_GUILESS_MAIN(FailoverPlanTest)
#include "tst_failover_plan.moc"
