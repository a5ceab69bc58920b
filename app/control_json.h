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

// What the request does not name stays as it is in `before`.
relay::Result<relay::model::Channel> channelFrom(const QJsonObject &request,
                                                 relay::model::Channel before = {});
relay::model::Token tokenFrom(const QJsonObject &request, relay::model::Token before = {});

} // namespace app
