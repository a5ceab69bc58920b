// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace relay {

using Nanos = std::chrono::nanoseconds;
using SteadyTime = std::chrono::steady_clock::time_point;

// Where time comes from, so that tests can turn it by hand. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;

    virtual SteadyTime steady() const = 0;
    virtual std::int64_t unixMs() const = 0;

    static const Clock &system();
};

} // namespace relay
