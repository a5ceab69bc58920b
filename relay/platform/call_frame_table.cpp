// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/call_frame_table.h"

#include "relay/platform/byte_cursor.h"

#include <optional>
#include <vector>

// Call frame information, as it is in every program's memory (.eh_frame: LSB 10.6, after DWARF 5
// section 6.4). A common entry (CIE) holds what many functions share; a description (FDE) belongs to one
// function. Both are small programs that, run up to an address, fill one row of a table: where the frame
// begins (the CFA) and where each register of the caller was put. .eh_frame_hdr holds the descriptions'
// addresses, sorted. With it a stack is walked exactly, through libraries without frame pointers and from
// within any prologue, which frame pointers cannot: Debian's Qt, OpenSSL and glibc keep none.

namespace relay::platform {

namespace {

constexpr std::uint8_t kAbsent = 0xff;
constexpr std::size_t kMaxRemembered = 16;

// A pointer in one of the forms of the LSB's table 10.5: the low four bits are the size, the next three what
// it is relative to.
std::optional<std::uintptr_t> encodedPointer(ByteCursor &cursor, std::uint8_t form)
{
    if (form == kAbsent)
        return std::nullopt;
    const auto here = reinterpret_cast<std::uintptr_t>(cursor.at());
    std::uint64_t value = 0;
    switch (form & 0x0fU) {
    case 0x00: // a whole word
    case 0x04: // udata8
    case 0x0c: // sdata8
        value = cursor.fixed<std::uint64_t>();
        break;
    case 0x02:
        value = cursor.fixed<std::uint16_t>();
        break;
    case 0x03:
        value = cursor.fixed<std::uint32_t>();
        break;
    case 0x0a:
        value = static_cast<std::uint64_t>(std::int64_t{cursor.fixed<std::int16_t>()});
        break;
    case 0x0b:
        value = static_cast<std::uint64_t>(std::int64_t{cursor.fixed<std::int32_t>()});
        break;
    default:
        return std::nullopt;
    }
    switch (form & 0x70U) {
    case 0x00:
        return value;
    case 0x10: // relative to where it stands
        return here + value;
    default:
        return std::nullopt;
    }
}

struct CommonEntry
{
    std::uint64_t codeAlignment = 1;
    std::int64_t dataAlignment = 1;
    std::uint64_t returnColumn = 0;
    std::uint8_t pointerForm = 0;
    bool hasAugmentation = false;
    bool isSignalFrame = false;
    const std::uint8_t *program = nullptr;
    const std::uint8_t *end = nullptr;
};

std::optional<CommonEntry> readCommonEntry(const std::uint8_t *at)
{
    ByteCursor cursor(at);
    const auto length = cursor.fixed<std::uint32_t>();
    if (length == 0 || length == 0xffffffffU) // the end; the 64-bit form, which no linker writes here
        return std::nullopt;
    CommonEntry entry;
    entry.end = cursor.at() + length;
    if (cursor.fixed<std::uint32_t>() != 0)
        return std::nullopt;
    const auto version = cursor.fixed<std::uint8_t>();
    if (version != 1 && version != 3)
        return std::nullopt;
    const std::uint8_t *augmentation = cursor.at();
    while (cursor.fixed<std::uint8_t>() != 0) {
    }
    entry.codeAlignment = cursor.uleb();
    entry.dataAlignment = cursor.sleb();
    entry.returnColumn = version == 1 ? cursor.fixed<std::uint8_t>() : cursor.uleb();
    if (*augmentation == 'z') {
        entry.hasAugmentation = true;
        const std::uint64_t size = cursor.uleb();
        entry.program = cursor.at() + size;
        for (++augmentation; *augmentation != 0; ++augmentation) {
            if (*augmentation == 'R') {
                entry.pointerForm = cursor.fixed<std::uint8_t>();
            } else if (*augmentation == 'P') {
                const auto form = cursor.fixed<std::uint8_t>();
                encodedPointer(cursor, form & 0x0fU); // the size alone counts
            } else if (*augmentation == 'L') {
                cursor.skip(1);
            } else if (*augmentation == 'S') {
                entry.isSignalFrame = true;
            } else if (*augmentation != 'B') {
                return std::nullopt;
            }
        }
    } else if (*augmentation != 0) {
        return std::nullopt;
    } else {
        entry.program = cursor.at();
    }
    return entry;
}

// Runs the small programs. What a function's own program restores is what the common entry's had set.
class RowProgram final
{
public:
    RowProgram(const CommonEntry &entry, CallFrameRow &row)
        : m_entry(entry)
        , m_row(row)
    {
    }

