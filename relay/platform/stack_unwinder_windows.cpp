// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/stack_unwinder.h"

#include <windows.h>

#include <algorithm>

namespace relay::platform {

struct StackUnwinder::Modules
{
};

StackUnwinder::StackUnwinder()
    : m_modules(std::make_unique<Modules>())
{
}

StackUnwinder::~StackUnwinder() = default;

void StackUnwinder::refresh() {}

// StackCatcher takes no images here.
bool StackUnwinder::unwind(const StackImage &image, std::vector<std::uintptr_t> &frames) const
{
    frames.assign(1, image.pc);
    return false;
}

__attribute__((noinline)) std::size_t currentStack(std::uintptr_t *frames, std::size_t most, std::size_t skip)
{
    constexpr std::size_t kMost = 62; // the system's own bound for what is skipped and taken
    static_assert(sizeof(void *) == sizeof(std::uintptr_t));
    const std::size_t taken = std::min(most, kMost - std::min(skip + 1, kMost));
    const std::size_t count = RtlCaptureStackBackTrace(
        static_cast<DWORD>(skip + 1), static_cast<DWORD>(taken), reinterpret_cast<void **>(frames), nullptr);
    std::for_each(frames, frames + count, [](std::uintptr_t &frame) { --frame; }); // the call, not its return
    return count;
}

} // namespace relay::platform
