// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/channel.h"

#include <QString>

#include <optional>

// A channel that is being edited. Pure. Reentrant.
namespace ui::models {

enum class ChannelField { Name, BaseUrl, Keys, Mapping, Proxy, Headers };

struct ChannelTrouble
{
    ChannelField field = ChannelField::Name;
    QString sentence;
};

// The first thing that could not be stored, with a sentence for beneath its field. The relay checks again.
std::optional<ChannelTrouble> troubleOf(const relay::model::Channel &draft);

// What was typed as an address, with the scheme that it goes without: http:// for this machine and its
// network, https:// for others.
QString addressOf(const QString &typed);

// In what an editor shows: not in switch, priority and use.
bool sameEdit(const relay::model::Channel &a, const relay::model::Channel &b);

// In all that an answer of the upstream depends on.
bool sameUpstream(const relay::model::Channel &a, const relay::model::Channel &b);

} // namespace ui::models
