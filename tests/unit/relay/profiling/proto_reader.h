// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

// A protocol buffers message taken apart by the wire format alone, so that what is written can be read by
// something that shares no line with the writer. Fields in the order of their appearance.
struct ProtoMessage
{
    std::map<std::uint32_t, std::vector<std::uint64_t>> numbers;
    std::map<std::uint32_t, std::vector<QByteArray>> texts; // and messages inside

    std::uint64_t number(std::uint32_t field) const;              // 0: not there
    std::vector<std::uint64_t> packed(std::uint32_t field) const; // the first list of that number
};

std::optional<ProtoMessage> readProto(const QByteArray &bytes);
std::optional<QByteArray> unzipped(const QByteArray &gzip);
