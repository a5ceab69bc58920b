// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/headers.h"

#include "relay/http/byte_scan.h"

#include <array>
#include <cstring>

namespace relay::http {

namespace {

constexpr std::size_t kIds = static_cast<std::size_t>(HeaderId::Count);

// In the order of HeaderId; letters and hyphens alone, at least two, which foldedEquals() relies on.
constexpr std::array<std::string_view, kIds> kNames = {
    "",
    "accept",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "api-key",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "date",
    "expect",
    "forwarded",
    "host",
    "keep-alive",
    "location",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "referer",
    "retry-after",
    "retry-after-ms",
    "sec-fetch-site",
    "server",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
    "www-authenticate",
    "x-api-key",
    "x-forwarded-for",
    "x-goog-api-key",
    "x-request-id",
};

template <typename Word>
Word loadWord(const char *at)
{
    Word word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

// Lower-cases letters and leaves digits and hyphens: 0x20 is set only beside 0x40, so no control byte
// can come out as a hyphen. Exact against names of letters and hyphens.
template <typename Word>
Word foldWord(const char *at)
{
    const auto word = loadWord<Word>(at);
    return static_cast<Word>(word | ((word & static_cast<Word>(0x4040404040404040U)) >> 1));
}

// Word by word, the last one over the one before it; known is lower case and at least a word long.
template <typename Word>
bool foldedWordsEqual(const char *name, const char *known, std::size_t size)
{
    for (std::size_t i = 0; i + sizeof(Word) < size; i += sizeof(Word)) {
        if (foldWord<Word>(name + i) != loadWord<Word>(known + i))
            return false;
    }
    const std::size_t last = size - sizeof(Word);
    return foldWord<Word>(name + last) == loadWord<Word>(known + last);
}

bool foldedEquals(std::string_view name, std::string_view known)
{
    const std::size_t size = known.size();
    if (name.size() != size || size < 2)
        return false;
    if (size >= 8)
        return foldedWordsEqual<std::uint64_t>(name.data(), known.data(), size);
    if (size >= 4)
        return foldedWordsEqual<std::uint32_t>(name.data(), known.data(), size);
    return foldedWordsEqual<std::uint16_t>(name.data(), known.data(), size);
}

// A perfect hash over the known names: the multipliers were searched for.
constexpr std::size_t kSlots = 128;

constexpr std::size_t slotOf(std::string_view name)
{
    const auto letter = [](char c) { return static_cast<unsigned char>(c) | 0x20U; };
    const std::size_t size = name.size();
    return (size + letter(name[0]) + letter(name[size - 1]) * 11 + letter(name[size / 2]) * 13) % kSlots;
}

constexpr std::array<HeaderId, kSlots> makeSlots()
{
    std::array<HeaderId, kSlots> ids{};
    for (std::size_t i = 1; i < kIds; ++i) {
        HeaderId &slot = ids[slotOf(kNames[i])];
        if (slot != HeaderId::Other)
            return {};
        slot = static_cast<HeaderId>(i);
    }
    return ids;
}

constexpr std::array<HeaderId, kSlots> kIdOfSlot = makeSlots();
static_assert(kIdOfSlot[slotOf("host")] == HeaderId::Host, "two names in one slot: search new multipliers");

constexpr unsigned char lower(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte | 0x20U) : byte;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

} // namespace

bool equalsIgnoreCase(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    if (a == b)
        return true;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i]))
            return false;
    }
    return true;
}

HeaderId headerIdOf(std::string_view name)
{
    if (name.empty())
        return HeaderId::Other;
    const HeaderId id = kIdOfSlot[slotOf(name)];
    return foldedEquals(name, kNames[static_cast<std::size_t>(id)]) ? id : HeaderId::Other;
}

std::string_view headerNameOf(HeaderId id)
{
    return kNames[static_cast<std::size_t>(id)];
}

bool isHopByHop(HeaderId id)
{
    switch (id) {
    case HeaderId::Connection:
    case HeaderId::KeepAlive:
    case HeaderId::ProxyAuthenticate:
    case HeaderId::ProxyAuthorization:
    case HeaderId::ProxyConnection:
    case HeaderId::Te:
    case HeaderId::Trailer:
    case HeaderId::TransferEncoding:
    case HeaderId::Upgrade:
        return true;
    default:
        return false;
    }
}

bool listHasToken(std::string_view listValue, std::string_view token)
{
    while (true) {
        const std::size_t comma = listValue.find(',');
        if (equalsIgnoreCase(trimmed(listValue.substr(0, comma)), token))
            return true;
        if (comma == std::string_view::npos)
            return false;
        listValue.remove_prefix(comma + 1);
    }
}

const HeaderField *HeaderList::find(std::string_view name) const
{
    const HeaderId id = headerIdOf(name);
    if (id != HeaderId::Other)
        return find(id);
    for (const HeaderField &field : *this) {
        if (field.id == HeaderId::Other && equalsIgnoreCase(field.name, name))
            return &field;
    }
    return nullptr;
}

bool HeaderList::hasToken(HeaderId id, std::string_view token) const
{
    const HeaderField *field = find(id);
    if (field == nullptr)
        return false;
    for (; field != end(); ++field) {
        if (field->id == id && listHasToken(field->value, token))
            return true;
        if (!isRepeated(id))
            return false;
    }
    return false;
}

bool HeaderList::hasToken(std::string_view name, std::string_view token) const
{
    for (const HeaderField &field : *this) {
        if (equalsIgnoreCase(field.name, name) && listHasToken(field.value, token))
            return true;
    }
    return false;
}

void HeaderList::assign(const HeaderList &other)
{
    if (other.m_count != 0)
        std::memcpy(m_storage, other.m_storage, other.m_count * sizeof(HeaderField));
    m_first = other.m_first;
    m_repeated = other.m_repeated;
    m_count = other.m_count;
}

} // namespace relay::http
