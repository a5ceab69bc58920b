// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>

namespace relay::platform {

// Reads DWARF's numbers, one after another, from memory that is known to be there. Reentrant.
class ByteCursor final
{
public:
    explicit ByteCursor(const std::uint8_t *at)
        : m_at(at)
    {
    }

    const std::uint8_t *at() const { return m_at; }
    void skip(std::uint64_t bytes) { m_at += bytes; }

    template <typename T>
    T fixed()
    {
        T value;
        std::memcpy(&value, m_at, sizeof value);
        m_at += sizeof value;
        return value;
    }

    std::uint64_t uleb() // seven bits a byte, the lowest first
    {
        std::uint64_t value = 0;
        unsigned shift = 0;
        std::uint8_t byte = 0;
        do {
            byte = *m_at++;
            if (shift < 64)
                value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            shift += 7;
        } while (byte & 0x80U);
        return value;
    }

    std::int64_t sleb()
    {
        std::uint64_t value = 0;
        unsigned shift = 0;
        std::uint8_t byte = 0;
        do {
            byte = *m_at++;
            if (shift < 64)
                value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            shift += 7;
        } while (byte & 0x80U);
        if ((byte & 0x40U) && shift < 64)
            value |= ~std::uint64_t{0} << shift;
        return static_cast<std::int64_t>(value);
    }

private:
    const std::uint8_t *m_at;
};

} // namespace relay::platform
