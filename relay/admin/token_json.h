// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/token.h"

#include <QJsonObject>

// Reads the contract's token object. Thread-safe.
namespace relay::admin {

// The token with the fields that the object has. BadRequest names the first that cannot be read; what the
// values may be is the service's to say.
Result<model::Token> changedToken(model::Token token, const QJsonObject &fields);

} // namespace relay::admin
