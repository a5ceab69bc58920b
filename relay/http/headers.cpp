// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/headers.h"

#include "relay/http/byte_scan.h"

#include <array>
#include <cstring>

namespace relay::http {

namespace {

constexpr std::size_t kIds = static_cast<std::size_t>(HeaderId::Count);

// In the order of HeaderId; letters and hyphens alone, which foldWord() relies on.
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

constexpr unsigned foldByte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte | ((byte & 0x40U) >> 1);
}

// Lower-cases letters and leaves digits and hyphens: 0x20 is set only beside 0x40, so no control byte
// can come out as a hyphen. Exact against names of letters and hyphens.
std::uint64_t foldWord(const char *at)
{
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word | ((word & 0x4040404040404040U) >> 1);
}

bool foldedEquals(std::string_view name, std::string_view known)
{
    const std::size_t size = known.size();
    if (name.size() != size)
        return false;
    if (size < 8) {
        for (std::size_t i = 0; i < size; ++i) {
            if (foldByte(name[i]) != static_cast<unsigned char>(known[i]))
                return false;
        }
        return true;
    }
    for (std::size_t i = 0; i + 8 < size; i += 8) {
        if (foldWord(name.data() + i) != foldWord(known.data() + i))
            return false;
    }
    return foldWord(name.data() + size - 8) == foldWord(known.data() + size - 8);
}

// A perfect hash over the known names: the multipliers were searched for.
constexpr std::size_t kSlots = 128;

constexpr std::size_t slotOf(std::string_view name)
{
    const std::size_t size = name.size();
    const std::size_t hash =
        size + foldByte(name[0]) + foldByte(name[size - 1]) * 11 + foldByte(name[size / 2]) * 13;
    return hash % kSlots;
}

constexpr std::array<HeaderId, kSlots> makeSlots()
{
    std::array<HeaderId, kSlots> slots{};
    for (std::size_t i = 1; i < kIds; ++i) {
        HeaderId &slot = slots[slotOf(kNames[i])];
        if (slot != HeaderId::Other)
            return {};
        slot = static_cast<HeaderId>(i);
    }
    return slots;
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
