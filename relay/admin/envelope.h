// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/error.h"

#include <QJsonValue>

#include <string>
#include <string_view>

// The form of every admin answer: {"success":bool,"message":string,"data":...}. Thread-safe.
namespace relay::admin {

std::string jsonText(const QJsonValue &value); // any value, not only objects and arrays

std::string successText(std::string_view dataJson, const QString &message = {});
std::string failureText(const QString &message, std::string_view dataJson = "null");

// As the relay's own (dialect::statusOf, which is out of sight from here) but for Storage: who edits hears of
// a failure, where a program that calls a model is to come again.
int statusOf(ErrorKind kind);

} // namespace relay::admin
