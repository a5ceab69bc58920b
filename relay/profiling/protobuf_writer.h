// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace relay::profiling {

// Appends fields of a protocol buffers message: https://protobuf.dev/programming-guides/encoding. Numbers
// that are 0 and texts that are empty are left out, as proto3 does. Reentrant.
class ProtobufWriter final
{
public:
    void number(std::uint32_t field, std::uint64_t value)
    {
        if (value == 0)
            return;
        varint(std::uint64_t{field} << 3U); // wire type 0
        varint(value);
    }
    void number(std::uint32_t field, std::int64_t value) { number(field, static_cast<std::uint64_t>(value)); }
    void flag(std::uint32_t field, bool value) { number(field, std::uint64_t{value}); }

    // A text or a message inside; kept when empty, because it may be an element of a list.
    void bytes(std::uint32_t field, std::string_view value)
    {
        varint(std::uint64_t{field} << 3U | 2U);
        varint(value.size());
        m_bytes += value;
    }

    template <typename Numbers>
    void packed(std::uint32_t field, const Numbers &numbers)
    {
        ProtobufWriter list;
        for (const auto value : numbers)
            list.varint(static_cast<std::uint64_t>(value));
        if (!list.m_bytes.empty())
            bytes(field, list.m_bytes);
    }

    const std::string &result() const { return m_bytes; }

private:
    void varint(std::uint64_t value)
    {
        while (value >= 0x80U) {
            m_bytes += static_cast<char>(value | 0x80U);
            value >>= 7U;
        }
        m_bytes += static_cast<char>(value);
    }

    std::string m_bytes;
};

} // namespace relay::profiling
