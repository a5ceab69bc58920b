// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/stack_catcher.h"
#include "relay/platform/stack_unwinder.h"
#include "relay/platform/symbol_table.h"
#include "relay/platform/thread_list.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <signal.h>
#include <string>
#include <vector>

using relay::platform::StackCatcher;
using relay::platform::StackImage;
using relay::platform::StackUnwinder;
using relay::platform::SymbolTable;

// Functions of this file have frame pointers; qsort(), through which one calls another, has none.

static const StackCatcher *s_catcher = nullptr;

[[gnu::noinline]] static int interruptOnce(const void *left, const void *)
{
    if (s_catcher)
        s_catcher->interrupt(relay::platform::currentThreadId());
    s_catcher = nullptr;
    return *static_cast<const int *>(left);
}

[[gnu::noinline]] static int sortNumbers(const StackCatcher &catcher)
{
    std::array<int, 2> numbers = {1, 2};
    s_catcher = &catcher;
    std::qsort(numbers.data(), numbers.size(), sizeof(int), interruptOnce);
    return numbers[0];
}

[[gnu::noinline]] static std::size_t takenInPlace(std::array<std::uintptr_t, 64> &frames)
{
    const std::size_t count = relay::platform::currentStack(frames.data(), frames.size(), 0);
    QTest::ignoreMessage(QtDebugMsg, "taken"); // keeps the call above from being the last one
    qDebug("taken");
    return count;
}

static bool holds(const std::vector<std::string> &names, const std::string &name)
{
    return std::ranges::find(names, name) != names.end();
}

class StackUnwinderTest final : public QObject
{
    Q_OBJECT

private slots:
    void callersBehindALibraryAreFound()
    {
        const auto catcher = StackCatcher::install(StackCatcher::Purpose::Dump, 4);
        QVERIFY(catcher);
        QVERIFY(sortNumbers(**catcher) != 0);
        std::vector<std::uintptr_t> frames;
        bool isComplete = false;
        const StackUnwinder unwinder;
        (*catcher)->drain([&](const StackImage &image) { isComplete = unwinder.unwind(image, frames); });
        QVERIFY(isComplete);
        SymbolTable symbols;
        std::vector<std::string> names;
        for (const std::uintptr_t frame : frames)
            names.push_back(symbols.place(frame).function);
        QVERIFY(holds(names, "interruptOnce"));
        QVERIFY(holds(names, "sortNumbers"));
        QVERIFY(holds(names, "StackUnwinderTest::callersBehindALibraryAreFound"));
        QVERIFY(holds(names, "main"));
        QCOMPARE(names.back(), std::string("_start"));
    }

    void bothWaysOfWalkingAgree() // ours, from a copy, and the compiler's own, in place
    {
        std::array<std::uintptr_t, 64> inPlace{};
        const std::size_t count = takenInPlace(inPlace);
        const auto catcher = StackCatcher::install(StackCatcher::Purpose::Dump, 4);
        QVERIFY(catcher);
        QVERIFY((*catcher)->interrupt(relay::platform::currentThreadId()));
        std::vector<std::uintptr_t> frames;
        const StackUnwinder unwinder;
        (*catcher)->drain([&](const StackImage &image) { unwinder.unwind(image, frames); });
        // What is outside of this function, up to the program's first one, is the same.
        QVERIFY(count > 4 && frames.size() > 4);
        QVERIFY(std::equal(inPlace.begin() + 2, inPlace.begin() + static_cast<std::ptrdiff_t>(count),
                           frames.end() - static_cast<std::ptrdiff_t>(count - 2), frames.end()));
    }

    void aBrokenStackEndsTheWalk()
    {
        const auto image = std::make_unique<StackImage>();
        image->pc = reinterpret_cast<std::uintptr_t>(&std::qsort) + 64;
        image->registers.fill(~std::uintptr_t{0} - 3);
        std::vector<std::uintptr_t> frames;
        const StackUnwinder unwinder;
        QVERIFY(!unwinder.unwind(*image, frames));
        QCOMPARE(frames.size(), std::size_t{1});
    }

    void aSecondCatcherIsRefused()
    {
        auto first = StackCatcher::install(StackCatcher::Purpose::Dump, 4);
        QVERIFY(first);
        const auto second = StackCatcher::install(StackCatcher::Purpose::Dump, 4);
        QVERIFY(!second);
        QCOMPARE(second.error().kind, relay::ErrorKind::Conflict);
        (*first).reset();
        QVERIFY(StackCatcher::install(StackCatcher::Purpose::Dump, 4));
    }

    void nothingIsInstalledAfterwards()
    {
        struct sigaction action = {};
        {
            const auto catcher = StackCatcher::install(StackCatcher::Purpose::Sampling, 4);
            QVERIFY(catcher);
            QCOMPARE(::sigaction(SIGPROF, nullptr, &action), 0);
            QVERIFY(action.sa_handler != SIG_DFL);
        }
        QCOMPARE(::sigaction(SIGPROF, nullptr, &action), 0);
        QVERIFY(action.sa_handler == SIG_DFL);
    }

    void whatFindsNoSlotIsCounted()
    {
        const auto catcher = StackCatcher::install(StackCatcher::Purpose::Dump, 2);
        QVERIFY(catcher);
        for (int i = 0; i < 5; ++i)
            QVERIFY((*catcher)->interrupt(relay::platform::currentThreadId()));
        int taken = 0;
        (*catcher)->drain([&](const StackImage &) { ++taken; });
        QCOMPARE(taken, 2);
        QCOMPARE((*catcher)->lost(), std::uint64_t{3});
    }
};

QTEST_GUILESS_MAIN(StackUnwinderTest)
#include "tst_stack_unwinder.moc"
