// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/heap_profile.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

using namespace relay::profiling;

namespace {

enum Column : std::size_t { AllocObjects, AllocSpace, InuseObjects, InuseSpace };

using Blocks = std::vector<std::unique_ptr<char[]>>;

[[gnu::noinline]] void plantedAllocation(Blocks &blocks, std::size_t count, std::size_t bytes)
{
    for (std::size_t i = 0; i < count; ++i)
        blocks.push_back(std::make_unique_for_overwrite<char[]>(bytes));
}

// The text's memory is allocated inside libstdc++, which keeps no frame pointers.
[[gnu::noinline]] void plantedText(std::string &text)
{
    text.reserve(4 << 20);
    text += 'x';
}

std::int64_t sum(const Profile &profile, const std::string &function, Column column)
{
    std::int64_t total = 0;
    for (const Sample &sample : profile.samples) {
        const bool isIn = std::ranges::any_of(sample.stack, [&](std::size_t location) {
            return profile.locations[location].function == function;
        });
        total += isIn ? sample.values[column] : 0;
    }
    return total;
}

bool isAbout(std::int64_t value, double wanted)
{
    return std::abs(static_cast<double>(value) - wanted) < 0.25 * wanted;
}

constexpr const char *kPlanted = "(anonymous namespace)::plantedAllocation";
constexpr std::size_t kPeriod = 64 * 1024;

} // namespace

class HeapProfileTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        const auto started = heap::start(kPeriod);
        if (!started)
            QSKIP("a build with a sanitizer has a malloc of its own");
    }
    void cleanup() { heap::stop(); }

    void sizesAreEstimated_data()
    {
        // 32 MiB each: some 500 samples, so the spread is below 5 %, and 25 % is far outside.
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("bytes");
        QTest::newRow("small blocks") << (32 << 20) / 256 << 256;
        QTest::newRow("blocks as large as the period") << (32 << 20) / (64 << 10) << (64 << 10);
        QTest::newRow("large blocks") << 32 << (1 << 20);
    }
    void sizesAreEstimated()
    {
        QFETCH(int, count);
        QFETCH(int, bytes);
        Blocks blocks;
        plantedAllocation(blocks, static_cast<std::size_t>(count), static_cast<std::size_t>(bytes));
        const Profile profile = heap::profile();
        blocks.clear();
        const auto inuse = sum(profile, kPlanted, InuseSpace);
        QVERIFY2(isAbout(inuse, 32 << 20), qPrintable(QString::number(inuse)));
        QVERIFY(isAbout(sum(profile, kPlanted, InuseObjects), count));
        QVERIFY(isAbout(sum(profile, kPlanted, AllocSpace), 32 << 20));
    }

    void whatIsFreedIsAllocatedButNotLive()
    {
        {
            Blocks blocks;
            blocks.reserve(512);
            plantedAllocation(blocks, 512, 64 << 10);
        }
        const Profile profile = heap::profile();
        QVERIFY(sum(profile, kPlanted, AllocSpace) > 16 << 20);
        QCOMPARE(sum(profile, kPlanted, InuseSpace), 0);
        QCOMPARE(sum(profile, kPlanted, InuseObjects), 0);
    }

    void aReallocatedBlockIsCountedOnce()
    {
        void *block = std::malloc(1 << 20);
        for (int size = 2; size <= 16; ++size)
            block = std::realloc(block, static_cast<std::size_t>(size) << 20);
        const Profile profile = heap::profile();
        std::free(block);
        const auto inuse = sum(profile, "HeapProfileTest::aReallocatedBlockIsCountedOnce", InuseSpace);
        QVERIFY2(isAbout(inuse, 16 << 20), qPrintable(QString::number(inuse)));
    }

    void callersBehindALibraryAreFound()
    {
        std::string text;
        plantedText(text);
        const Profile profile = heap::profile();
        QVERIFY(isAbout(sum(profile, "(anonymous namespace)::plantedText", InuseSpace), 4 << 20));
    }

    void stacksBeginAtWhoAllocates()
    {
        Blocks blocks;
        blocks.reserve(64);
        plantedAllocation(blocks, 64, 1 << 20);
        const Profile profile = heap::profile();
        std::int64_t self = 0;
        for (const Sample &sample : profile.samples) {
            if (profile.locations[sample.stack.front()].function == kPlanted)
                self += sample.values[InuseSpace];
        }
        QVERIFY(isAbout(self, 64 << 20));
    }

    void blocksOfOtherThreadsAreFreedAnywhere()
    {
        Blocks blocks;
        blocks.reserve(256);
        const std::unique_ptr<QThread> thread(
            QThread::create([&blocks] { plantedAllocation(blocks, 256, 64 << 10); }));
        thread->start();
        QVERIFY(thread->wait());
        QVERIFY(isAbout(sum(heap::profile(), kPlanted, InuseSpace), 16 << 20));
        blocks.clear();
        QCOMPARE(sum(heap::profile(), kPlanted, InuseSpace), 0);
    }

    void manyThreadsAtOnceLoseNothing()
    {
        std::vector<std::unique_ptr<QThread>> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(QThread::create([] {
                for (int turn = 0; turn < 50; ++turn) {
                    Blocks blocks;
                    plantedAllocation(blocks, 200, 4096);
                }
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            QVERIFY(thread->wait());
        const Profile profile = heap::profile();
        QCOMPARE(sum(profile, kPlanted, InuseSpace), 0);
        QVERIFY(isAbout(sum(profile, kPlanted, AllocSpace), 4.0 * 50 * 200 * (4096 + 16)));
    }

    void whileOffItSaysSo()
    {
        heap::stop();
        Blocks blocks;
        plantedAllocation(blocks, 64, 1 << 20);
        const Profile profile = heap::profile();
        QVERIFY(profile.samples.empty());
        QVERIFY(profile.comments.front().find("not sampled") != std::string::npos);
        QVERIFY(profile.comments.back().find("bytes in use") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(HeapProfileTest)
#include "tst_heap_profile.moc"
