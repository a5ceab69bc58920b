// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

namespace fuzz {

// Ends the run where a claim does not hold, in every build.
inline void require(bool claim)
{
    if (!claim)
        std::abort();
}

// The first byte of an input chooses how the rest is cut: 0 at once, otherwise in pieces of that size.
struct Input
{
    Input(const std::uint8_t *data, std::size_t size)
        : step(size == 0 ? 0 : data[0])
        , bytes(size == 0 ? std::string_view()
                          : std::string_view(reinterpret_cast<const char *>(data) + 1, size - 1))
    {
    }

    std::size_t pieceEnd(std::size_t begin) const
    {
        return step == 0 || bytes.size() - begin < step ? bytes.size() : begin + step;
    }

    std::size_t step;
    std::string_view bytes;
};

// A copy without a byte to spare, so that the address sanitizer sees any read past the end.
class Exact final
{
public:
    explicit Exact(std::string_view bytes)
        : m_bytes(new char[bytes.size()])
        , m_size(bytes.size())
    {
        if (m_size != 0)
            std::memcpy(m_bytes.get(), bytes.data(), m_size);
    }

    std::string_view view() const { return {m_bytes.get(), m_size}; }

private:
    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size;
};

// The view lies inside the bytes, or is empty.
inline bool isInside(std::string_view view, std::string_view bytes)
{
    return view.empty() ||
           (view.data() >= bytes.data() && view.data() + view.size() <= bytes.data() + bytes.size());
}

} // namespace fuzz
