// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"

#include <string_view>
#include <vector>

namespace relay::service {

// Well-known providers, from resources/providers.json. Thread-safe.
std::vector<api::ProviderPreset> providerTable();

// Its address, by one-api's number for a channel's type; null: none that speaks OpenAI's dialect.
const api::ProviderPreset *providerOfOneApi(const std::vector<api::ProviderPreset> &table, std::int64_t type);

} // namespace relay::service
