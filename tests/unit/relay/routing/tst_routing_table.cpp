// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/routing_table.h"

#include <QTest>

using namespace relay;
using namespace relay::routing;

namespace {

model::Channel channel(std::int64_t id, std::vector<std::string> models, int priority = 0,
                       std::vector<std::string> keys = {"k"})
{
    model::Channel channel;
    channel.id = id;
    channel.name = "c" + std::to_string(id);
    channel.models = std::move(models);
    channel.priority = priority;
    channel.keys = std::move(keys);
    return channel;
}

// "1:upstream 2:upstream"
std::string told(const Route &route)
{
    std::string text;
    for (const Candidate &candidate : route.candidates) {
        text += (text.empty() ? "" : " ") + std::to_string(candidate.channel->id) + ":" +
                std::string(candidate.upstreamModel);
    }
    return text;
}

} // namespace

class RoutingTableTest final : public QObject
{
    Q_OBJECT
private slots:
    void matches_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("candidates");
        QTest::newRow("an exact name")
            << QByteArray("gpt-4o") << QByteArray("2:gpt-4o 1:gpt-4o 4:gpt-4o 5:any");
        QTest::newRow("a mapping's name") << QByteArray("fast") << QByteArray("3:tiny 5:any");
        QTest::newRow("a mapping of a listed name") << QByteArray("mapped") << QByteArray("3:real 5:any");
        QTest::newRow("a suffix of a pattern") << QByteArray("gpt-9") << QByteArray("4:gpt-9 5:any");
        QTest::newRow("a listed name is no case for a wide mapping")
            << QByteArray("own") << QByteArray("5:own");
        QTest::newRow("anything at all") << QByteArray("x") << QByteArray("5:any");
    }
    void matches()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, candidates);
        model::Channel mapping = channel(3, {"mapped"});
        mapping.modelMapping = {{"fast", "tiny"}, {"mapped", "real"}};
        model::Channel wide = channel(5, {"own"}, -1);
        wide.modelMapping = {{"*", "any"}};
        const RoutingTable table(
            {channel(1, {"gpt-4o"}), channel(2, {"gpt-4o"}, 5), mapping, channel(4, {"gpt-*"}), wide});
        const std::string name = model.toStdString();
        const Route route = table.route(name);
        QVERIFY(!route.error);
        QCOMPARE(told(route), candidates.toStdString());
    }
    void everyKeyIsACandidate()
    {
        const RoutingTable table({channel(1, {"m"}, 0, {"a", "b", "c"}), channel(2, {"m"}, 0, {})});
        const Route route = table.route("m");
        QCOMPARE(route.candidates.size(), std::size_t(4));
        QCOMPARE(std::string(route.candidates[1].key), std::string("b"));
        QCOMPARE(std::string(route.candidates[3].key), std::string());
        QCOMPARE(route.candidates[0].weight * 3, route.candidates[3].weight);
        for (std::uint32_t i = 0; i < 4; ++i)
            QCOMPARE(route.candidates[i].index, i);
        QCOMPARE(table.candidateCount(), std::size_t(4));
    }
    void identitiesOutliveTheTable()
    {
        const RoutingTable before({channel(1, {"m"}, 0, {"a", "b"})});
        const RoutingTable after({channel(7, {"m"}, 9), channel(1, {"n"}, 0, {"b", "c"})});
        QCOMPARE(before.identity(1), after.identity(1));
        QVERIFY(before.identity(0) != before.identity(1));
        QVERIFY(after.identity(2) != before.identity(0));
    }
    void saysWhyThereIsNone_data()
    {
        QTest::addColumn<bool>("otherIsOn");
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<int>("kind");
        QTest::newRow("an unknown model") << true << QByteArray("x") << int(ErrorKind::NotFound);
        QTest::newRow("its channel is off") << true << QByteArray("m") << int(ErrorKind::Unavailable);
        QTest::newRow("all channels are off") << false << QByteArray("x") << int(ErrorKind::Unavailable);
    }
    void saysWhyThereIsNone()
    {
        QFETCH(bool, otherIsOn);
        QFETCH(QByteArray, model);
        QFETCH(int, kind);
        model::Channel off = channel(1, {"m"});
        off.enabled = false;
        model::Channel other = channel(2, {"n"});
        other.enabled = otherIsOn;
        const RoutingTable table({off, other});
        const std::string name = model.toStdString();
        const Route route = table.route(name);
        QVERIFY(route.error);
        QVERIFY(route.candidates.empty());
        QCOMPARE(int(route.error->kind), kind);
    }
    void noChannelAtAll()
    {
        const RoutingTable table({});
        QCOMPARE(int(table.route("m").error->kind), int(ErrorKind::Unavailable));
    }
    void pins()
    {
        model::Channel off = channel(3, {"m"});
        off.enabled = false;
        model::Channel mapping = channel(2, {});
        mapping.modelMapping = {{"m", "real"}};
        const RoutingTable table({channel(1, {"m"}), mapping, off});
        QCOMPARE(told(table.route("m", 2)), std::string("2:real"));
        QCOMPARE(told(table.route("unlisted", 2)), std::string("2:unlisted"));
        QCOMPARE(int(table.route("m", 3).error->kind), int(ErrorKind::Unavailable));
        QCOMPARE(int(table.route("m", 9).error->kind), int(ErrorKind::NotFound));
    }
    void lists()
    {
        model::Channel mapping = channel(2, {"b", "x-*"}, 3);
        mapping.modelMapping = {{"a", "z"}, {"*", "y"}};
        model::Channel off = channel(3, {"c"});
        off.enabled = false;
        const RoutingTable table({channel(1, {"b", "d"}), mapping, off});
        std::string names;
        for (const ListedModel &listed : table.models())
            names += listed.id + "=" + listed.ownedBy + " ";
        QCOMPARE(names, std::string("a=c2 b=c2 d=c2 "));
        QVERIFY(table.findModel("d"));
        QVERIFY(!table.findModel("c"));
        QVERIFY(!table.findModel("x-*"));
    }
};

QTEST_GUILESS_MAIN(RoutingTableTest)
#include "tst_routing_table.moc"
