// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

#include <chrono>

// How long one waits for the answer to a sub-command, and what one makes of none. Pure. Reentrant.
namespace app {

constexpr std::chrono::milliseconds kNoLimit = std::chrono::milliseconds::max();

// Without a limit where there is work to be done: it goes on whether one waits or not, and what became of it
// must be told. One that ends in the middle of it is noticed anyway.
std::chrono::milliseconds patienceFor(const QJsonObject &request);

bool onlyReads(const QJsonObject &request); // it may be asked again

} // namespace app
