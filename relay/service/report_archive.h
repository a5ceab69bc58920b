// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace relay::service {

// Collects texts and packs them as one tar.gz (POSIX.1-1988 ustar). Reentrant.
class ReportArchive final
{
public:
    // The folder that all files are in, and their time.
    ReportArchive(std::string folder, std::int64_t unixMs);

    void add(std::string_view name, std::string_view text); // up to 8 GiB; names of up to some 80 bytes
    std::string packed() const;

private:
    const std::string m_folder;
    const std::int64_t m_unixSeconds;
    std::string m_tar;
};

} // namespace relay::service
