// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/model/channel.h"
#include "relay/model/token.h"

#include <QJsonObject>

// The contract's channel and token objects, and what belongs to them, as the admin API and the sub-commands
// show them. Thread-safe.
namespace relay::api {

enum class KeyForm { Masked, Full };

QJsonObject channelJson(const model::Channel &channel); // keys and passwords masked
QJsonObject tokenJson(const model::Token &token, KeyForm form);

QJsonObject channelTestJson(const ChannelTest &test);
QJsonObject providerJson(const ProviderPreset &provider);

} // namespace relay::api
