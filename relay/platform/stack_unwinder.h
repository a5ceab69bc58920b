// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/platform/stack_image.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace relay::platform {

// Walks copied stacks by the compilers' call frame tables, by frame pointers where there is no table. It
// reads the image and the tables only, so a broken stack ends the walk and nothing else. Keeps the libraries
// that it knows from being unloaded. Reentrant.
class StackUnwinder final
{
public:
    StackUnwinder();
    ~StackUnwinder();
    StackUnwinder(const StackUnwinder &) = delete;
    StackUnwinder &operator=(const StackUnwinder &) = delete;

    void refresh(); // libraries that were loaded meanwhile

    // The innermost first. Addresses of callers are those of the call, not of the return. False: the walk
    // ended before the thread's first function (a stack deeper than the image, code without a table).
    bool unwind(const StackImage &image, std::vector<std::uintptr_t> &frames) const;

private:
    struct Modules;

    std::unique_ptr<Modules> m_modules;
};

// The stack of the caller, taken in place: addresses as above, without this function and `skip` more.
std::size_t currentStack(std::uintptr_t *frames, std::size_t most, std::size_t skip);

} // namespace relay::platform
