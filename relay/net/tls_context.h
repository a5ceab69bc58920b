// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

namespace relay::net {

class TlsRoots;

// What all TLS connections to one upstream (host and port, through one proxy) share: settings, the name that
// its certificate must carry, and the sessions that later connections resume. TLS 1.2 and 1.3. Costs nothing
// before its first connection. TlsSessions may outlive it. Lives on relay.
class TlsContext final
{
public:
    // The host as in the base URL: an ASCII name, or an IP literal without brackets.
    TlsContext(TlsRoots &roots, std::string host);
    ~TlsContext();
    TlsContext(const TlsContext &) = delete;
    TlsContext &operator=(const TlsContext &) = delete;

    const std::string &host() const { return m_host; }

    struct Engine; // the TLS library's own form
    Engine &engine();

private:
    TlsRoots &m_roots;
    std::string m_host;
    std::unique_ptr<Engine> m_engine;
};

} // namespace relay::net
