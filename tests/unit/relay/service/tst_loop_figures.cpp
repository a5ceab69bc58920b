// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/lag_probe.h"
#include "relay/service/loop_figures.h"

#include <QTest>

#include <utility>

using relay::Nanos;
using relay::service::LagProbe;
using relay::service::LoopFigures;
using namespace std::chrono_literals;

// Time is what the test says.
class LoopFiguresTest final : public QObject
{
    Q_OBJECT

private slots:
    void aLoopThatHasNotBegunIsNotLate();
    void theLastSecondIsTold();
    void aLoopThatStandsIsOverdue();
    void noPeakIsMissed();
    void anIdleLoopIsLookedAtSeldom();
    void aLateOneIsLookedAtClosely();

private:
    relay::SteadyTime m_now{100h};
};

void LoopFiguresTest::aLoopThatHasNotBegunIsNotLate()
{
    const LoopFigures figures;
    QCOMPARE(figures.worstLag(m_now), Nanos{0});
}

void LoopFiguresTest::theLastSecondIsTold()
{
    LoopFigures figures;
    figures.ticked(m_now, 30ms);
    QCOMPARE(figures.worstLag(m_now + 1s), Nanos{30ms});
    figures.ticked(m_now + 1s, 2ms);
    QCOMPARE(figures.worstLag(m_now + 1s), Nanos{2ms});
    QCOMPARE(figures.worstLag(m_now + 2050ms), Nanos{2ms}); // timers are no more precise than that
}

void LoopFiguresTest::aLoopThatStandsIsOverdue()
{
    LoopFigures figures;
    figures.ticked(m_now, 1ms);
    QCOMPARE(figures.worstLag(m_now + 6s), Nanos{5s});
    QCOMPARE(figures.takePeakLag(m_now + 21s), Nanos{20s});
}

void LoopFiguresTest::noPeakIsMissed()
{
    LoopFigures figures;
    figures.ticked(m_now, 900ms);
    figures.ticked(m_now + 1s, 1ms); // between two looks
    QCOMPARE(figures.takePeakLag(m_now + 1s), Nanos{900ms});
    QCOMPARE(figures.takePeakLag(m_now + 1s), Nanos{0});
}

void LoopFiguresTest::anIdleLoopIsLookedAtSeldom()
{
    relay::net::EventLoop loop;
    LagProbe probe(loop, {});
    QCOMPARE(probe.next(1ms, {}), LagProbe::kSeldom);
    QCOMPARE(probe.next(1ms, {.busy = true}), LagProbe::kOften);
    QCOMPARE(probe.next(1ms, {}), LagProbe::kSeldom);
    QCOMPARE(probe.next(1ms, {.limit = 2ms}), LagProbe::kSeldom);
}

// For as long as the alert of a lag that lasts takes to be raised, and then once more.
void LoopFiguresTest::aLateOneIsLookedAtClosely()
{
    relay::net::EventLoop loop;
    for (const auto &[lag, limit] : {std::pair(LagProbe::kLate, 50ms), std::pair(2ms, 2ms)}) {
        LagProbe probe(loop, {});
        const LagProbe::Facts facts{.limit = limit};
        auto closely = probe.next(lag, facts);
        int looks = 0;
        for (; probe.next(1ms, facts) == LagProbe::kOften && looks < 1000; ++looks)
            closely += LagProbe::kOften;
        QVERIFY(closely >= 4s && closely <= 10s);
        QCOMPARE(probe.next(1ms, facts), LagProbe::kSeldom);
    }
}

QTEST_GUILESS_MAIN(LoopFiguresTest)
#include "tst_loop_figures.moc"