    void keepInitial() { m_initial = m_row; }

    // Up to the row of `address`; `location` is where the first one begins.
    bool run(const std::uint8_t *program, const std::uint8_t *end, std::uintptr_t location,
             std::uintptr_t address)
    {
        ByteCursor cursor(program);
        while (cursor.at() < end) {
            const auto operation = cursor.fixed<std::uint8_t>();
            const auto low = static_cast<std::uint8_t>(operation & 0x3fU);
            std::uint64_t step = 0;
            switch (operation & 0xc0U) {
            case 0x40:
                step = low;
                break;
            case 0x80:
                set(low, RegisterRule::Kind::AtOffset, factored(cursor.uleb()));
                continue;
            case 0xc0:
                restore(low);
                continue;
            default:
                if (operation == 0x01) { // set_loc
                    const auto to = encodedPointer(cursor, m_entry.pointerForm);
                    if (!to)
                        return false;
                    location = *to;
                } else if (operation == 0x02) {
                    step = cursor.fixed<std::uint8_t>();
                } else if (operation == 0x03) {
                    step = cursor.fixed<std::uint16_t>();
                } else if (operation == 0x04) {
                    step = cursor.fixed<std::uint32_t>();
                } else {
                    if (!defineFrame(operation, cursor) && !defineRegister(operation, cursor))
                        return false;
                    continue;
                }
            }
            location += step * m_entry.codeAlignment;
            if (location > address)
                return true;
        }
        return true;
    }

private:
    std::int64_t factored(std::uint64_t offset) const
    {
        return static_cast<std::int64_t>(offset) * m_entry.dataAlignment;
    }

    void set(std::uint64_t number, RegisterRule::Kind kind, std::int64_t operand,
             const std::uint8_t *expression = nullptr)
    {
        if (number < m_row.rules.size()) // vector registers do not lead to a caller
            m_row.rules[number] = {kind, operand, expression};
    }

    void restore(std::uint64_t number)
    {
        if (number < m_row.rules.size())
            m_row.rules[number] = m_initial.rules[number];
    }

    bool defineFrame(std::uint8_t operation, ByteCursor &cursor)
    {
        switch (operation) {
        case 0x0c: // def_cfa
            m_row.frameIsExpression = false;
            m_row.frameRegister = cursor.uleb();
            m_row.frameOffset = static_cast<std::int64_t>(cursor.uleb());
            return true;
        case 0x0d: // def_cfa_register
            m_row.frameRegister = cursor.uleb();
            return true;
        case 0x0e: // def_cfa_offset
            m_row.frameOffset = static_cast<std::int64_t>(cursor.uleb());
            return true;
        case 0x0f: // def_cfa_expression
            m_row.frameIsExpression = true;
            m_row.frameExpression = cursor.at();
            cursor.skip(cursor.uleb());
            return true;
        case 0x12: // def_cfa_sf
            m_row.frameIsExpression = false;
            m_row.frameRegister = cursor.uleb();
            m_row.frameOffset = cursor.sleb() * m_entry.dataAlignment;
            return true;
        case 0x13: // def_cfa_offset_sf
            m_row.frameOffset = cursor.sleb() * m_entry.dataAlignment;
            return true;
        case 0x0a: // remember_state
            if (m_remembered.size() == kMaxRemembered)
                return false;
            m_remembered.push_back(m_row);
            return true;
        case 0x0b: // restore_state
            if (m_remembered.empty())
                return false;
            m_row = m_remembered.back();
            m_remembered.pop_back();
            return true;
        case 0x2e: // GNU_args_size
            cursor.uleb();
            return true;
        default:
            return operation == 0x00 || operation == 0x2d; // nop; on arm64: the return address is signed
        }
    }

