// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/day_spend.h"
#include "relay/service/watch_desk.h"

#include <QDateTime>
#include <QTest>

#include <memory>

using relay::api::Event;
using relay::api::EventKind;
using relay::service::DaySpend;
using relay::service::dollarsOf;
using relay::service::WatchDesk;
using namespace std::chrono_literals;

// Events as they are kept and told, slow requests, and what a day has cost. Time is what the test says.
class WatchDeskTest final : public QObject
{
    Q_OBJECT

private slots:
    void eventsAreKeptAndTold();
    void onlyTheLastOnesAreKept();
    void nobodyIsToldWhoIsGone();
    void whoIsGoneIsForgotten();
    void slowRequestsAreToldOnceAMinute();
    void aDaysSpendBeginsAtMidnight();
    void whatWasSpentBeforeTheStartCounts();

private:
    static WatchDesk::Look slow(relay::SteadyTime now, std::uint64_t count)
    {
        WatchDesk::Look look;
        look.now = now;
        look.slowRequests = count;
        look.slowThreshold = 10s;
        return look;
    }
};

void WatchDeskTest::eventsAreKeptAndTold()
{
    QObject root;
    WatchDesk desk(&root);
    std::vector<Event> told;
    QObject context;
    desk.onEvent(&context, [&](const Event &event) { told.push_back(event); });
    desk.post({.kind = EventKind::GuardUndid, .text = "one"});
    desk.post({.kind = EventKind::AlertRaised, .subject = "wal", .text = "two"});
    QTRY_COMPARE(told.size(), std::size_t{2});
    QCOMPARE(told[0].text.english(), std::string("one"));
    QCOMPARE(told[1].id, std::int64_t{2});
    QCOMPARE(desk.events(0).size(), std::size_t{2});
    QCOMPARE(desk.events(1).size(), std::size_t{1});
    QCOMPARE(desk.events(1)[0].subject, std::string("wal"));
    QVERIFY(desk.events(2).empty());
}

void WatchDeskTest::onlyTheLastOnesAreKept()
{
    QObject root;
    WatchDesk desk(&root);
    for (std::size_t i = 0; i < WatchDesk::kKeptEvents + 5; ++i)
        desk.post({.kind = EventKind::SlowRequests});
    const std::vector<Event> kept = desk.events(0);
    QCOMPARE(kept.size(), WatchDesk::kKeptEvents);
    QCOMPARE(kept.front().id, std::int64_t{6});
}

void WatchDeskTest::nobodyIsToldWhoIsGone()
{
    QObject root;
    WatchDesk desk(&root);
    int told = 0;
    int gone = 0;
    QObject context;
    auto leaving = std::make_unique<QObject>();
    desk.onEvent(leaving.get(), [&](const Event &) { ++gone; });
    desk.onEvent(&context, [&](const Event &) { ++told; });
    desk.post({});
    leaving.reset();
    QTRY_COMPARE(told, 1);
    QCOMPARE(gone, 0);
}

void WatchDeskTest::whoIsGoneIsForgotten()
{
    QObject root;
    WatchDesk desk(&root);
    const auto held = std::make_shared<int>();
    {
        QObject leaving;
        desk.onEvent(&leaving, [held](const Event &) {});
    }
    QVERIFY(held.use_count() > 1);
    desk.post({});
    QTRY_COMPARE(held.use_count(), 1L);
}

void WatchDeskTest::slowRequestsAreToldOnceAMinute()
{
    QObject root;
    WatchDesk desk(&root);
    relay::SteadyTime now{100h};
    desk.look(slow(now, 0));
    QVERIFY(desk.events(0).empty());
    desk.look(slow(now += 1s, 1));
    QCOMPARE(desk.events(0).size(), std::size_t{1});
    QCOMPARE(desk.events(0)[0].text.english(),
             std::string("1 slow request (SLOW_REQUEST_THRESHOLD_MS=10000)"));
    desk.look(slow(now += 1s, 30));
    desk.look(slow(now += 50s, 40));
    QCOMPARE(desk.events(0).size(), std::size_t{1});
    desk.look(slow(now += 10s, 40));
    QCOMPARE(desk.events(0).size(), std::size_t{2});
    QVERIFY(desk.events(0)[1].text.english().starts_with("39 slow requests"));
    desk.look(slow(now += 300s, 40));
    QCOMPARE(desk.events(0).size(), std::size_t{2});
}

void WatchDeskTest::aDaysSpendBeginsAtMidnight()
{
    const std::int64_t start = QDateTime(QDate(2026, 5, 4), QTime(0, 0)).toMSecsSinceEpoch();
    DaySpend spend(start);
    const auto spent = [&spend](double usd, std::uint64_t requests, std::int64_t at) {
        return spend.today({{7, {requests, usd}}}, at);
    };
    QVERIFY(!spend.wanted(start));
    QCOMPARE(dollarsOf(spent(0.25, 1, start + 1000)), 0.25);
    const std::int64_t lastSecond = QDateTime(QDate(2026, 5, 4), QTime(23, 59, 59)).toMSecsSinceEpoch();
    QCOMPARE(dollarsOf(spent(3.0, 2, lastSecond)), 3.0);
    QVERIFY(spent(3.0, 2, lastSecond + 1000).empty());
    const DaySpend::Sums today = spent(3.5, 3, lastSecond + 2000);
    QCOMPARE(dollarsOf(today), 0.5);
    QCOMPARE(today.at(7).requests, std::uint64_t(1));
}

void WatchDeskTest::whatWasSpentBeforeTheStartCounts()
{
    const std::int64_t midnight = QDateTime(QDate(2026, 5, 4), QTime(0, 0)).toMSecsSinceEpoch();
    const std::int64_t start = midnight + 10 * 3'600'000;
    DaySpend spend(start);
    const auto wanted = spend.wanted(start + 5);
    QVERIFY(wanted);
    QCOMPARE(wanted->startMs, midnight);
    QCOMPARE(wanted->endMs, start);
    const DaySpend::Sums lifetime{{7, {2, 1.0}}};
    QCOMPARE(dollarsOf(spend.today(lifetime, start + 5)), 1.0);
    spend.setBefore({{7, {10, 4.0}}, {8, {1, 0.5}}});
    QVERIFY(!spend.wanted(start + 5));
    const DaySpend::Sums today = spend.today(lifetime, start + 5);
    QCOMPARE(dollarsOf(today), 5.5);
    QCOMPARE(today.at(7).requests, std::uint64_t(12));
    QCOMPARE(today.at(8).costUsd, 0.5);
    const std::int64_t tomorrow = QDateTime(QDate(2026, 5, 5), QTime(0, 0)).toMSecsSinceEpoch();
    QVERIFY(spend.today({{7, {3, 1.5}}}, tomorrow).empty());
    QVERIFY(!spend.wanted(tomorrow));
}

QTEST_GUILESS_MAIN(WatchDeskTest)
#include "tst_watch_desk.moc"
