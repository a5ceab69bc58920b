// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/chunked_decoder.h"

#include "relay/http/byte_scan.h"

#include <algorithm>

namespace relay::http {

namespace {

constexpr std::uint64_t kMaxShifted = ~std::uint64_t{0} >> 5; // four more bits leave it below 2^63

// 0 to 15, or -1.
int hexDigit(unsigned char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    const int letter = (byte | 0x20) - 'a';
    return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

} // namespace

std::string_view ChunkedDecoder::next(std::string_view bytes, std::size_t &offset)
{
    while (offset < bytes.size()) {
        if (m_state == State::Data) {
            const std::size_t left = bytes.size() - offset;
            const std::size_t run = m_remaining < left ? static_cast<std::size_t>(m_remaining) : left;
            const std::string_view data = bytes.substr(offset, run);
            offset += run;
            m_remaining -= run;
            if (m_remaining == 0)
                m_state = State::DataCr;
            return data;
        }
        if (m_state == State::Done || m_state == State::Failed)
            return {};
        take(static_cast<unsigned char>(bytes[offset]));
        if (m_state == State::Failed)
            return {};
        ++offset;
    }
    return {};
}

void ChunkedDecoder::take(unsigned char byte)
{
    switch (m_state) {
    case State::SizeFirst:
    case State::Size:
    case State::SizeSpace:
    case State::Extension:
        takeSize(byte);
        break;
    case State::SizeLf:
        if (byte != '\n')
            return fail(Fault::Line);
        m_lineBytes = 0;
        m_state = m_remaining == 0 ? State::TrailerStart : State::Data;
        break;
    case State::DataCr:
        if (byte != '\r')
            return fail(Fault::DataEnd);
        m_state = State::DataLf;
        break;
    case State::DataLf:
        if (byte != '\n')
            return fail(Fault::DataEnd);
        m_state = State::SizeFirst;
        break;
    default:
        takeTrailer(byte);
        break;
    }
}

void ChunkedDecoder::takeSize(unsigned char byte)
{
    if (++m_lineBytes > kMaxChunkLineBytes)
        return fail(Fault::LineLength);
    if (m_state == State::Extension) {
        if (byte == '\r')
            m_state = State::SizeLf;
        else if (isForbiddenInValue(static_cast<char>(byte)))
            fail(Fault::Line);
        return;
    }
    if (m_state != State::SizeSpace) {
        const int digit = hexDigit(byte);
        if (digit >= 0) {
            if (m_remaining > kMaxShifted)
                return fail(Fault::SizeOverflow);
            m_remaining = m_remaining << 4 | static_cast<std::uint64_t>(digit);
            m_state = State::Size;
            return;
        }
        if (m_state == State::SizeFirst)
            return fail(Fault::Size);
    }
    if (byte == '\r')
        m_state = State::SizeLf;
    else if (byte == ';')
        m_state = State::Extension;
    else if (isBlank(static_cast<char>(byte)))
        m_state = State::SizeSpace;
    else
        fail(Fault::Size);
}

void ChunkedDecoder::takeTrailer(unsigned char byte)
{
    if (m_state == State::EndLf || m_state == State::TrailerLf) {
        if (byte != '\n')
            return fail(Fault::Line);
        m_state = m_state == State::EndLf ? State::Done : State::TrailerStart;
        return;
    }
    if (++m_lineBytes > kMaxTrailerBytes)
        return fail(Fault::TrailerLength);
    if (byte == '\r')
        m_state = m_state == State::TrailerStart ? State::EndLf : State::TrailerLf;
    else if (isForbiddenInValue(static_cast<char>(byte)))
        fail(Fault::Line);
    else
        m_state = State::TrailerLine;
}

void ChunkedDecoder::fail(Fault fault)
{
    m_fault = fault;
    m_state = State::Failed;
}

const char *ChunkedDecoder::reason() const
{
    switch (m_fault) {
    case Fault::None:
        return "";
    case Fault::Size:
        return "a chunk size that is not a hexadecimal number";
    case Fault::SizeOverflow:
        return "a chunk size that is too large";
    case Fault::Line:
        return "a line of the chunked coding that does not end in CRLF, or a control byte in it";
    case Fault::LineLength:
        return "a chunk's size line longer than 4 KiB";
    case Fault::DataEnd:
        return "a chunk longer than its size";
    case Fault::TrailerLength:
        return "trailers longer than 16 KiB";
    }
    return "";
}

} // namespace relay::http
