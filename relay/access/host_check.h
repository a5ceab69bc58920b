// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relay::access {

// Keeps web pages out: against DNS rebinding only names that nobody else can own are taken as Host, and a
// page's Origin must be on the list. Immutable. Thread-safe.
//
// No Origin: not a browser, or a page of ours: fine. http and https origins: only those listed, or one equal
// to the Host that was called; pages on other ports of localhost are not ours and must be listed, too.
// `null` (sandboxed frames, files opened in a browser) only where listed. Other schemes
// (chrome-extension:, vscode-webview:, app:, file: of desktop programs) belong to programs that the user
// installed, and no page can claim them: they are taken, and get CORS headers.
class HostCheck final
{
public:
    using Headers = std::vector<std::pair<std::string_view, std::string>>;

    // `machineNames`: this machine's own, without `.local`. `origins`: CORS_ALLOWED_ORIGINS; `*` is all.
    HostCheck(const std::vector<std::string> &machineNames, const std::vector<std::string> &origins);

    // Header values; empty: not sent. Forbidden with a message that says how to allow it.
    Result<void> check(std::string_view host, std::string_view origin) const;

    // For answers to an origin that check() took; none without an Origin. `Vary: Origin` is among them.
    Headers corsHeaders(std::string_view origin) const;
    // For an OPTIONS request that asks first (Access-Control-Request-*); answer it with 204.
    Headers preflightHeaders(std::string_view origin, std::string_view requestedHeaders,
                             bool privateNetwork) const;

private:
    bool hostAllowed(std::string_view host) const;
    bool originListed(std::string_view origin) const;

    std::vector<std::string> m_machineNames; // lower case
    std::vector<std::string> m_origins;      // lower case, without a closing slash
    bool m_anyOrigin = false;
};

} // namespace relay::access
