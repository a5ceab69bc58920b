// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/channel.h"
#include "relay/model/token.h"

#include <QJsonObject>

// Channels and tokens as sub-commands show and take them, in the words of the admin API. Reentrant.
namespace app {

// What people may see of a key: enough to tell two apart.
QString maskedKey(const std::string &key);

// As a client sends it: with the sk- prefix.
QString clientForm(const std::string &key);

QJsonObject toJson(const relay::model::Channel &channel);
QJsonObject toJson(const relay::model::Token &token);

relay::Result<relay::model::Channel> channelFrom(const QJsonObject &request);
relay::Result<relay::model::Token> tokenFrom(const QJsonObject &request);

} // namespace app
