// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"

#include <QString>

#include <cstdint>

namespace app {

// Who listens on that port, for people: "another TrayRelay (process 4711, data directory /x)"; empty: nobody
// that can be named. Reentrant.
relay::Saying whoListens(std::uint16_t port);

// Whether a start failed for its port, and what to say then: us in another data directory, another program by
// its name, another user's, or the system itself. Reentrant.
bool isAboutThePort(const relay::Error &error);
relay::Phrase portTaken(const relay::Error &error, std::uint16_t port);

} // namespace app
