// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/reply.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::api {

enum class ProfileKind { Cpu, Heap, Threads, Block, Mutex };

std::string_view profileKindName(ProfileKind kind); // cpu, heap, threads, block, mutex
std::optional<ProfileKind> profileKindOf(std::string_view name);

struct ProfileRequest
{
    ProfileKind kind = ProfileKind::Cpu;
    std::chrono::milliseconds duration{30'000}; // of Cpu
};

// A function as its callers reach it, with what it took itself and with all that it called. A value.
struct FlameFrame
{
    std::string name;
    std::int64_t self = 0;
    std::int64_t total = 0;
    std::vector<FlameFrame> children; // the largest total first
};

struct ProfileCapture
{
    std::string proto;                 // profile.proto, gzipped
    std::string groupedText;           // of Threads: equal stacks together; exchanges in progress
    std::string singleText;            // likewise: one by one
    FlameFrame flame;                  // of the profile's usual sample type
    std::string flameUnit;             // of its numbers
    std::int64_t samples = 0;          // of Cpu: how often it was looked; what it says rests on that
    std::vector<std::string> comments; // for people: what this system could not give
};

// Profiles of the running program. Thread-safe.
class ProfilingService
{
public:
    using Id = std::uint64_t;

    // One at a time: Conflict while another one is under way. The id is for abandon().
    virtual Id capture(ProfileRequest request, QObject *context, Reply<ProfileCapture> reply) = 0;
    // Nobody waits for it any more: it ends now, and its reply does not come.
    virtual void abandon(Id id) = 0;

protected:
    ~ProfilingService() = default;
};

} // namespace relay::api
