// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/heap_sampler.h"
#include "relay/platform/stack_unwinder.h"

#include <malloc.h>
#include <unwind.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <sys/mman.h>

// A sample is taken after a random number of bytes, exponentially distributed with the period as its mean, so
// every allocated byte has the same chance whatever the sizes around it. A block of n bytes is then met with
// probability 1 - exp(-n / period), and one that is met stands for the inverse of that many. Live blocks that
// were met are in a table by address; free() asks a small filter first, which says no to nearly all others.
// Nothing in here may allocate: the tables come from mmap, once, and stay.

namespace relay::platform {

AllocatorFigures allocatorFigures()
{
    const auto info = ::mallinfo2();
    return {.usedBytes = info.uordblks + info.hblkhd, .freeBytes = info.fordblks, .mappedBytes = info.hblkhd};
}

} // namespace relay::platform

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier): the C library's own
void *__libc_malloc(std::size_t size) noexcept;
void *__libc_calloc(std::size_t count, std::size_t size) noexcept;
void *__libc_realloc(void *block, std::size_t size) noexcept;
void *__libc_memalign(std::size_t alignment, std::size_t size) noexcept;
void __libc_free(void *block) noexcept;
// NOLINTEND(bugprone-reserved-identifier)
}

namespace relay::platform {

namespace {

constexpr std::size_t kMaxFrames = 48;
constexpr std::uint32_t kMaxSites = 8192;
constexpr std::uint32_t kMaxLive = 65'536; // at 512 KiB a sample: 32 GiB
constexpr std::size_t kBuckets = 16'384;
constexpr std::size_t kFilterSize = 65'536;

struct Site
{
    std::uint64_t hash;
    std::uint32_t depth;
    std::uint32_t next; // in its bucket; numbers begin at 1, 0 is none
    double allocatedObjects, allocatedBytes, liveObjects, liveBytes;
    std::uintptr_t frames[kMaxFrames];
};

struct Live
{
    std::uintptr_t address;
    std::uint32_t site;
    std::uint32_t next; // in its bucket, or among the unused
    double objects, bytes;
};

struct Tables // all zero is empty
{
    std::uint32_t siteBuckets[kBuckets];
    std::uint32_t liveBuckets[kBuckets];
    Site sites[kMaxSites];
    Live live[kMaxLive];
    std::uint32_t siteCount, liveCount, unusedLive;
    std::uint64_t lost;
};

// The bare minimum of globals that malloc() can reach.
constinit std::atomic<std::size_t> s_period{0};
constinit std::atomic<std::uint32_t> s_epoch{0}; // of start(): threads draw their distance anew
constinit std::atomic<std::uint8_t> s_filter[kFilterSize] = {}; // sampled live blocks; 255 stays
constinit std::mutex s_mutex;                                   // guards the rest
constinit Tables *s_tables = nullptr;
constinit std::int64_t s_beginNs = 0;

struct ThreadState
{
    std::int64_t distance; // bytes up to the next sample
    std::uint64_t random;
    std::uint32_t epoch;
    bool isInside; // the sampler itself allocates nothing, but what it calls might
};
// initial-exec: the other models may allocate at a thread's first access
__attribute__((tls_model("initial-exec"))) constinit thread_local ThreadState t_state = {};

std::size_t mixed(std::uint64_t value)
{
    value ^= value >> 33U;
    value *= 0xff51afd7ed558ccdU;
    value ^= value >> 33U;
    return value;
}

std::int64_t drawDistance(ThreadState &state, std::size_t period)
{
    if (state.random == 0)
        state.random = mixed(reinterpret_cast<std::uintptr_t>(&state)) | 1U;
    state.random ^= state.random << 13U; // xorshift64
    state.random ^= state.random >> 7U;
    state.random ^= state.random << 17U;
    const double uniform = (static_cast<double>(state.random >> 11U) + 1) / 9007199254740993.0; // (0, 1)
    return static_cast<std::int64_t>(-std::log(uniform) * static_cast<double>(period)) + 1;
}

std::uint32_t siteOf(Tables &tables, const std::uintptr_t *frames, std::uint32_t depth) // 0: no room
{
    std::uint64_t hash = depth;
    for (std::uint32_t i = 0; i < depth; ++i)
        hash = mixed(hash ^ frames[i]);
    std::uint32_t &bucket = tables.siteBuckets[hash % kBuckets];
    for (std::uint32_t number = bucket; number != 0; number = tables.sites[number - 1].next) {
        const Site &site = tables.sites[number - 1];
        if (site.hash == hash && site.depth == depth && std::equal(frames, frames + depth, site.frames))
            return number;
    }
    if (tables.siteCount == kMaxSites)
        return 0;
    Site &site = tables.sites[tables.siteCount++];
    site = {.hash = hash, .depth = depth, .next = bucket};
    std::copy_n(frames, depth, site.frames);
    return bucket = tables.siteCount;
}

std::atomic<std::uint8_t> &filterOf(std::uintptr_t address)
{
    return s_filter[mixed(address) % kFilterSize];
}

void remember(Tables &tables, std::uintptr_t address, std::uint32_t siteNumber, double objects, double bytes)
{
    std::uint32_t number = tables.unusedLive;
    if (number != 0)
        tables.unusedLive = tables.live[number - 1].next;
    else if (tables.liveCount < kMaxLive)
        number = ++tables.liveCount;
    Site &site = tables.sites[siteNumber - 1];
    site.allocatedObjects += objects;
    site.allocatedBytes += bytes;
    if (number == 0) {
        ++tables.lost;
        return;
    }
    site.liveObjects += objects;
    site.liveBytes += bytes;
    std::uint32_t &bucket = tables.liveBuckets[(mixed(address) >> 16U) % kBuckets];
    tables.live[number - 1] = {address, siteNumber, bucket, objects, bytes};
    bucket = number;
    std::atomic<std::uint8_t> &filter = filterOf(address);
    if (filter.load(std::memory_order_relaxed) != 255)
        filter.fetch_add(1, std::memory_order_relaxed);
}

void forget(Tables &tables, std::uintptr_t address)
{
    std::uint32_t *link = &tables.liveBuckets[(mixed(address) >> 16U) % kBuckets];
    while (*link != 0 && tables.live[*link - 1].address != address)
        link = &tables.live[*link - 1].next;
    if (*link == 0)
        return; // another block has the same place in the filter
    const std::uint32_t number = *link;
    Live &live = tables.live[number - 1];
    tables.sites[live.site - 1].liveObjects -= live.objects;
    tables.sites[live.site - 1].liveBytes -= live.bytes;
    *link = live.next;
    live.next = tables.unusedLive;
    tables.unusedLive = number;
    std::atomic<std::uint8_t> &filter = filterOf(address);
    if (filter.load(std::memory_order_relaxed) != 255)
        filter.fetch_sub(1, std::memory_order_relaxed);
}

__attribute__((noinline)) void sample(ThreadState &state, std::uintptr_t address, std::size_t size)
{
    state.isInside = true;
    std::uintptr_t frames[kMaxFrames];
    const auto depth = static_cast<std::uint32_t>(currentStack(frames, kMaxFrames, 1));
    {
        const std::lock_guard lock(s_mutex);
        const std::size_t period = s_period.load(std::memory_order_relaxed);
        if (period != 0) {
            const double bytes = static_cast<double>(std::max<std::size_t>(size, 1));
            const double objects = 1 / -std::expm1(-bytes / static_cast<double>(period));
            if (const std::uint32_t site = siteOf(*s_tables, frames, depth))
                remember(*s_tables, address, site, objects, objects * bytes);
            else
                ++s_tables->lost;
            state.distance = drawDistance(state, period);
        }
    }
    state.isInside = false;
}

__attribute__((noinline)) void noteAllocation(void *block, std::size_t size)
{
    ThreadState &state = t_state;
    if (!block || state.isInside)
        return;
    const std::uint32_t epoch = s_epoch.load(std::memory_order_relaxed);
    if (state.epoch != epoch) {
        state.epoch = epoch;
        state.distance =
            drawDistance(state, std::max<std::size_t>(s_period.load(std::memory_order_relaxed), 1));
    }
    state.distance -= static_cast<std::int64_t>(size);
    if (state.distance <= 0)
        sample(state, reinterpret_cast<std::uintptr_t>(block), size);
}

__attribute__((noinline)) void noteFree(void *block)
{
    ThreadState &state = t_state;
    const auto address = reinterpret_cast<std::uintptr_t>(block);
    if (!block || state.isInside || filterOf(address).load(std::memory_order_relaxed) == 0)
        return;
    state.isInside = true;
    {
        const std::lock_guard lock(s_mutex);
        if (s_period.load(std::memory_order_relaxed) != 0)
            forget(*s_tables, address);
    }
    state.isInside = false;
}

bool isSampling()
{
    return s_period.load(std::memory_order_relaxed) != 0;
}

void *noted(void *block, std::size_t size)
{
    if (isSampling())
        noteAllocation(block, size);
    return block;
}

// Under s_mutex. Pages that are given back read as zero again.
void empty()
{
    ::madvise(s_tables, sizeof(Tables), MADV_DONTNEED);
    for (std::atomic<std::uint8_t> &filter : s_filter)
        filter.store(0, std::memory_order_relaxed);
}

} // namespace

Result<void> startHeapSampling(std::size_t periodBytes)
{
    std::uintptr_t frames[1];
    currentStack(frames, 1, 0); // what the unwinder allocates, it does at its first use
    const std::lock_guard lock(s_mutex);
    if (!s_tables) {
        void *memory = ::mmap(nullptr, sizeof(Tables), PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED)
            return Error{ErrorKind::Unavailable,
                         said(QT_TRANSLATE_NOOP("Phrases", "no memory for a heap profile"))};
        s_tables = static_cast<Tables *>(memory);
    }
    s_period.store(0); // nothing is written down in between
    empty();
    s_beginNs = std::chrono::duration_cast<std::chrono::nanoseconds>(
                    std::chrono::system_clock::now().time_since_epoch())
                    .count();
    s_epoch.fetch_add(1);
    s_period.store(std::max<std::size_t>(periodBytes, 1));
    return {};
}

void stopHeapSampling()
{
    const std::lock_guard lock(s_mutex);
    s_period.store(0);
    if (s_tables)
        empty();
}

HeapSites heapSites()
{
    ThreadState &state = t_state;
    HeapSites result;
    state.isInside = true; // the vectors' own allocations must not wait for the lock that is held
    {
        const std::lock_guard lock(s_mutex);
        result.periodBytes = s_period.load();
        if (result.periodBytes != 0) {
            result.beginNs = s_beginNs;
            result.lost = s_tables->lost;
            for (std::uint32_t i = 0; i < s_tables->siteCount; ++i) {
                const Site &site = s_tables->sites[i];
                result.sites.push_back({{site.frames, site.frames + site.depth},
                                        site.allocatedObjects,
                                        site.allocatedBytes,
                                        std::max(site.liveObjects, 0.0),
                                        std::max(site.liveBytes, 0.0)});
            }
        }
    }
    state.isInside = false;
    return result;
}

} // namespace relay::platform

