// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/platform/stack_image.h"

#include <array>
#include <cstdint>

namespace relay::platform {

// How a caller's register is found. The expression is a pointer into the table that it came from.
struct RegisterRule
{
    enum class Kind : std::uint8_t {
        Same,
        Undefined,
        AtOffset,
        IsOffset,
        InRegister,
        AtExpression,
        IsExpression
    };

    Kind kind = Kind::Same;
    std::int64_t operand = 0; // an offset from the frame's address, or a register's number
    const std::uint8_t *expression = nullptr;
};

// What the compiler wrote about one address: where its frame begins and where the caller's registers are.
struct CallFrameRow
{
    bool frameIsExpression = false;
    std::uint64_t frameRegister = 0;
    std::int64_t frameOffset = 0;
    const std::uint8_t *frameExpression = nullptr;
    std::array<RegisterRule, StackImage::kRegisters> rules{};
    std::uint64_t returnColumn = 0;
    bool isSignalFrame = false; // the caller was interrupted, it did not call
};

// The description of the function that holds `address`, in a module's .eh_frame_hdr; nullptr: none.
const std::uint8_t *findCallFrames(const std::uint8_t *ehFrameHeader, std::uintptr_t address);

// Carries the description out up to `address`. False: it is not there, or in a form that is not read here.
bool readCallFrames(const std::uint8_t *description, std::uintptr_t address, CallFrameRow &row);

} // namespace relay::platform
