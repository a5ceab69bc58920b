// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/profiling/proto_reader.h"

#include <zlib.h>

static std::optional<std::uint64_t> varint(const QByteArray &bytes, qsizetype &at)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; at < bytes.size() && shift < 64; shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes[at++]);
        value |= std::uint64_t{byte & 0x7fU} << shift;
        if (byte < 0x80)
            return value;
    }
    return std::nullopt;
}

std::uint64_t ProtoMessage::number(std::uint32_t field) const
{
    const auto found = numbers.find(field);
    return found == numbers.end() ? 0 : found->second.front();
}

std::vector<std::uint64_t> ProtoMessage::packed(std::uint32_t field) const
{
    std::vector<std::uint64_t> values;
    const auto found = texts.find(field);
    qsizetype at = 0;
    while (found != texts.end() && at < found->second.front().size()) {
        const auto value = varint(found->second.front(), at);
        if (!value)
            break;
        values.push_back(*value);
    }
    return values;
}

std::optional<ProtoMessage> readProto(const QByteArray &bytes)
{
    ProtoMessage message;
    qsizetype at = 0;
    while (at < bytes.size()) {
        const auto tag = varint(bytes, at);
        const auto value = tag ? varint(bytes, at) : std::nullopt; // a number, or the length of what follows
        if (!value)
            return std::nullopt;
        const auto field = static_cast<std::uint32_t>(*tag >> 3U);
        if ((*tag & 7U) == 0) {
            message.numbers[field].push_back(*value);
        } else if ((*tag & 7U) == 2 && *value <= static_cast<std::uint64_t>(bytes.size() - at)) {
            message.texts[field].push_back(bytes.mid(at, static_cast<qsizetype>(*value)));
            at += static_cast<qsizetype>(*value);
        } else {
            return std::nullopt;
        }
    }
    return message;
}

std::optional<QByteArray> unzipped(const QByteArray &gzip)
{
    z_stream stream = {};
    if (::inflateInit2(&stream, MAX_WBITS + 16) != Z_OK) // 16: this format and no other
        return std::nullopt;
    QByteArray in = gzip;
    QByteArray out(16 << 20, '\0');
    stream.next_in = static_cast<Bytef *>(static_cast<void *>(in.data()));
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = static_cast<Bytef *>(static_cast<void *>(out.data()));
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = ::inflate(&stream, Z_FINISH);
    out.resize(static_cast<qsizetype>(stream.total_out));
    ::inflateEnd(&stream);
    if (result != Z_STREAM_END || stream.avail_in != 0)
        return std::nullopt;
    return out;
}
