// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/byte_cursor.h"
#include "relay/platform/call_frame_table.h"
#include "relay/platform/stack_unwinder.h"

#include <dlfcn.h>
#include <link.h>
#include <unwind.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace relay::platform {

namespace {

constexpr std::size_t kMaxFrames = 256;
#if defined(__x86_64__)
constexpr std::size_t kFramePointer = 6;
constexpr std::size_t kStackPointer = 7;
#else // arm64
constexpr std::size_t kFramePointer = 29;
constexpr std::size_t kStackPointer = 31;
#endif

using Registers = std::array<std::uintptr_t, StackImage::kRegisters>;

std::optional<std::uintptr_t> wordAt(const StackImage &image, std::uintptr_t address)
{
    if (address < image.base || address - image.base > image.size ||
        image.size - (address - image.base) < sizeof address)
        return std::nullopt;
    std::uintptr_t word = 0;
    std::memcpy(&word, image.bytes.data() + (address - image.base), sizeof word);
    return word;
}

// DWARF 5 section 2.5, as far as it occurs in call frame tables: those of the linker's stubs, of signal
// frames and of hand-written assembly. One case for each operation: NOLINTNEXTLINE(readability-function-size)
std::optional<std::uintptr_t> evaluate(const std::uint8_t *expression, const StackImage &image,
                                       const Registers &registers, std::optional<std::uintptr_t> frame)
{
    ByteCursor cursor(expression);
    const std::uint64_t length = cursor.uleb();
    const std::uint8_t *end = cursor.at() + length;
    std::array<std::uintptr_t, 16> stack{};
    std::size_t depth = 0;
    if (frame)
        stack[depth++] = *frame;
    while (cursor.at() < end) {
        const auto operation = cursor.fixed<std::uint8_t>();
        std::uintptr_t value = 0;
        if (operation >= 0x30 && operation <= 0x4f) { // lit0 ...
            value = operation - 0x30U;
        } else if (operation >= 0x70 && operation <= 0x8f) { // breg0 ...
            value = registers[operation - 0x70U] + static_cast<std::uintptr_t>(cursor.sleb());
        } else if (operation == 0x08) { // const1u
            value = cursor.fixed<std::uint8_t>();
        } else if (operation == 0x10) { // constu
            value = cursor.uleb();
        } else if (operation == 0x11) { // consts
            value = static_cast<std::uintptr_t>(cursor.sleb());
        } else if (operation == 0x23 && depth >= 1) { // plus_uconst
            value = stack[--depth] + cursor.uleb();
        } else if (operation == 0x06 && depth >= 1) { // deref
            const auto word = wordAt(image, stack[--depth]);
            if (!word)
                return std::nullopt;
            value = *word;
        } else if (depth >= 2) {
            const std::uintptr_t right = stack[--depth];
            const std::uintptr_t left = stack[--depth];
            switch (operation) {
            case 0x1a:
                value = left & right;
                break;
            case 0x1c:
                value = left - right;
                break;
            case 0x21:
                value = left | right;
                break;
            case 0x22:
                value = left + right;
                break;
            case 0x24:
                value = right < 64 ? left << right : 0;
                break;
            case 0x2a: // signed, as all comparisons
                value = static_cast<std::intptr_t>(left) >= static_cast<std::intptr_t>(right) ? 1 : 0;
                break;
            default:
                return std::nullopt;
            }
        } else {
            return std::nullopt;
        }
        if (depth == stack.size())
            return std::nullopt;
        stack[depth++] = value;
    }
    if (depth == 0)
        return std::nullopt;
    return stack[depth - 1];
}

// One step out. False: the caller's registers cannot be told.
bool applyRow(const CallFrameRow &row, const StackImage &image, Registers &registers, std::uintptr_t &pc)
{
    std::uintptr_t frame = 0;
    if (row.frameIsExpression) {
        const auto value = evaluate(row.frameExpression, image, registers, std::nullopt);
        if (!value)
            return false;
        frame = *value;
    } else {
        if (row.frameRegister >= registers.size())
            return false;
        frame = registers[row.frameRegister] + static_cast<std::uintptr_t>(row.frameOffset);
    }

    Registers caller = registers;
    caller[kStackPointer] = frame;
    for (std::size_t i = 0; i < caller.size(); ++i) {
        const RegisterRule &rule = row.rules[i];
        const std::uintptr_t shifted = frame + static_cast<std::uintptr_t>(rule.operand);
        std::optional<std::uintptr_t> value = registers[i];
        switch (rule.kind) {
        case RegisterRule::Kind::Same:
            continue;
        case RegisterRule::Kind::Undefined:
            value = 0;
            break;
        case RegisterRule::Kind::AtOffset:
            value = wordAt(image, shifted);
            break;
        case RegisterRule::Kind::IsOffset:
            value = shifted;
            break;
        case RegisterRule::Kind::InRegister:
            value = registers[static_cast<std::size_t>(rule.operand) % registers.size()];
            break;
        case RegisterRule::Kind::AtExpression:
            value = evaluate(rule.expression, image, registers, frame);
            if (value)
                value = wordAt(image, *value);
            break;
        case RegisterRule::Kind::IsExpression:
            value = evaluate(rule.expression, image, registers, frame);
            break;
        }
        if (!value)
            return false;
        caller[i] = *value;
    }
    pc = row.returnColumn < caller.size() ? caller[row.returnColumn] : 0;
    registers = caller;
    return true;
}

bool applyFramePointer(const StackImage &image, Registers &registers, std::uintptr_t &pc)
{
    const std::uintptr_t pointer = registers[kFramePointer];
    const auto saved = wordAt(image, pointer);
    const auto back = wordAt(image, pointer + sizeof pointer);
    if (pointer < registers[kStackPointer] || !saved || !back)
        return false;
    registers[kFramePointer] = *saved;
    registers[kStackPointer] = pointer + 2 * sizeof pointer;
    pc = *back;
    return true;
}

struct Segment // of one module's code
{
    std::uintptr_t begin;
    std::uintptr_t end;
    const std::uint8_t *frames; // its .eh_frame_hdr; nullptr: none
    std::string name;
};

int collect(dl_phdr_info *info, std::size_t, void *into)
{
    auto &segments = *static_cast<std::vector<Segment> *>(into);
    const std::uint8_t *frames = nullptr;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto &header = info->dlpi_phdr[i];
        if (header.p_type == PT_GNU_EH_FRAME)
            frames = // NOLINTNEXTLINE(performance-no-int-to-ptr): an address of the loader's
                reinterpret_cast<const std::uint8_t *>(info->dlpi_addr + header.p_vaddr);
    }
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto &header = info->dlpi_phdr[i];
        const std::uintptr_t begin = info->dlpi_addr + header.p_vaddr;
        if (header.p_type == PT_LOAD && (header.p_flags & PF_X))
            segments.push_back({begin, begin + header.p_memsz, frames, info->dlpi_name});
    }
    return 0;
}

