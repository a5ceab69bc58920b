// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/secret_service.h"

#include <QJsonObject>

#include <optional>

// The keeping of secrets as admin API and sub-commands show it. Thread-safe.
namespace relay::api {

QJsonObject keepingJson(const SecretKeeping &keeping);
std::optional<SecretPlace> secretPlace(const QString &word); // file, keyring

} // namespace relay::api
