// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/timer_wheel.h"

#include <QtTest>

using namespace std::chrono_literals;
using relay::Nanos;
using relay::SteadyTime;
using relay::net::Timer;
using relay::net::TimerWheel;

class TimerWheelTest final : public QObject
{
    Q_OBJECT

private slots:
    void wakesInTime_data();
    void wakesInTime();
    void aTimerPutOffFiresOnce();
};

namespace {

struct Expiries final : Timer::Owner
{
    void timerExpired(Timer &) override { ++count; }
    int count = 0;
};

constexpr SteadyTime kStart{1h};

} // namespace

void TimerWheelTest::wakesInTime_data()
{
    QTest::addColumn<qint64>("idleMs");
    QTest::addColumn<qint64>("delayMs");
    for (const auto &[idle, idleMs] :
         {std::pair{"at once", 0LL}, std::pair{"after 10 s", 10'000LL},
          std::pair{"after a round of the wheel", 20'480LL}, std::pair{"after a minute", 60'010LL},
          std::pair{"after a day", 86'400'000LL}}) {
        for (const qint64 delayMs : {1LL, 20LL, 990LL, 20'480LL, 90'000LL})
            QTest::addRow("%s, in %lld ms", idle, delayMs) << qint64(idleMs) << delayMs;
    }
}

// Also after a time in which nothing was armed, and nobody advanced the wheel.
void TimerWheelTest::wakesInTime()
{
    QFETCH(const qint64, idleMs);
    QFETCH(const qint64, delayMs);
    TimerWheel wheel(kStart);
    Expiries owner;
    Timer timer(owner);
    SteadyTime now = kStart + std::chrono::milliseconds(idleMs);
    const SteadyTime due = now + std::chrono::milliseconds(delayMs);
    wheel.arm(timer, now, due - now);
    while (!wheel.empty()) {
        const SteadyTime next = wheel.nextWake();
        QVERIFY2(next > now, "a time that has been is no time to wake at");
        QVERIFY(next <= due + 2 * TimerWheel::kTick);
        now = next;
        wheel.advance(now);
        QVERIFY(owner.count == 0 || now >= due);
    }
    QCOMPARE(owner.count, 1);
}

void TimerWheelTest::aTimerPutOffFiresOnce()
{
    TimerWheel wheel(kStart);
    Expiries owner;
    Timer timer(owner);
    SteadyTime now = kStart + 1min;
    wheel.arm(timer, now, 1s);
    wheel.arm(timer, now, 30s); // stays where it is until its slot comes by
    const SteadyTime due = now + 30s;
    while (!wheel.empty()) {
        now = wheel.nextWake();
        wheel.advance(now);
        QVERIFY(owner.count == 0 || now >= due);
    }
    QVERIFY(now <= due + 2 * TimerWheel::kTick);
    QCOMPARE(owner.count, 1);
}

QTEST_GUILESS_MAIN(TimerWheelTest)

#include "tst_timer_wheel.moc"
