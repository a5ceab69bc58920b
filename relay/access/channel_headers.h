// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

// What a channel's own headers may be: asked when one is edited and, since a record may be from elsewhere,
// when it is sent. Thread-safe.
namespace relay::access {

bool isHeaderName(std::string_view name);   // RFC 9110 section 5.6.2
bool isHeaderValue(std::string_view value); // one line

bool isHostHeader(std::string_view name);

// What says where a message ends, and what keeps answers readable, is the relay's to write. A Host is not: it
// replaces the URL's.
bool isOfTheConnection(std::string_view name);

} // namespace relay::access
