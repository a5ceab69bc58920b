// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/contended_mutex.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <memory>
#include <vector>

using namespace relay::profiling;

namespace {

constexpr std::int64_t kHeldNs = 30'000'000;

[[gnu::noinline]] void plantedHolder(ContendedMutex &mutex, QSemaphore &held, QSemaphore &arrived)
{
    const std::lock_guard lock(mutex);
    held.release();
    arrived.acquire();
    QElapsedTimer clock;
    clock.start();
    while (clock.nsecsElapsed() < kHeldNs)
        QThread::yieldCurrentThread();
}

[[gnu::noinline]] void plantedWaiter(ContendedMutex &mutex, QSemaphore &arrived)
{
    arrived.release();
    const std::lock_guard lock(mutex);
    QThread::yieldCurrentThread();
}

void contend(ContendedMutex &mutex)
{
    QSemaphore held;
    QSemaphore arrived;
    const std::unique_ptr<QThread> holder(QThread::create([&] { plantedHolder(mutex, held, arrived); }));
    holder->start();
    held.acquire();
    plantedWaiter(mutex, arrived);
    holder->wait();
}

const Sample *at(const Profile &profile, const std::string &function)
{
    const auto found = std::ranges::find_if(profile.samples, [&](const Sample &sample) {
        return std::ranges::any_of(sample.stack, [&](std::size_t location) {
            return profile.locations[location].function == function;
        });
    });
    return found == profile.samples.end() ? nullptr : &*found;
}

} // namespace

class ContendedMutexTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { contention::start(); }
    void cleanup() { contention::stop(); }

    void aWaitIsChargedToWhoWaits()
    {
        ContendedMutex mutex;
        contend(mutex);
        const Profile profile = contention::blockProfile();
        const Sample *sample = at(profile, "(anonymous namespace)::plantedWaiter");
        QVERIFY(sample);
        QCOMPARE(sample->values[0], 1);
        QVERIFY(sample->values[1] > kHeldNs / 2);
        QVERIFY(!at(profile, "(anonymous namespace)::plantedHolder"));
    }

    void aWaitIsChargedToWhoMadeItWait()
    {
        ContendedMutex mutex;
        contend(mutex);
        const Profile profile = contention::mutexProfile();
        const Sample *sample = at(profile, "(anonymous namespace)::plantedHolder");
        QVERIFY(sample);
        QCOMPARE(sample->values[0], 1);
        QVERIFY(sample->values[1] > kHeldNs / 2);
        QVERIFY(!at(profile, "(anonymous namespace)::plantedWaiter"));
    }

    void aFreeLockIsNotCounted()
    {
        ContendedMutex mutex;
        for (int i = 0; i < 100; ++i)
            const std::lock_guard lock(mutex);
        QVERIFY(contention::blockProfile().samples.empty());
        QVERIFY(contention::mutexProfile().samples.empty());
    }

    void whileOffNothingIsCounted()
    {
        contention::stop();
        ContendedMutex mutex;
        contend(mutex);
        contention::start();
        QVERIFY(contention::blockProfile().samples.empty());
        QVERIFY(contention::mutexProfile().samples.empty());
    }

    void itExcludesEachOther()
    {
        ContendedMutex mutex;
        std::int64_t sum = 0;
        std::vector<std::unique_ptr<QThread>> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(QThread::create([&] {
                for (int turn = 0; turn < 20'000; ++turn) {
                    const std::lock_guard lock(mutex);
                    ++sum;
                }
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            QVERIFY(thread->wait());
        QCOMPARE(sum, 80'000);
    }

    void tryLockDoesNotWait()
    {
        ContendedMutex mutex;
        const std::lock_guard lock(mutex);
        bool taken = true;
        const std::unique_ptr<QThread> thread(QThread::create([&] { taken = mutex.try_lock(); }));
        thread->start();
        QVERIFY(thread->wait());
        QVERIFY(!taken);
    }
};

QTEST_GUILESS_MAIN(ContendedMutexTest)
#include "tst_contended_mutex.moc"
