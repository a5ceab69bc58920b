// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/report_archive.h"

#include "relay/profiling/gzip.h"

#include <array>
#include <cstdio>
#include <cstring>

namespace relay::service {

namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kNameBytes = 100;

// Octal digits with a closing zero, as many as the field holds.
void putNumber(char *field, std::size_t bytes, std::uint64_t value)
{
    field[bytes - 1] = '\0';
    for (std::size_t at = bytes - 1; at-- > 0; value >>= 3U)
        field[at] = static_cast<char>('0' + (value & 7U));
}

std::array<char, kBlock> header(std::string_view name, std::size_t bytes, std::int64_t unixSeconds)
{
    std::array<char, kBlock> block{};
    std::memcpy(block.data(), name.data(), std::min(name.size(), kNameBytes - 1));
    putNumber(&block[100], 8, 0600);
    putNumber(&block[108], 8, 0);
    putNumber(&block[116], 8, 0);
    putNumber(&block[124], 12, bytes);
    putNumber(&block[136], 12, static_cast<std::uint64_t>(std::max<std::int64_t>(unixSeconds, 0)));
    block[156] = '0'; // a plain file
    std::memcpy(&block[257], "ustar\00000", 8);
    std::memset(&block[148], ' ', 8); // the sum counts itself as spaces
    std::uint64_t sum = 0;
    for (const char byte : block)
        sum += static_cast<unsigned char>(byte);
    putNumber(&block[148], 7, sum);
    return block;
}

} // namespace

ReportArchive::ReportArchive(std::string folder, std::int64_t unixMs)
    : m_folder(std::move(folder))
    , m_unixSeconds(unixMs / 1000)
{
}

void ReportArchive::add(std::string_view name, std::string_view text)
{
    const auto head = header(m_folder + "/" + std::string(name), text.size(), m_unixSeconds);
    m_tar.append(head.data(), head.size());
    m_tar.append(text);
    m_tar.append((kBlock - text.size() % kBlock) % kBlock, '\0');
}

std::string ReportArchive::packed() const
{
    return profiling::gzip(m_tar + std::string(2 * kBlock, '\0'));
}

} // namespace relay::service
