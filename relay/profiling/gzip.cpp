// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/gzip.h"

#include <zlib.h>

namespace relay::profiling {

std::string gzip(std::string_view bytes)
{
    constexpr int kGzip = 16; // added to the window's bits: zlib's word for this format
    z_stream stream = {};
    if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip, MAX_MEM_LEVEL,
                       Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string packed(::deflateBound(&stream, bytes.size()), '\0');
    std::string in(bytes); // zlib's pointer is not const
    stream.next_in = static_cast<Bytef *>(static_cast<void *>(in.data()));
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = static_cast<Bytef *>(static_cast<void *>(packed.data()));
    stream.avail_out = static_cast<uInt>(packed.size());
    const int result = ::deflate(&stream, Z_FINISH);
    packed.resize(result == Z_STREAM_END ? stream.total_out : 0);
    ::deflateEnd(&stream);
    return packed;
}

} // namespace relay::profiling
