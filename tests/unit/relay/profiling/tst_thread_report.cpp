// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/thread_report.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <memory>

using namespace relay::profiling;

namespace {

[[gnu::noinline]] void plantedWait(QSemaphore &begun, QSemaphore &end)
{
    begun.release();
    end.acquire();
    QThread::yieldCurrentThread(); // no call in tail position
}

// A thread that waits for as long as this lives.
class WaitingThread final
{
public:
    explicit WaitingThread(const QString &name)
    {
        m_thread.reset(QThread::create([this] { plantedWait(m_begun, m_end); }));
        m_thread->setObjectName(name);
        m_thread->start();
        m_begun.acquire();
    }
    ~WaitingThread()
    {
        m_end.release();
        m_thread->wait();
    }

private:
    QSemaphore m_begun;
    QSemaphore m_end;
    std::unique_ptr<QThread> m_thread;
};

const ThreadStack *named(const std::vector<ThreadStack> &threads, const std::string &name)
{
    const auto found = std::ranges::find(threads, name, &ThreadStack::name);
    return found == threads.end() ? nullptr : &*found;
}

bool isIn(const ThreadStack &thread, const std::string &function)
{
    return std::ranges::find(thread.frames, function, &ThreadStack::Frame::function) != thread.frames.end();
}

ThreadStack sample(std::int64_t id, const std::string &name, std::uint64_t address)
{
    return {.id = id,
            .name = name,
            .state = "sleeping",
            .cpuUs = 1'500'000,
            .frames = {{.address = address, .offset = 0x10, .function = "poll", .file = "/lib/libc.so.6"}},
            .isWhole = true};
}

} // namespace

class ThreadReportTest final : public QObject
{
    Q_OBJECT

private slots:
    void aWaitingThreadTellsWhereItWaits()
    {
        const WaitingThread waiting(QStringLiteral("planted"));
        const auto threads = threadStacks();
        QVERIFY(threads);
        const ThreadStack *thread = named(*threads, "planted");
        QVERIFY(thread);
        QVERIFY(isIn(*thread, "(anonymous namespace)::plantedWait"));
        QVERIFY(thread->isWhole);
        QTRY_COMPARE(named(*threadStacks(), "planted")->state, std::string("sleeping"));
    }

    void theAskingThreadIsInIt()
    {
        const auto threads = threadStacks();
        QVERIFY(threads);
        const auto self = std::ranges::find_if(
            *threads, [](const ThreadStack &each) { return isIn(each, "relay::profiling::threadStacks"); });
        QVERIFY(self != threads->end());
        QVERIFY(isIn(*self, "main"));
        QVERIFY(self->cpuUs > 0);
    }

    void waitsGoOn() // a signal must not end what a thread waits for
    {
        const WaitingThread waiting(QStringLiteral("planted"));
        for (int i = 0; i < 20; ++i) {
            const auto threads = threadStacks();
            QVERIFY(threads);
            QVERIFY(isIn(*named(*threads, "planted"), "(anonymous namespace)::plantedWait"));
        }
    }

    void equalStacksAreOneGroup()
    {
        const std::vector<ThreadStack> threads = {sample(1, "a", 0x99), sample(2, "b", 0x42),
                                                  sample(3, "c", 0x42)};
        QCOMPARE(groupedThreadText(threads), std::string("threads profile: total 3\n"
                                                         "2 @ 0x42\n"
                                                         "# names: \"b\" \"c\"\n"
                                                         "#\t0x42\tpoll+0x10\t/lib/libc.so.6\n\n"
                                                         "1 @ 0x99\n"
                                                         "# names: \"a\"\n"
                                                         "#\t0x99\tpoll+0x10\t/lib/libc.so.6\n\n"));
    }

    void eachThreadIsToldByItself()
    {
        std::vector<ThreadStack> threads = {sample(1, "a", 0x42), sample(2, "b", 0x42)};
        threads[1].frames.clear();
        QCOMPARE(singleThreadText(threads),
                 std::string("thread 1 \"a\" [sleeping, 1.500000 s of processor time]:\n"
                             "poll()\n\t/lib/libc.so.6 +0x10\n\n"
                             "thread 2 \"b\" [sleeping, 1.500000 s of processor time]:\n"
                             "(no stack: it did not answer the signal)\n\n"));
    }

    void theProfileCountsThreads()
    {
        const std::vector<ThreadStack> threads = {sample(1, "a", 0x42), sample(2, "b", 0x42)};
        const Profile profile = threadProfile(threads);
        QCOMPARE(profile.samples.size(), std::size_t{2});
        QCOMPARE(profile.locations.size(), std::size_t{1});
        QCOMPARE(profile.samples[1].thread, std::string("b"));
        QCOMPARE(profile.samples[1].values, std::vector<std::int64_t>{1});
    }
};

QTEST_GUILESS_MAIN(ThreadReportTest)
#include "tst_thread_report.moc"
