// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/api/traffic_service.h"
#include "relay/model/channel.h"

#include <QString>

// Channels and what is said of them, in words for people. Reentrant.
namespace ui::models {

QString channelTypeWord(relay::model::ChannelType type);
QString providerWord(const relay::api::ProviderPreset &provider); // Ollama on this machine
QString ownBaseUrl(relay::model::ChannelType type); // where a channel of it goes if it names no address

// The first letters up to a hyphen, eight dots, the last four: as wide as any other.
QString shortMask(const QString &key);

// healthy; rests 0:24; cooling, or open, 401, where it is not known until when; disabled.
QString healthText(const relay::api::ChannelHealth &health, std::int64_t nowMs);
QString healthReason(const relay::api::ChannelHealth &health);                  // open: HTTP 500; empty: none
QString keyHealthText(const relay::api::KeyHealth &health, std::int64_t nowMs); // rests 0:24 for a key
QString countdownText(std::int64_t untilMs, std::int64_t nowMs);                // 0:24; empty: it is over

} // namespace ui::models
