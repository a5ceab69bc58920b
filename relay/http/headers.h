// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>

namespace relay::http {

inline constexpr std::size_t kMaxHeaders = 128; // more: 431

// The names that somebody in the relay asks for. A field gets its id once, when it is parsed, so that
// whoever copies or drops fields later switches on a number.
enum class HeaderId : std::uint8_t {
    Other,
    Accept,
    AcceptEncoding,
    AccessControlRequestHeaders,
    AccessControlRequestMethod,
    ApiKey,
    Authorization,
    CacheControl,
    Connection,
    ContentEncoding,
    ContentLength,
    ContentType,
    Cookie,
    Date,
    Expect,
    Forwarded,
    Host,
    KeepAlive,
    Location,
    Origin,
    ProxyAuthenticate,
    ProxyAuthorization,
    ProxyConnection,
    Referer,
    RetryAfter,
    RetryAfterMs,
    SecFetchSite,
    Server,
    SetCookie,
    Te,
    Trailer,
    TransferEncoding,
    Upgrade,
    UserAgent,
    Via,
    WwwAuthenticate,
    XApiKey,
    XForwardedFor,
    XGoogApiKey,
    XRequestId,
    Count,
};

bool equalsIgnoreCase(std::string_view a, std::string_view b); // ASCII

HeaderId headerIdOf(std::string_view name); // any case
std::string_view headerNameOf(HeaderId id); // lower case

// True for what belongs to one connection (RFC 9110 section 7.6.1) and is never passed on. Names that a
// Connection field lists belong to it as well: HeaderList::hasToken(HeaderId::Connection, name).
bool isHopByHop(HeaderId id);

// A comma-separated value contains the token, in any case.
bool listHasToken(std::string_view listValue, std::string_view token);

struct HeaderField
{
    std::string_view name;
    std::string_view value; // without the white space around it
    HeaderId id = HeaderId::Other;
};

// The fields of one message in their order, as views into somebody's buffer. Fixed storage that is not
// initialised: making or clearing one costs nothing. Reentrant.
class HeaderList final
{
public:
    HeaderList() = default;
    HeaderList(const HeaderList &other) { assign(other); }
    HeaderList &operator=(const HeaderList &other)
    {
        if (this != &other)
            assign(other);
        return *this;
    }

    void clear();
    bool append(std::string_view name, std::string_view value)
    {
        return append(name, value, headerIdOf(name));
    }
    bool append(std::string_view name, std::string_view value, HeaderId id); // false: full

    std::size_t size() const { return m_count; }
    bool isEmpty() const { return m_count == 0; }
    bool isFull() const { return m_count == kMaxHeaders; }
    const HeaderField &operator[](std::size_t index) const { return begin()[index]; }
    const HeaderField *begin() const
    {
        return std::launder(reinterpret_cast<const HeaderField *>(m_storage));
    }
    const HeaderField *end() const { return begin() + m_count; }

    // The first field of that name, or null. By id it is one array access.
    const HeaderField *find(std::string_view name) const;
    const HeaderField *find(HeaderId id) const;
    std::string_view value(HeaderId id) const; // empty when absent
    bool contains(HeaderId id) const { return m_first[static_cast<std::size_t>(id)] != 0; }
    bool isRepeated(HeaderId id) const { return (m_repeated >> static_cast<unsigned>(id) & 1U) != 0; }

    // One of the fields of that name lists the token: `Connection: keep-alive, Upgrade`.
    bool hasToken(HeaderId id, std::string_view token) const;
    bool hasToken(std::string_view name, std::string_view token) const;

private:
    static constexpr std::size_t kIds = static_cast<std::size_t>(HeaderId::Count);
    static_assert(kIds <= 64 && kMaxHeaders < 255);

    void assign(const HeaderList &other);

    alignas(HeaderField) std::byte m_storage[kMaxHeaders * sizeof(HeaderField)];
    std::array<std::uint8_t, kIds> m_first{}; // index + 1 of the first field with that id; 0: absent
    std::uint64_t m_repeated = 0;             // bit per id
    std::size_t m_count = 0;
};

inline void HeaderList::clear()
{
    m_first = {};
    m_repeated = 0;
    m_count = 0;
}

inline bool HeaderList::append(std::string_view name, std::string_view value, HeaderId id)
{
    if (m_count == kMaxHeaders)
        return false;
    ::new (static_cast<void *>(m_storage + m_count * sizeof(HeaderField))) HeaderField{name, value, id};
    ++m_count;
    if (id != HeaderId::Other) {
        std::uint8_t &first = m_first[static_cast<std::size_t>(id)];
        if (first == 0)
            first = static_cast<std::uint8_t>(m_count);
        else
            m_repeated |= std::uint64_t{1} << static_cast<unsigned>(id);
    }
    return true;
}

inline const HeaderField *HeaderList::find(HeaderId id) const
{
    const std::uint8_t first = m_first[static_cast<std::size_t>(id)];
    return first == 0 ? nullptr : begin() + (first - 1);
}

inline std::string_view HeaderList::value(HeaderId id) const
{
    const HeaderField *field = find(id);
    return field == nullptr ? std::string_view() : field->value;
}

} // namespace relay::http
