// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/failover_plan.h"
#include "relay/routing/likely_order.h"

#include <QTest>

using namespace relay;
using namespace relay::routing;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kNow{1000s};

model::Channel channel(std::int64_t id, int priority, int weight, std::vector<std::string> keys)
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

// "1a 2b": channel and key of each
QString shown(const LikelyOrder &order)
{
    QStringList names;
    for (const Candidate *candidate : order.candidates)
        names.append(QString::number(candidate->channel->id) +
                     QString::fromUtf8(candidate->key.data(), qsizetype(candidate->key.size())));
    return names.join(QLatin1Char(' '));
}

} // namespace

// What people are told of the order is what a plan does.
class LikelyOrderTest final : public QObject
{
    Q_OBJECT
private slots:
    void byPriorityThenByWeight()
    {
        const RoutingTable table({channel(1, 0, 1, {"a"}), channel(2, 0, 5, {"a"}), channel(3, 9, 1, {"a"}),
                                  channel(4, 0, 5, {"a"})});
        Health health;
        health.adopt(table);
        const LikelyOrder order = likelyOrder(table.route("m"), health, kNow);
        QCOMPARE(shown(order), QStringLiteral("3a 2a 4a 1a"));
        QCOMPARE(order.ready, std::size_t(4));
    }
    void otherKeysOfAChannelThatFailsComeAfterOtherChannels()
    {
        const RoutingTable table({channel(1, 0, 9, {"a", "b"}), channel(2, 0, 1, {"a"})});
        Health health;
        health.adopt(table);
        QCOMPARE(shown(likelyOrder(table.route("m"), health, kNow)), QStringLiteral("1a 2a 1b"));
    }
    void whoRestsComesLast()
    {
        const RoutingTable table({channel(1, 9, 1, {"a"}), channel(2, 8, 1, {"a"}), channel(3, 7, 1, {"a"}),
                                  channel(4, 0, 1, {"a"})});
        Health health;
        health.adopt(table);
        health.onOutcome(0, {Outcome::Kind::Answered, 429, 100s, {}}, kNow);
        health.onOutcome(1, {Outcome::Kind::Answered, 429, 50s, {}}, kNow);
        health.onOutcome(2, {Outcome::Kind::Answered, 401, {}, {}},
                         kNow); // doubtful: asked when nobody else is
        const LikelyOrder order = likelyOrder(table.route("m"), health, kNow);
        QCOMPARE(shown(order), QStringLiteral("4a 3a 2a 1a"));
        QCOMPARE(order.ready, std::size_t(2));
    }
    void agreesWithAPlan()
    {
        // Weights so apart that chance has no say.
        const RoutingTable table({channel(1, 0, 1, {"a"}), channel(2, 0, 100'000, {"a"}),
                                  channel(3, 5, 1, {"a", "b"}), channel(4, 1, 1, {"a"})});
        Health health;
        health.adopt(table);
        const QString expected = shown(likelyOrder(table.route("m"), health, kNow));
        FailoverPlan plan(table.route("m"), "m", health, 10, 1);
        QStringList tried;
        for (const Candidate *next = plan.next(kNow); next; next = plan.next(kNow)) {
            tried.append(QString::number(next->channel->id));
            (void)plan.decide({Outcome::Kind::Broken, 0, {}, {}}, kNow);
        }
        QStringList channels;
        for (const QString &name : expected.split(QLatin1Char(' ')))
            channels.append(name.chopped(1)); // which of a channel's keys is chance
        QCOMPARE(tried, channels);
    }
};

QTEST_GUILESS_MAIN(LikelyOrderTest)
#include "tst_likely_order.moc"
