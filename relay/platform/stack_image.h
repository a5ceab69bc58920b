// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace relay::platform {

// The registers of one thread and the upper end of its stack at one moment, copied so that somebody else can
// walk it later. A value without pointers of its own.
struct StackImage
{
    static constexpr std::size_t kMaxBytes = 32 * 1024; // the relay's own stacks are 2 to 8 KiB deep
    static constexpr std::size_t kRegisters = 33;       // DWARF's numbers: 17 on x86-64, 33 on arm64

    std::int64_t thread = 0;
    std::uint32_t weight = 1; // periods that this image stands for
    std::uintptr_t pc = 0;
    std::array<std::uintptr_t, kRegisters> registers{};
    std::uintptr_t base = 0; // the address of the first byte
    std::size_t size = 0;    // bytes that are filled
    alignas(16) std::array<std::byte, kMaxBytes> bytes;
};

} // namespace relay::platform
