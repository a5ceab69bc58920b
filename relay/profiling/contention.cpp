// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/contention.h"

#include "relay/profiling/profile_builder.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

namespace relay::profiling::contention {

constinit std::atomic<bool> isOnFlag{false};

namespace {

using Clock = std::chrono::system_clock;

constexpr std::size_t kMaxSites = 2048; // of each kind: a program has few places with locks

struct Sum
{
    std::int64_t count = 0;
    std::chrono::nanoseconds delay{0};
};

struct Log
{
    std::mutex mutex; // guards the rest; an ordinary one, or it would measure itself
    std::array<std::map<std::vector<std::uintptr_t>, Sum>, 2> sums;
    std::int64_t withoutRoom = 0;
    Clock::time_point begin;
};

Log &log()
{
    static Log state;
    return state;
}

std::size_t indexOf(Kind kind)
{
    return kind == Kind::Waited ? 0 : 1;
}

Profile profile(Kind kind)
{
    ProfileBuilder builder({{"contentions", "count"}, {"delay", "nanoseconds"}});
    std::int64_t withoutRoom = 0;
    Clock::time_point begin;
    {
        Log &state = log();
        const std::lock_guard lock(state.mutex);
        for (const auto &[stack, sum] : state.sums[indexOf(kind)]) {
            const std::int64_t values[] = {sum.count, sum.delay.count()};
            builder.add(stack, values);
        }
        withoutRoom = state.withoutRoom;
        begin = state.begin;
    }
    Profile profile = builder.build();
    profile.periodType = {"contentions", "count"};
    profile.period = 1; // each one is counted
    profile.defaultSampleType = "delay";
    if (!isOn()) {
        profile.comments.push_back("contention is not measured at present: nothing is counted");
    } else {
        profile.timeNs =
            std::chrono::duration_cast<std::chrono::nanoseconds>(begin.time_since_epoch()).count();
        profile.durationNs =
            std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - begin).count();
        profile.comments.push_back("the program's own locks, not those inside of libraries");
    }
    if (withoutRoom > 0)
        profile.comments.push_back(std::to_string(withoutRoom) +
                                   " contentions at further places are not in it");
    return profile;
}

} // namespace

void start()
{
    Log &state = log();
    const std::lock_guard lock(state.mutex);
    for (auto &sums : state.sums)
        sums.clear();
    state.withoutRoom = 0;
    state.begin = Clock::now();
    isOnFlag.store(true);
}

void stop()
{
    Log &state = log();
    const std::lock_guard lock(state.mutex);
    isOnFlag.store(false);
    for (auto &sums : state.sums)
        sums.clear();
    state.withoutRoom = 0;
}

Profile blockProfile()
{
    return profile(Kind::Waited);
}

Profile mutexProfile()
{
    return profile(Kind::MadeWait);
}

void record(Kind kind, std::span<const std::uintptr_t> stack, std::chrono::nanoseconds delay)
{
    Log &state = log();
    const std::lock_guard lock(state.mutex);
    if (!isOn())
        return;
    auto &sums = state.sums[indexOf(kind)];
    std::vector<std::uintptr_t> key(stack.begin(), stack.end());
    auto sum = sums.find(key);
    if (sum == sums.end()) {
        if (sums.size() == kMaxSites) {
            ++state.withoutRoom;
            return;
        }
        sum = sums.emplace(std::move(key), Sum{}).first;
    }
    ++sum->second.count;
    sum->second.delay += std::max(delay, std::chrono::nanoseconds(0));
}

} // namespace relay::profiling::contention
