// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace relay::http {

// Unpacks a body of Content-Encoding gzip or deflate as it comes. One per body. Reentrant.
class Inflater final
{
public:
    static constexpr std::size_t kMostBytes =
        16 * 1024 * 1024; // from one call: a small body may unpack to any

    static bool reads(std::string_view contentEncoding);

    Inflater();
    ~Inflater();
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;

    // Appends what the bytes hold, with padding for JSON behind it. False: they are broken, or hold too much;
    // then there is no next call.
    bool unpack(std::string_view packed, std::string &plain, std::size_t most = kMostBytes);

private:
    bool unpackSome(std::string &plain, std::size_t most);

    std::unique_ptr<z_stream_s> m_stream;
    std::string m_first; // byte, until there are more
    bool m_usable = false;
    bool m_begun = false;
    bool m_ended = false;
    bool m_another = false; // a member has ended before this one
};

} // namespace relay::http
