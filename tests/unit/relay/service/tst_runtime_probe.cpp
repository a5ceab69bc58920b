// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/runtime_probe.h"
#include "tests/support/manual_clock.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <functional>

using relay::api::RuntimeFigures;
using relay::service::RuntimeProbe;
using relay::storage::DatabaseCounters;
using namespace std::chrono_literals;

namespace {

relay::platform::ProcessFigures s_process;

relay::platform::ProcessFigures plantedProcess()
{
    return s_process;
}

bool near(double measured, double expected)
{
    return std::abs(measured - expected) <= expected * 0.07;
}

} // namespace

class RuntimeProbeTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { s_process = {}; }
    void tellsTheLastLookAndNothingNewer();
    void ratesAreOfTheLastSeconds();
    void statementTimesAreOfTheLastMinute();
    void theLogsSizeIsThatOfItsFile();

private:
    RuntimeFigures told(const RuntimeProbe &probe)
    {
        RuntimeFigures figures;
        probe.fill(figures);
        return figures;
    }
    void lookFor(RuntimeProbe &probe, std::chrono::seconds time, const std::function<void()> &eachSecond)
    {
        for (auto passed = 0s; passed < time; passed += 1s) {
            eachSecond();
            m_clock.pass(1s);
            probe.look(m_counters, QStringLiteral("/nowhere/x.db"));
        }
    }

    tests::ManualClock m_clock;
    DatabaseCounters m_counters;
};

void RuntimeProbeTest::tellsTheLastLookAndNothingNewer()
{
    RuntimeProbe probe(m_clock, &plantedProcess);
    QCOMPARE(told(probe).sampledAtMs, std::int64_t{0});
    s_process = {.rssBytes = 11, .cpuUs = 22, .threads = 3, .diskReadBytes = 44, .diskWriteBytes = 55};
    probe.look(m_counters, QStringLiteral("/nowhere/x.db"));
    s_process.rssBytes = 999;
    const RuntimeFigures figures = told(probe);
    QCOMPARE(figures.sampledAtMs, m_clock.unixMs());
    QCOMPARE(figures.rssBytes, std::uint64_t{11});
    QCOMPARE(figures.cpuUs, std::uint64_t{22});
    QCOMPARE(figures.threads, 3U);
    QCOMPARE(figures.diskReadBytes, std::uint64_t{44});
    QCOMPARE(figures.diskWriteBytes, std::uint64_t{55});
    QCOMPARE(figures.walBytes, std::uint64_t{0});
    QCOMPARE(figures.cpuPercent, 0.0);
}

void RuntimeProbeTest::ratesAreOfTheLastSeconds()
{
    RuntimeProbe probe(m_clock, &plantedProcess);
    lookFor(probe, 100s, [&] {
        m_counters.reads += 40;
        m_counters.writeTransactions += 3;
        s_process.cpuUs += 250'000;
    });
    QVERIFY2(near(told(probe).dbReadsPerSecond, 40), std::to_string(told(probe).dbReadsPerSecond).c_str());
    QVERIFY(near(told(probe).dbWriteTransactionsPerSecond, 3));
    QVERIFY(near(told(probe).cpuPercent, 25));
    lookFor(probe, 16s, [] {});
    QCOMPARE(told(probe).dbReadsPerSecond, 0.0);
    QCOMPARE(told(probe).dbWriteTransactionsPerSecond, 0.0);
    QCOMPARE(told(probe).cpuPercent, 0.0);
}

void RuntimeProbeTest::statementTimesAreOfTheLastMinute()
{
    RuntimeProbe probe(m_clock, &plantedProcess);
    probe.look(m_counters, QStringLiteral("/nowhere/x.db"));
    QCOMPARE(told(probe).dbP99Us, 0.0);
    lookFor(probe, 10s, [&] {
        m_counters.add(98, 98 * 100us);
        m_counters.add(2, 2 * 40ms);
    });
    QVERIFY2(near(told(probe).dbP50Us, 100), std::to_string(told(probe).dbP50Us).c_str());
    QVERIFY2(near(told(probe).dbP99Us, 40'000), std::to_string(told(probe).dbP99Us).c_str());
    QCOMPARE(m_counters.queries.load(), std::uint64_t{1000});
    lookFor(probe, 66s, [&] { m_counters.add(1, 50us); });
    QVERIFY2(near(told(probe).dbP99Us, 50), std::to_string(told(probe).dbP99Us).c_str());
    lookFor(probe, 66s, [] {});
    QCOMPARE(told(probe).dbP99Us, 0.0);
}

void RuntimeProbeTest::theLogsSizeIsThatOfItsFile()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("x.db"));
    QFile log(path + QStringLiteral("-wal"));
    QVERIFY(log.open(QFile::WriteOnly) && log.write(QByteArray(4321, 'x')) == 4321);
    log.close();
    RuntimeProbe probe(m_clock, &plantedProcess);
    probe.look(m_counters, path);
    QCOMPARE(told(probe).walBytes, std::uint64_t{4321});
}

QTEST_GUILESS_MAIN(RuntimeProbeTest)
#include "tst_runtime_probe.moc"