// The C library's functions, for the whole process: the dynamic linker looks in the program first. While off,
// each is a load, a branch and a jump.
#define RELAY_REPLACES __attribute__((visibility("default"), used, noinline))

extern "C" {

RELAY_REPLACES void *malloc(std::size_t size) noexcept
{
    if (!relay::platform::isSampling()) [[likely]]
        return __libc_malloc(size);
    return relay::platform::noted(__libc_malloc(size), size);
}

RELAY_REPLACES void *calloc(std::size_t count, std::size_t size) noexcept
{
    if (!relay::platform::isSampling()) [[likely]]
        return __libc_calloc(count, size);
    return relay::platform::noted(__libc_calloc(count, size), count * size); // too large: no block
}

RELAY_REPLACES void free(void *block) noexcept
{
    if (relay::platform::isSampling()) [[unlikely]]
        relay::platform::noteFree(block);
    __libc_free(block);
}

RELAY_REPLACES void *realloc(void *block, std::size_t size) noexcept
{
    if (!relay::platform::isSampling()) [[likely]]
        return __libc_realloc(block, size);
    relay::platform::noteFree(block);
    return relay::platform::noted(__libc_realloc(block, size), size);
}

RELAY_REPLACES void *aligned_alloc(std::size_t alignment, std::size_t size) noexcept
{
    return relay::platform::noted(__libc_memalign(alignment, size), size);
}

RELAY_REPLACES void *memalign(std::size_t alignment, std::size_t size) noexcept
{
    return relay::platform::noted(__libc_memalign(alignment, size), size);
}

RELAY_REPLACES int posix_memalign(void **block, std::size_t alignment, std::size_t size) noexcept
{
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    const int error = errno; // the result tells, not errno
    void *made = __libc_memalign(alignment, size);
    errno = error;
    if (!made)
        return ENOMEM;
    *block = relay::platform::noted(made, size);
    return 0;
}
}

#else

namespace relay::platform {

Result<void> startHeapSampling(std::size_t)
{
    return Error{ErrorKind::Unavailable,
                 said(QT_TRANSLATE_NOOP("Phrases", "this build's malloc() cannot be sampled"))};
}

void stopHeapSampling() {}

HeapSites heapSites()
{
    return {};
}

} // namespace relay::platform

#endif
