// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/secret_json.h"

namespace relay::api {

using namespace Qt::StringLiterals;

QJsonObject keepingJson(const SecretKeeping &keeping)
{
    return {{u"place"_s, keeping.place == SecretPlace::Keyring ? u"keyring"_s : u"file"_s},
            {u"key_file"_s, QString::fromStdString(keeping.keyFile)},
            {u"keyring_name"_s, QString::fromStdString(keeping.keyringName)},
            {u"keyring_available"_s, keeping.keyringAvailable},
            {u"trouble"_s, QString::fromStdString(keeping.trouble.english())}};
}

std::optional<SecretPlace> secretPlace(const QString &word)
{
    if (word == "file"_L1)
        return SecretPlace::KeyFile;
    return word == "keyring"_L1 ? std::optional(SecretPlace::Keyring) : std::nullopt;
}

} // namespace relay::api
