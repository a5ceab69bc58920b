// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/library_versions.h"

#include "relay/platform/aes256_gcm.h"

#include <sqlite3.h>

#include <QtGlobal>

namespace relay::service {

std::vector<std::pair<std::string, std::string>> libraryVersions()
{
    const std::string cryptography = platform::cryptographyVersion(); // "OpenSSL 3.0.17"
    const std::size_t space = cryptography.find(' ');
    return {{"Qt", qVersion()},
            {"SQLite", sqlite3_libversion()},
            {cryptography.substr(0, space), cryptography.substr(space + 1)}};
}

} // namespace relay::service