int countLoads(dl_phdr_info *info, std::size_t, void *into)
{
    *static_cast<unsigned long long *>(into) = info->dlpi_adds + info->dlpi_subs;
    return 1;
}

} // namespace

struct StackUnwinder::Modules
{
    std::vector<Segment> segments; // sorted
    std::vector<void *> pins;
    unsigned long long loads = 0; // and unloads, at the last look

    void unpin()
    {
        for (void *pin : pins)
            ::dlclose(pin);
        pins.clear();
    }
};

StackUnwinder::StackUnwinder()
    : m_modules(std::make_unique<Modules>())
{
    refresh();
}

StackUnwinder::~StackUnwinder()
{
    m_modules->unpin();
}

void StackUnwinder::refresh()
{
    unsigned long long loads = 0;
    ::dl_iterate_phdr(countLoads, &loads);
    if (loads == m_modules->loads)
        return;
    std::vector<Segment> segments;
    ::dl_iterate_phdr(collect, &segments);
    std::vector<void *> pins;
    std::erase_if(segments, [&](const Segment &segment) {
        if (segment.name.empty() ||
            segment.name.starts_with("linux-")) // the program itself, the kernel's page
            return false;
        void *pin = ::dlopen(segment.name.c_str(), RTLD_LAZY | RTLD_NOLOAD);
        if (pin)
            pins.push_back(pin);
        return !pin; // unloaded since
    });
    std::ranges::sort(segments, {}, &Segment::begin);
    m_modules->unpin();
    m_modules->segments = std::move(segments);
    m_modules->pins = std::move(pins);
    m_modules->loads = loads;
}

bool StackUnwinder::unwind(const StackImage &image, std::vector<std::uintptr_t> &frames) const
{
    frames.assign(1, image.pc);
    Registers registers = image.registers;
    std::uintptr_t pc = image.pc;
    std::uintptr_t lookup = pc;
    while (frames.size() < kMaxFrames) {
        const auto after = std::ranges::upper_bound(m_modules->segments, lookup, {}, &Segment::begin);
        const Segment *segment = after == m_modules->segments.begin() ? nullptr : &*std::prev(after);
        const std::uint8_t *description = nullptr;
        if (segment && lookup < segment->end && segment->frames)
            description = findCallFrames(segment->frames, lookup);

        CallFrameRow row;
        const std::uintptr_t stackPointer = registers[kStackPointer];
        if (description && readCallFrames(description, lookup, row)) {
            if (row.rules[row.returnColumn % row.rules.size()].kind == RegisterRule::Kind::Undefined)
                return true; // the first function of the thread
            if (!applyRow(row, image, registers, pc))
                return false;
        } else {
            row.isSignalFrame = false;
            if (!applyFramePointer(image, registers, pc))
                return false;
        }
        if (pc == 0)
            return true;
        if (registers[kStackPointer] <= stackPointer && frames.size() > 1)
            return false; // walks in a circle
        lookup = row.isSignalFrame ? pc : pc - 1;
        frames.push_back(lookup);
    }
    return false;
}

namespace {

struct Walk
{
    std::uintptr_t *frames;
    std::size_t most;
    std::size_t skip;
    std::size_t count = 0;
};

_Unwind_Reason_Code step(_Unwind_Context *context, void *into)
{
    Walk &walk = *static_cast<Walk *>(into);
    int before = 0;
    const std::uintptr_t pc = _Unwind_GetIPInfo(context, &before);
    if (pc == 0 || walk.count == walk.most)
        return _URC_END_OF_STACK;
    if (walk.skip > 0)
        --walk.skip;
    else
        walk.frames[walk.count++] = before ? pc : pc - 1;
    return _URC_NO_REASON;
}

} // namespace

__attribute__((noinline)) std::size_t currentStack(std::uintptr_t *frames, std::size_t most, std::size_t skip)
{
    Walk walk = {frames, most, skip + 1};
    _Unwind_Backtrace(step, &walk);
    return walk.count;
}

} // namespace relay::platform
