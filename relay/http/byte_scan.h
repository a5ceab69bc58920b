// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Searches that the parsers spend their time in: sixteen bytes a step where SSE2 is (every x86-64), one
// elsewhere. None reads outside [at, end); "not found" is end. Thread-safe.
namespace relay::http {

// Membership of a byte in a class of bytes, made at compile time.
class ByteSet final
{
public:
    constexpr explicit ByteSet(std::string_view members, bool alphanumeric = false, bool high = false)
    {
        for (const char c : members)
            m_in[static_cast<unsigned char>(c)] = true;
        for (std::size_t i = 0; i < m_in.size(); ++i) {
            const bool letter = (i >= 'A' && i <= 'Z') || (i >= 'a' && i <= 'z') || (i >= '0' && i <= '9');
            if ((alphanumeric && letter) || (high && i >= 0x80))
                m_in[i] = true;
        }
    }

    constexpr bool contains(char c) const { return m_in[static_cast<unsigned char>(c)]; }

    const char *findFirstNotIn(const char *at, const char *end) const
    {
        while (at != end && contains(*at))
            ++at;
        return at;
    }

private:
    std::array<bool, 256> m_in{};
};

inline constexpr ByteSet kTokenBytes("!#$%&'*+-.^_`|~", true);    // RFC 9110 section 5.6.2
inline constexpr ByteSet kHostBytes("-._~!$&'()*+,;=:[]%", true); // RFC 3986 section 3.2
inline constexpr ByteSet kTargetBytes("!$%&'()*+,-./:;=?@_~[]{}|^`\"<>\\", true,
                                      true); // no fragment, no control

inline bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}
inline bool isLineBreak(char c)
{
    return c == '\n' || c == '\r';
}

// What may not stand in a field value: controls other than HTAB, and DEL.
inline bool isForbiddenInValue(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

#if defined(__SSE2__)
inline unsigned matchMask(__m128i matches)
{
    return static_cast<unsigned>(_mm_movemask_epi8(matches));
}
inline __m128i loadBlock(const char *at)
{
    return _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
}
#endif

inline const char *findForbiddenInValue(const char *at, const char *end)
{
#if defined(__SSE2__)
    while (end - at >= 16) {
        const __m128i block = loadBlock(at);
        const __m128i printable = _mm_cmpeq_epi8(_mm_max_epu8(block, _mm_set1_epi8(0x20)), block);
        const __m128i tab = _mm_cmpeq_epi8(block, _mm_set1_epi8('\t'));
        const __m128i del = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x7f));
        const unsigned mask = (~matchMask(_mm_or_si128(printable, tab)) & 0xffffU) | matchMask(del);
        if (mask != 0)
            return at + std::countr_zero(mask);
        at += 16;
    }
#endif
    while (at != end && !isForbiddenInValue(*at))
        ++at;
    return at;
}

inline const char *findEither(const char *at, const char *end, char first, char second)
{
#if defined(__SSE2__)
    while (end - at >= 16) {
        const __m128i block = loadBlock(at);
        const unsigned mask = matchMask(_mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(first)),
                                                     _mm_cmpeq_epi8(block, _mm_set1_epi8(second))));
        if (mask != 0)
            return at + std::countr_zero(mask);
        at += 16;
    }
#endif
    while (at != end && *at != first && *at != second)
        ++at;
    return at;
}

inline const char *findLineBreak(const char *at, const char *end)
{
    return findEither(at, end, '\n', '\r');
}

// The colon after a field name, or the line's end where there is none.
inline const char *findNameEnd(const char *at, const char *end)
{
    return findEither(at, end, ':', '\n');
}

inline std::string_view viewOf(const char *begin, const char *end)
{
    return {begin, static_cast<std::size_t>(end - begin)};
}

} // namespace relay::http
