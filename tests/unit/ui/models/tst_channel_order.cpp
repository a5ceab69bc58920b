// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/channel_order.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using relay::model::Channel;
using ui::models::moved;
using ui::models::sortAsTried;

class ChannelOrderTest final : public QObject
{
    Q_OBJECT

private slots:
    void sortsAsTheyAreTried();
    void movesWithFewChanges_data();
    void movesWithFewChanges();
    void everyMoveLandsWhereItWasAsked();
    void equalsGoOnSharing();
    void sharesAreOfThoseThatAreOn();

private:
    static std::vector<Channel> channels(const QList<int> &priorities);
    static QList<std::int64_t> idsAfter(std::vector<Channel> channels, const std::vector<Channel> &changes);
};

std::vector<Channel> ChannelOrderTest::channels(const QList<int> &priorities)
{
    std::vector<Channel> made;
    for (int i = 0; i < priorities.size(); ++i)
        made.push_back({.id = i + 1, .priority = priorities[i]});
    return made;
}

QList<std::int64_t> ChannelOrderTest::idsAfter(std::vector<Channel> channels,
                                               const std::vector<Channel> &changes)
{
    for (const Channel &change : changes)
        *std::ranges::find(channels, change.id, &Channel::id) = change;
    sortAsTried(channels);
    QList<std::int64_t> ids;
    for (const Channel &channel : channels)
        ids.append(channel.id);
    return ids;
}

void ChannelOrderTest::sortsAsTheyAreTried()
{
    std::vector<Channel> list{{.id = 1, .priority = 1},
                              {.id = 2, .priority = 5, .weight = 1},
                              {.id = 3, .priority = 5, .weight = 3},
                              {.id = 4, .priority = 5, .weight = 0}};
    QCOMPARE(idsAfter(list, {}), (QList<std::int64_t>{3, 2, 4, 1}));
}

void ChannelOrderTest::movesWithFewChanges_data()
{
    QTest::addColumn<QList<int>>("priorities");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<int>("changes");
    QTest::newRow("to the top: itself") << QList<int>{9, 5, 4, 1} << 3 << 0 << 1;
    QTest::newRow("to the end: itself") << QList<int>{9, 5, 4, 1} << 0 << 3 << 1;
    QTest::newRow("into a gap: itself") << QList<int>{9, 5, 4, 1} << 3 << 1 << 1;
    QTest::newRow("between neighbours: itself and one more") << QList<int>{9, 5, 4, 1} << 3 << 2 << 2;
    QTest::newRow("nowhere: nothing") << QList<int>{9, 5, 4, 1} << 2 << 2 << 0;
    QTest::newRow("out of all alike: what must be above") << QList<int>{0, 0, 0, 0} << 3 << 1 << 2;
}

void ChannelOrderTest::movesWithFewChanges()
{
    QFETCH(const QList<int>, priorities);
    QFETCH(const int, from);
    QFETCH(const int, to);
    QFETCH(const int, changes);
    const std::vector<Channel> list = channels(priorities);
    const std::vector<Channel> edits = moved(list, std::size_t(from), std::size_t(to));
    QCOMPARE(int(edits.size()), changes);
    QList<std::int64_t> expected = idsAfter(list, {});
    expected.move(from, to);
    QCOMPARE(idsAfter(list, edits), expected);
}

void ChannelOrderTest::everyMoveLandsWhereItWasAsked()
{
    std::mt19937 random(11);
    for (int round = 0; round < 2000; ++round) {
        QList<int> priorities;
        for (int i = 0; i < 7; ++i)
            priorities.append(int(random() % 6));
        std::ranges::sort(priorities, std::greater());
        const std::vector<Channel> list = channels(priorities);
        const auto from = int(random() % 7);
        const auto to = int(random() % 7);
        QList<std::int64_t> expected = idsAfter(list, {});
        expected.move(from, to);
        const QList<std::int64_t> got = idsAfter(list, moved(list, std::size_t(from), std::size_t(to)));
        QVERIFY2(got == expected,
                 qPrintable(QStringLiteral("round %1: %2 to %3").arg(round).arg(from).arg(to)));
    }
}

void ChannelOrderTest::equalsGoOnSharing()
{
    const std::vector<Channel> list = channels({5, 5, 4, 4, 1});
    std::map<std::int64_t, int> priorities;
    for (const Channel &channel : list)
        priorities[channel.id] = channel.priority;
    for (const Channel &change : moved(list, 4, 2))
        priorities[change.id] = change.priority;
    QCOMPARE(priorities[1], priorities[2]);
    QCOMPARE(priorities[3], priorities[4]);
    QVERIFY(priorities[2] > priorities[5]);
    QVERIFY(priorities[5] > priorities[3]);
}

void ChannelOrderTest::sharesAreOfThoseThatAreOn()
{
    const std::vector<Channel> list{{.id = 1, .priority = 5, .weight = 3},
                                    {.id = 2, .priority = 5, .weight = 0},
                                    {.id = 3, .priority = 5, .weight = 9, .enabled = false},
                                    {.id = 4, .priority = 1, .weight = 2}};
    const ui::models::Share share = ui::models::shareOf(list[0], list);
    QCOMPARE(share.channels, 2);
    QCOMPARE(share.weights, 4);
    QCOMPARE(ui::models::shareOf(list[3], list).channels, 1);
}

QTEST_GUILESS_MAIN(ChannelOrderTest)
#include "tst_channel_order.moc"
