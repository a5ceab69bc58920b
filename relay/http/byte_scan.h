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

// Letters, digits and some punctuation, made at compile time.
class ByteSet final
{
public:
    constexpr explicit ByteSet(std::string_view punctuation)
    {
        for (const char c : punctuation)
            m_in[static_cast<unsigned char>(c)] = true;
        for (std::size_t i = 0; i < m_in.size(); ++i) {
            if ((i >= 'A' && i <= 'Z') || (i >= 'a' && i <= 'z') || (i >= '0' && i <= '9'))
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

inline constexpr ByteSet kTokenBytes("!#$%&'*+-.^_`|~"); // RFC 9110 section 5.6.2
inline constexpr ByteSet kPlainNameBytes("-");
inline constexpr ByteSet kHostBytes("-._~!$&'()*+,;=:[]%"); // RFC 3986 section 3.2

inline bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

// What may not stand in a field value: controls other than HTAB, and
// DEL.
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

// The first byte that is neither letter, digit nor hyphen: the colon
// behind nearly every field name.
inline const char *findPlainNameEnd(const char *at, const char *end)
{
#if defined(__SSE2__)
    while (end - at >= 16) {
        const __m128i block = loadBlock(at);
        const __m128i folded = _mm_or_si128(block, _mm_set1_epi8(0x20));
        const __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(folded, _mm_set1_epi8('a' - 1)),
                                             _mm_cmplt_epi8(folded, _mm_set1_epi8('z' + 1)));
        const __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(block, _mm_set1_epi8('0' - 1)),
                                            _mm_cmplt_epi8(block, _mm_set1_epi8('9' + 1)));
        const __m128i hyphen = _mm_cmpeq_epi8(block, _mm_set1_epi8('-'));
        const unsigned mask = ~matchMask(_mm_or_si128(_mm_or_si128(letter, digit), hyphen)) & 0xffffU;
        if (mask != 0)
            return at + std::countr_zero(mask);
        at += 16;
    }
#endif
    return kPlainNameBytes.findFirstNotIn(at, end);
}

// The first byte that a request target cannot hold: controls, space,
// DEL and the fragment's #. What else RFC 3986 excludes is harmless
// here and really sent.
inline const char *findTargetEnd(const char *at, const char *end)
{
#if defined(__SSE2__)
    while (end - at >= 16) {
        const __m128i block = loadBlock(at);
        const __m128i visible = _mm_cmpeq_epi8(_mm_max_epu8(block, _mm_set1_epi8(0x21)), block);
        const __m128i excluded = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(0x7f)),
                                              _mm_cmpeq_epi8(block, _mm_set1_epi8('#')));
        const unsigned mask = (~matchMask(visible) & 0xffffU) | matchMask(excluded);
        if (mask != 0)
            return at + std::countr_zero(mask);
        at += 16;
    }
#endif
    while (at != end && static_cast<unsigned char>(*at) > 0x20 && *at != 0x7f && *at != '#')
        ++at;
    return at;
}

inline std::string_view viewOf(const char *begin, const char *end)
{
    return {begin, static_cast<std::size_t>(end - begin)};
}

} // namespace relay::http
