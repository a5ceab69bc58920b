// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <atomic>

using namespace tests;
using namespace std::chrono_literals;

// The machine sleeps and wakes up: what waited in the pool is dead on the other side.
class SleepTest final : public QObject
{
    Q_OBJECT

private slots:
    void afterASleepTheNextRequestHasAConnectionOfItsOwn();
    void clocksThatDriftAreNoSleep();
    void theSystemsClockStandsStillWhileNobodySleeps();

private:
    void start();

    std::atomic<std::int64_t> m_asleepMs{0};
    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<RelayFixture> m_relay;
};

void SleepTest::start()
{
    m_upstream = std::make_unique<FakeUpstream>(scripts::chat());
    m_relay = std::make_unique<RelayFixture>();
    m_relay->stop();
    m_relay->timeAsleep = [this] { return std::chrono::milliseconds(m_asleepMs); };
    QVERIFY(m_relay->start());
    QVERIFY(m_relay->add("main", m_upstream->baseUrl()) != 0);
    QCOMPARE(m_relay->client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    QTRY_COMPARE(m_relay->figures().upstreamIdle, 1U);
}

void SleepTest::afterASleepTheNextRequestHasAConnectionOfItsOwn()
{
    start();
    m_asleepMs += 3'600'000;
    QTRY_COMPARE_WITH_TIMEOUT(m_relay->figures().upstreamIdle, 0U, 20'000);
    QCOMPARE(m_relay->client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    QCOMPARE(m_upstream->connectionCount(), 2);
    QTRY_COMPARE(m_relay->figures().upstreamIdle, 1U);
    m_asleepMs += 60'000; // the next night
    QTRY_COMPARE_WITH_TIMEOUT(m_relay->figures().upstreamIdle, 0U, 20'000);
}

// A look that sees the hour's sleep comes after one that has seen the drift.
void SleepTest::clocksThatDriftAreNoSleep()
{
    start();
    const std::int64_t before = m_relay->core().metrics().runtime.sampledAtMs;
    m_asleepMs += 900;
    QTRY_VERIFY_WITH_TIMEOUT(m_relay->core().metrics().runtime.sampledAtMs > before + 2000, 20'000);
    QCOMPARE(m_relay->figures().upstreamIdle, 1U);
    QCOMPARE(m_upstream->connectionCount(), 1);
}

void SleepTest::theSystemsClockStandsStillWhileNobodySleeps()
{
    const std::chrono::nanoseconds first = relay::platform::timeAsleep();
    QVERIFY(first >= 0ns);
    QVERIFY(relay::platform::timeAsleep() - first < 1s);
}

QTEST_GUILESS_MAIN(SleepTest)
#include "tst_sleep.moc"
