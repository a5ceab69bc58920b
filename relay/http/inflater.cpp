// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/inflater.h"

#include "relay/http/headers.h"
#include "relay/http/padded_text.h"

#include <zlib.h>

#include <utility>

namespace relay::http {

namespace {

constexpr std::size_t kStepBytes = 32 * 1024;
constexpr std::size_t kFrameBytes = 2; // so many tell whether zlib's frame is there
constexpr int kAnyHeader = 32; // added to the window's bits: zlib's word for gzip or zlib, whichever comes

} // namespace

bool Inflater::reads(std::string_view contentEncoding)
{
    return equalsIgnoreCase(contentEncoding, "gzip") || equalsIgnoreCase(contentEncoding, "x-gzip") ||
           equalsIgnoreCase(contentEncoding, "deflate");
}

Inflater::Inflater()
    : m_stream(std::make_unique<z_stream_s>())
    , m_usable(::inflateInit2(m_stream.get(), MAX_WBITS + kAnyHeader) == Z_OK)
{
}

Inflater::~Inflater()
{
    if (m_usable)
        ::inflateEnd(m_stream.get());
}

bool Inflater::unpack(std::string_view packed, std::string &plain, std::size_t most)
{
    if (!m_usable)
        return false;
    if (packed.empty())
        return true;
    std::string in = std::exchange(m_first, {}).append(packed); // zlib's pointer is not const
    if (!m_begun && in.size() < kFrameBytes) {
        m_first = std::move(in);
        return true;
    }
    auto *const bytes = static_cast<Bytef *>(static_cast<void *>(in.data()));
    m_stream->next_in = bytes;
    m_stream->avail_in = static_cast<uInt>(in.size());
    most += plain.size();
    bool well = unpackSome(plain, most);
    if (!well && !m_begun && ::inflateReset2(m_stream.get(), -MAX_WBITS) == Z_OK) {
        // What is called deflate comes without zlib's frame from some servers.
        m_stream->next_in = bytes;
        m_stream->avail_in = static_cast<uInt>(in.size());
        well = unpackSome(plain, most);
    }
    m_begun = true;
    reservePadded(plain, 0);
    return well;
}

bool Inflater::unpackSome(std::string &plain, std::size_t most)
{
    for (;;) {
        if (m_ended) {
            if (m_stream->avail_in == 0)
                return true;
            if (::inflateReset(m_stream.get()) != Z_OK) // gzip may have several members
                return false;
            m_ended = false;
            m_another = true;
        }
        const std::size_t size = plain.size();
        plain.resize(size + kStepBytes);
        m_stream->next_out = static_cast<Bytef *>(static_cast<void *>(plain.data() + size));
        m_stream->avail_out = static_cast<uInt>(kStepBytes);
        const int result = ::inflate(m_stream.get(), Z_NO_FLUSH);
        plain.resize(size + kStepBytes - m_stream->avail_out);
        m_ended = result == Z_STREAM_END;
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
            // What follows a member and is none is padding, which readers leave alone.
            const bool padding = m_another && m_stream->total_out == 0;
            m_stream->avail_in = 0;
            m_ended = padding;
            return padding;
        }
        if (!m_ended && m_stream->avail_out > 0)
            return true; // it has taken all that there was
        if (plain.size() > most)
            return false;
    }
}

} // namespace relay::http
