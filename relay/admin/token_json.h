// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/token.h"

#include <QJsonObject>

// The contract's token object. Thread-safe.
namespace relay::admin {

enum class KeyForm { Masked, Full };

QJsonObject tokenJson(const model::Token &token, KeyForm form);

// The token with the fields that the object has. BadRequest names the first wrong one.
Result<model::Token> changedToken(model::Token token, const QJsonObject &fields);

} // namespace relay::admin
