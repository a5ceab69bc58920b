// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/flame_graph.h"

#include <QTest>

using namespace relay::profiling;

static Profile threeStacks()
{
    Profile profile;
    profile.sampleTypes = {{"samples", "count"}, {"cpu", "nanoseconds"}};
    profile.locations = {{0x10, "main", ""}, {0x20, "read", ""}, {0x30, "parse", ""}, {0x31, "parse", ""}};
    profile.samples = {{{1, 0}, {1, 10}, "relay"},
                       {{2, 1, 0}, {2, 20}, "relay"},
                       {{3, 1, 0}, {4, 40}, "relay"},
                       {{0}, {3, 30}, "writer"}};
    return profile;
}

class FlameGraphTest final : public QObject
{
    Q_OBJECT

private slots:
    void totalsHoldWhatIsBelow()
    {
        const FlameNode root = flameGraph(threeStacks(), 1);
        QCOMPARE(root.name, std::string("all"));
        QCOMPARE(root.total, 100);
        QCOMPARE(root.self, 0);
        QCOMPARE(root.children.size(), std::size_t{2});
        const FlameNode &relay = root.children[0]; // the larger one
        QCOMPARE(relay.name, std::string("relay"));
        QCOMPARE(relay.total, 70);
        const FlameNode &read = relay.children[0].children[0];
        QCOMPARE(read.name, std::string("read"));
        QCOMPARE(read.total, 70);
        QCOMPARE(read.self, 10);
    }

    void placesInOneFunctionAreOneNode()
    {
        const FlameNode root = flameGraph(threeStacks(), 0);
        const FlameNode &read = root.children[0].children[0].children[0];
        QCOMPARE(read.children.size(), std::size_t{1});
        QCOMPARE(read.children[0].name, std::string("parse"));
        QCOMPARE(read.children[0].self, 6);
    }

    void aTypeThatIsNotThereIsEmpty()
    {
        const FlameNode root = flameGraph(threeStacks(), 7);
        QCOMPARE(root.total, 0);
        QVERIFY(root.children.empty());
    }
};

QTEST_GUILESS_MAIN(FlameGraphTest)
#include "tst_flame_graph.moc"
