// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace relay::http {

// Takes the chunked coding off a body, cut anywhere, without copying: data comes out as views into the
// fed bytes. Extensions and trailers are bounded and discarded. Lines end in CRLF, nothing else: a bare
// LF or CR here is how requests are smuggled. Reentrant. Grammar: RFC 9112 section 7.1.
class ChunkedDecoder final
{
public:
    static constexpr std::uint32_t kMaxChunkLineBytes = 4 * 1024;
    static constexpr std::uint32_t kMaxTrailerBytes = 16 * 1024;

    // Hands each run of data to sink(std::string_view); returns the bytes used. They are all of them
    // unless done() (what is left belongs to the next message) or failed().
    template <typename Sink>
    std::size_t feed(std::string_view bytes, Sink &&sink)
    {
        std::size_t offset = 0;
        for (;;) {
            const std::string_view data = next(bytes, offset);
            if (data.empty())
                return offset;
            sink(data);
        }
    }

    // The next run of data at or after offset, which moves behind it; empty: no more in these bytes.
    std::string_view next(std::string_view bytes, std::size_t &offset);

    bool done() const { return m_state == State::Done; }
    bool failed() const { return m_state == State::Failed; }
    const char *reason() const; // of failed()
    void reset() { *this = ChunkedDecoder(); }

private:
    enum class State : std::uint8_t {
        SizeFirst,
        Size,
        SizeSpace,
        Extension,
        SizeLf,
        Data,
        DataCr,
        DataLf,
        TrailerStart,
        TrailerLine,
        TrailerLf,
        EndLf,
        Done,
        Failed,
    };
    enum class Fault : std::uint8_t { None, Size, SizeOverflow, Line, LineLength, DataEnd, TrailerLength };

    void take(unsigned char byte);
    void takeSize(unsigned char byte);
    void takeTrailer(unsigned char byte);
    void fail(Fault fault);

    std::uint64_t m_remaining = 0;
    std::uint32_t m_lineBytes = 0; // of the size line; then of all trailers
    State m_state = State::SizeFirst;
    Fault m_fault = Fault::None;
};

static_assert(sizeof(ChunkedDecoder) <= 24);

} // namespace relay::http
