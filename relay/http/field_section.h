// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/headers.h"
#include "relay/http/message_framing.h"

#include <cstddef>
#include <string_view>

namespace relay::http {

// Field lines up to and with the empty line, the same for requests and answers. Lines end in CRLF or LF
// (RFC 9112 section 2.2); a bare CR, a folded line and a name that is not a token are refused.
// headBytes of Complete counts from `at`.
HeadResult parseFieldSection(const char *at, const char *end, HeaderList &fields);

// An empty line begins after a line that ends at or after alreadyScanned, or just before it: whether it
// is worth parsing again.
bool mayHoldHeadEnd(std::string_view bytes, std::size_t alreadyScanned);

} // namespace relay::http
