// SPDX-License-Identifier: GPL-3.0-or-later
// What one sample of processor time costs, and what sampled memory adds to an allocation: too little to be
// seen from outside of a relay. Fixed work, with and without in turn, least of all rounds; processor time of
// the whole process. Usage: profiling_rate [rounds]. One line of JSON on standard output.
#include "relay/profiling/cpu_capture.h"
#include "relay/profiling/heap_profile.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <memory>

namespace {

using namespace relay;
using namespace std::chrono_literals;

constexpr int kHz = profiling::CpuCapture::kMaxHz; // ten times the usual: ten times what is looked for
constexpr int kDepth = 24;                         // of calls, as in a relay
constexpr int kTurns = 40'000;                     // of some 3 us
constexpr int kAllocations = 1'000'000;

double processorSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

[[noreturn]] void fail(const Error &error)
{
    std::fprintf(stderr, "%s\n", error.message.toUtf8().constData());
    std::exit(1);
}

[[gnu::noinline]] unsigned deep(int depth, unsigned number)
{
    if (depth > 0) {
        volatile unsigned below = deep(depth - 1, number); // no loop is made of it
        return below + 1;
    }
    for (int i = 0; i < 2'000; ++i)
        number = number * 1664525U + 1013904223U;
    return number;
}

double workSeconds()
{
    volatile unsigned number = 1;
    const double begin = processorSeconds();
    for (int i = 0; i < kTurns; ++i)
        number = deep(kDepth, number);
    return processorSeconds() - begin;
}

// With a capture under way, whose end is not counted: it comes once.
double sampledWorkSeconds()
{
    const auto capture = profiling::CpuCapture::start({.duration = 10min, .hz = kHz});
    if (!capture)
        fail(capture.error());
    return workSeconds();
}

// A ring of live blocks of the sizes that a relay's are.
double allocationSeconds()
{
    constexpr std::array<std::size_t, 8> kSizes{24, 48, 96, 200, 400, 800, 1600, 4000};
    std::array<std::unique_ptr<char[]>, 64> live;
    const double begin = processorSeconds();
    for (std::size_t i = 0; i < std::size_t{kAllocations}; ++i) {
        auto &block = live[i % live.size()];
        block.reset(new char[kSizes[i % kSizes.size()]]);
        *static_cast<volatile char *>(block.get()) = 'x';
    }
    return processorSeconds() - begin;
}

double sampledAllocationSeconds()
{
    if (const Result<void> started = profiling::heap::start(); !started)
        fail(started.error());
    const double seconds = allocationSeconds();
    profiling::heap::stop();
    return seconds;
}

struct Pair
{
    double without = std::numeric_limits<double>::max();
    double with = std::numeric_limits<double>::max();
};

Pair measured(int rounds, double (*without)(), double (*with)())
{
    Pair least;
    for (int round = 0; round < rounds; ++round) {
        least.without = std::min(least.without, without());
        least.with = std::min(least.with, with());
    }
    return least;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 30;
    const Pair work = measured(rounds, workSeconds, sampledWorkSeconds);
    const Pair memory = measured(rounds, allocationSeconds, sampledAllocationSeconds);
    const double extra = work.with - work.without;
    std::printf(R"({"sample_us":%.3f,"allocation_ns":%.3f,"sampled_allocation_ns":%.3f})"
                "\n",
                extra / (work.with * kHz) * 1e6, memory.without / kAllocations * 1e9,
                memory.with / kAllocations * 1e9);
    return 0;
}
