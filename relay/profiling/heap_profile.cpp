// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/heap_profile.h"

#include "relay/platform/heap_sampler.h"
#include "relay/profiling/profile_builder.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string_view>

namespace relay::profiling::heap {

namespace {

// The way from a caller into the allocator: every stack begins with it, so it says nothing.
bool isAllocator(const std::string &function)
{
    constexpr std::array<std::string_view, 6> kNames = {"malloc",        "calloc",   "realloc",
                                                        "aligned_alloc", "memalign", "posix_memalign"};
    return function.starts_with("operator new") || std::ranges::find(kNames, function) != kNames.end() ||
           function.starts_with("relay::platform::(anonymous namespace)::note");
}

void dropAllocator(Profile &profile)
{
    for (Sample &sample : profile.samples) {
        const auto caller = std::ranges::find_if_not(sample.stack, [&](std::size_t location) {
            return isAllocator(profile.locations[location].function);
        });
        if (caller != sample.stack.end())
            sample.stack.erase(sample.stack.begin(), caller);
    }
}

std::int64_t rounded(double value)
{
    return std::llround(value);
}

} // namespace

Result<void> start(std::size_t periodBytes)
{
    return platform::startHeapSampling(periodBytes);
}

void stop()
{
    platform::stopHeapSampling();
}

Profile profile()
{
    const platform::HeapSites sites = platform::heapSites();
    ProfileBuilder builder({{"alloc_objects", "count"},
                            {"alloc_space", "bytes"},
                            {"inuse_objects", "count"},
                            {"inuse_space", "bytes"}});
    for (const platform::HeapSite &site : sites.sites) {
        const std::int64_t values[] = {rounded(site.allocatedObjects), rounded(site.allocatedBytes),
                                       rounded(site.liveObjects), rounded(site.liveBytes)};
        builder.add(site.stack, values);
    }
    Profile profile = builder.build();
    dropAllocator(profile);
    profile.periodType = {"space", "bytes"};
    profile.period = static_cast<std::int64_t>(sites.periodBytes);
    profile.defaultSampleType = "inuse_space";
    const auto nowNs = std::chrono::duration_cast<std::chrono::nanoseconds>(
                           std::chrono::system_clock::now().time_since_epoch())
                           .count();
    profile.timeNs = nowNs;
    if (sites.periodBytes == 0) {
        profile.comments.push_back("the heap is not sampled at present: no stacks");
    } else {
        profile.durationNs = nowNs - sites.beginNs;
        profile.comments.push_back(fmt::format(
            "estimated from a sample every {} bytes; what was allocated before the sampling began, "
            "{} s ago, is not in it",
            sites.periodBytes, profile.durationNs / 1'000'000'000));
    }
    if (sites.lost > 0)
        profile.comments.push_back(fmt::format("{} samples were lost: no room", sites.lost));
    const platform::AllocatorFigures figures = platform::allocatorFigures();
    profile.comments.push_back(
        fmt::format("the whole heap: {} bytes in use ({} of them mapped singly), {} free", figures.usedBytes,
                    figures.mappedBytes, figures.freeBytes));
    return profile;
}

} // namespace relay::profiling::heap
