// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>

namespace app {

// Who listens on that port, for people: "another TrayRelay (process 4711, data directory /x)"; empty: nobody
// that can be named. Reentrant.
relay::Saying whoListens(std::uint16_t port);

// Whether a start failed for its port, and what to say then: us in another data directory, another program by
// its name, another user's, or the system itself. Reentrant.
bool isAboutThePort(const relay::Error &error);
relay::Phrase portTaken(const relay::Error &error, std::uint16_t port); // to who started it in a terminal
relay::Phrase portTakenInWindow(const relay::Error &error, std::uint16_t port); // with buttons beneath it

// One that nobody has now, near the other. Reentrant.
std::optional<std::uint16_t> freePortBeside(const std::string &address, std::uint16_t port);

} // namespace app
