// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/cpu_capture.h"
#include "relay/profiling/flame_graph.h"
#include "relay/profiling/profile_proto.h"
#include "tests/support/pprof_reader.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <map>

using namespace relay::profiling;
using namespace std::chrono_literals;

namespace {

std::atomic<bool> s_stop{false};

[[gnu::noinline]] void plantedBusyWork()
{
    volatile unsigned number = 1;
    while (!s_stop.load(std::memory_order_relaxed))
        number = number * 1664525U + 1013904223U;
}

[[gnu::noinline]] void plantedCaller()
{
    plantedBusyWork();
    QThread::yieldCurrentThread(); // no call in tail position
}

// A thread with work for as long as this lives.
class BusyThread final
{
public:
    explicit BusyThread(const QString &name)
    {
        s_stop = false;
        m_thread.reset(QThread::create(plantedCaller));
        m_thread->setObjectName(name);
        m_thread->start();
    }
    ~BusyThread()
    {
        s_stop = true;
        m_thread->wait();
    }

private:
    std::unique_ptr<QThread> m_thread;
};

std::map<std::string, std::int64_t> selfByFunction(const Profile &profile)
{
    std::map<std::string, std::int64_t> sums;
    for (const Sample &sample : profile.samples)
        sums[profile.locations[sample.stack.front()].function] += sample.values[1];
    return sums;
}

constexpr const char *kPlanted = "(anonymous namespace)::plantedBusyWork";

} // namespace

class CpuCaptureTest final : public QObject
{
    Q_OBJECT

private slots:
    void aBusyFunctionIsOnTop()
    {
        const BusyThread busy(QStringLiteral("busybody"));
        const std::clock_t before = std::clock();
        auto capture = CpuCapture::start({.duration = 1s});
        QVERIFY(capture);
        const Profile profile = (*capture)->take();
        const double usedNs =
            double(std::clock() - before) / CLOCKS_PER_SEC * 1e9; // the machine may be shared
        const auto self = selfByFunction(profile);
        const auto top = std::ranges::max_element(self, {}, [](const auto &entry) { return entry.second; });
        QVERIFY(top != self.end());
        QCOMPARE(top->first, std::string(kPlanted));
        QVERIFY2(double(top->second) > 0.5 * usedNs && double(top->second) < 1.3 * usedNs,
                 qPrintable(QStringLiteral("%1 of %2 ns").arg(top->second).arg(usedNs)));
        QCOMPARE(profile.period, 10'000'000);
        QVERIFY(profile.durationNs >= 1'000'000'000);
    }

    void stacksReachTheThreadsFirstFunction()
    {
        const BusyThread busy(QStringLiteral("busybody"));
        auto capture = CpuCapture::start({.duration = 300ms, .hz = 200});
        QVERIFY(capture);
        const FlameNode root = flameGraph((*capture)->take(), 1);
        const auto thread = std::ranges::find(root.children, "busybody", &FlameNode::name);
        QVERIFY(thread != root.children.end());
        // Qt and glibc, which keep no frame pointers, are between the thread's begin and the caller.
        std::vector<std::string> path;
        for (const FlameNode *node = &*thread; !node->children.empty(); node = &node->children.front())
            path.push_back(node->children.front().name);
        QVERIFY(path.size() >= 4);
        QCOMPARE(path.back(), std::string(kPlanted));
        QCOMPARE(path[path.size() - 2], std::string("(anonymous namespace)::plantedCaller"));
        QVERIFY(path.front().find("clone") != std::string::npos || path.front() == "[libc.so.6]");
    }

    void aThreadThatStartsLaterIsSeen()
    {
        auto capture = CpuCapture::start({.duration = 10s});
        QVERIFY(capture);
        QElapsedTimer clock;
        {
            const BusyThread busy(QStringLiteral("latecomer"));
            clock.start();
            QTRY_VERIFY(clock.elapsed() > 600);
        }
        (*capture)->stop();
        const Profile profile = (*capture)->take();
        QVERIFY(std::ranges::any_of(profile.samples,
                                    [](const Sample &each) { return each.thread == "latecomer"; }));
    }

    void aSecondOneIsRefused()
    {
        auto first = CpuCapture::start({.duration = 10s});
        QVERIFY(first);
        const auto second = CpuCapture::start({.duration = 10s});
        QVERIFY(!second);
        QCOMPARE(second.error().kind, relay::ErrorKind::Conflict);
        (*first).reset(); // a client that is gone
        QVERIFY(CpuCapture::start({.duration = 1ms}));
    }

    void stopEndsItBeforeItsTime()
    {
        QElapsedTimer clock;
        clock.start();
        auto capture = CpuCapture::start({.duration = 60s});
        QVERIFY(capture);
        (*capture)->stop();
        QVERIFY((*capture)->take().durationNs < 30'000'000'000);
        QVERIFY(clock.elapsed() < 30'000);
    }

    void readyIsToldOnce()
    {
        QSemaphore told;
        auto capture = CpuCapture::start({.duration = 10ms}, [&told] { told.release(); });
        QVERIFY(capture);
        QVERIFY(told.tryAcquire(1, 10'000));
        (*capture)->take();
        (*capture).reset();
        QCOMPARE(told.available(), 0);
    }

    void optionsHaveBounds_data()
    {
        QTest::addColumn<int>("milliseconds");
        QTest::addColumn<int>("hz");
        QTest::newRow("no time") << 0 << 100;
        QTest::newRow("more than an hour") << 3'600'001 << 100;
        QTest::newRow("no samples") << 1000 << 0;
        QTest::newRow("too many samples") << 1000 << 1001;
    }
    void optionsHaveBounds()
    {
        QFETCH(int, milliseconds);
        QFETCH(int, hz);
        const auto capture = CpuCapture::start({std::chrono::milliseconds(milliseconds), hz});
        QVERIFY(!capture);
        QCOMPARE(capture.error().kind, relay::ErrorKind::BadRequest);
    }

    void pprofReadsIt()
    {
        if (!tests::PprofReader::isInstalled())
            QSKIP("go (Debian: golang-go), whose `go tool pprof` reads the profile, is not installed");
        const BusyThread busy(QStringLiteral("busybody"));
        auto capture = CpuCapture::start({.duration = 1s});
        QVERIFY(capture);
        tests::PprofReader pprof;
        const auto entries = pprof.topOf(gzippedProto((*capture)->take()));
        QVERIFY2(!entries.empty(), pprof.trouble().constData());
        QCOMPARE(entries.front().function, QString::fromLatin1(kPlanted));
        QVERIFY(pprof.trouble().contains("Type: cpu"));
    }
};

QTEST_GUILESS_MAIN(CpuCaptureTest)
#include "tst_cpu_capture.moc"
