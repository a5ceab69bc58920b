// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/channel.h"
#include "relay/model/token.h"

#include <QJsonObject>

// Channels and tokens as sub-commands take them, in the words of the admin API. What their values may be is
// the service's to say. Reentrant.
namespace app {

// As a client sends it: with the sk- prefix.
QString clientForm(const std::string &key);

relay::Result<relay::model::Channel> channelFrom(const QJsonObject &request);
relay::Result<relay::model::Token> tokenFrom(const QJsonObject &request);

} // namespace app
