// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QObject>

#include <functional>

namespace relay::api {

// Called once, on the thread that `context` lives on; never if `context` dies first.
template <typename T>
using Reply = std::function<void(Result<T>)>;

} // namespace relay::api