    bool defineRegister(std::uint8_t operation, ByteCursor &cursor)
    {
        using Kind = RegisterRule::Kind;
        if (operation < 0x05 || operation > 0x16)
            return false;
        const std::uint64_t number = cursor.uleb();
        switch (operation) {
        case 0x05: // offset_extended
            set(number, Kind::AtOffset, factored(cursor.uleb()));
            return true;
        case 0x06:
            restore(number);
            return true;
        case 0x07:
            set(number, Kind::Undefined, 0);
            return true;
        case 0x08:
            set(number, Kind::Same, 0);
            return true;
        case 0x09:
            set(number, Kind::InRegister, static_cast<std::int64_t>(cursor.uleb()));
            return true;
        case 0x10: // expression
        case 0x16: // val_expression
            set(number, operation == 0x10 ? Kind::AtExpression : Kind::IsExpression, 0, cursor.at());
            cursor.skip(cursor.uleb());
            return true;
        case 0x11: // offset_extended_sf
            set(number, Kind::AtOffset, cursor.sleb() * m_entry.dataAlignment);
            return true;
        case 0x14: // val_offset
            set(number, Kind::IsOffset, factored(cursor.uleb()));
            return true;
        case 0x15: // val_offset_sf
            set(number, Kind::IsOffset, cursor.sleb() * m_entry.dataAlignment);
            return true;
        default:
            return false;
        }
    }

    const CommonEntry &m_entry;
    CallFrameRow &m_row;
    CallFrameRow m_initial;
    std::vector<CallFrameRow> m_remembered;
};

} // namespace

const std::uint8_t *findCallFrames(const std::uint8_t *ehFrameHeader, std::uintptr_t address)
{
    ByteCursor cursor(ehFrameHeader);
    const auto version = cursor.fixed<std::uint8_t>();
    const auto frameForm = cursor.fixed<std::uint8_t>();
    const auto countForm = cursor.fixed<std::uint8_t>();
    const auto tableForm = cursor.fixed<std::uint8_t>();
    // The forms that GNU ld, gold, lld and mold write: 32-bit offsets from the header.
    if (version != 1 || countForm != 0x03 || tableForm != 0x3b || !encodedPointer(cursor, frameForm))
        return nullptr;
    const std::size_t count = cursor.fixed<std::uint32_t>();
    const std::uint8_t *table = cursor.at();
    const auto entry = [table](std::size_t index, std::size_t column) {
        return ByteCursor(table + index * 8 + column * 4).fixed<std::int32_t>();
    };
    const auto offset = static_cast<std::int64_t>(address - reinterpret_cast<std::uintptr_t>(ehFrameHeader));
    std::size_t low = 0; // entries before it begin at or below the address
    std::size_t high = count;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (entry(middle, 0) <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? nullptr : ehFrameHeader + entry(low - 1, 1);
}

bool readCallFrames(const std::uint8_t *description, std::uintptr_t address, CallFrameRow &row)
{
    ByteCursor cursor(description);
    const auto length = cursor.fixed<std::uint32_t>();
    if (length == 0 || length == 0xffffffffU)
        return false;
    const std::uint8_t *end = cursor.at() + length;
    const std::uint8_t *entryField = cursor.at();
    const auto back = cursor.fixed<std::uint32_t>();
    if (back == 0)
        return false;
    const auto entry = readCommonEntry(entryField - back);
    if (!entry)
        return false;
    const auto begin = encodedPointer(cursor, entry->pointerForm);
    const auto size = encodedPointer(cursor, entry->pointerForm & 0x0fU);
    if (!begin || !size || address < *begin || address - *begin >= *size)
        return false;
    if (entry->hasAugmentation)
        cursor.skip(cursor.uleb());

    row = {};
    row.returnColumn = entry->returnColumn;
    row.isSignalFrame = entry->isSignalFrame;
    RowProgram program(*entry, row);
    if (!program.run(entry->program, entry->end, 0, ~std::uintptr_t{0}))
        return false;
    program.keepInitial();
    return program.run(cursor.at(), end, *begin, address);
}

} // namespace relay::platform
