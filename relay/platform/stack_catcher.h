// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/platform/stack_image.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace relay::platform {

// What a signal handler needs in order to copy the stack of the thread that it interrupts: slots allocated
// before, a handler that takes no lock and allocates nothing. While none lives, no handler is installed.
// install() and the destructor are thread-safe; drain() is for one thread at a time.
class StackCatcher final
{
public:
    enum class Purpose {
        Sampling, // SIGPROF, from timers
        Dump,     // SIGURG, which is harmless if it comes late
    };

    // Conflict while another one of this purpose lives.
    static Result<std::unique_ptr<StackCatcher>> install(Purpose purpose, std::size_t slotCount);
    ~StackCatcher();
    StackCatcher(const StackCatcher &) = delete;
    StackCatcher &operator=(const StackCatcher &) = delete;

    int signalNumber() const;
    bool interrupt(std::int64_t thread) const; // false: that thread is gone
    void drain(const std::function<void(const StackImage &)> &use);
    std::uint64_t lost() const; // images for which no slot was free

    struct Ring;

private:
    StackCatcher(Purpose purpose, std::unique_ptr<Ring> ring);

    Purpose m_purpose;
    std::unique_ptr<Ring> m_ring;
};

} // namespace relay::platform
