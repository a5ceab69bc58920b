// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"
#include "relay/net/proxy_url.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace relay::net {

// Asks a proxy for a tunnel to host:port: HTTP CONNECT (RFC 9110 9.3.6) or SOCKS5 (RFC 1928, 1929). The same
// tunnel is used for http:// and https:// upstreams, so that above it there is one kind of connection.
// Send toSend(), say how much went with sent(), feed() what comes back. Pure. Reentrant.
class ProxyHandshake final
{
public:
    enum class State { NeedMore, Established, Failed };

    struct Progress
    {
        State state = State::NeedMore;
        std::size_t consumed = 0; // of the bytes fed; what follows belongs to the tunnel
    };

    ProxyHandshake(const ProxyUrl &proxy, std::string_view host, std::uint16_t port);

    // What waits to be written; looked at again after every feed().
    std::string_view toSend() const { return std::string_view(m_out).substr(m_outSent); }
    void sent(std::size_t bytes);

    Progress feed(std::string_view bytes);

    State state() const { return m_state; }
    const Phrase &error() const { return m_error; } // what the proxy answered, and what to do

private:
    enum class Step { ConnectHead, SocksMethod, SocksAuth, SocksReply };

    bool takeMessage(std::string_view bytes, std::size_t &consumed);
    std::size_t messageBytes() const;
    void startHttp();
    void startSocks();
    void checkHead();
    void checkVersion();
    void readHead();
    void readMethod();
    void readAuth();
    void readReply();
    void sendAuth();
    void sendRequest();
    void send(const std::string &bytes);
    void fail(Phrase error);

    std::string m_host;
    std::uint16_t m_port;
    Phrase m_proxyName;
    std::string m_user;
    std::string m_password;
    Step m_step = Step::ConnectHead;
    State m_state = State::NeedMore;
    std::string m_in;
    std::string m_out;
    std::size_t m_outSent = 0;
    Phrase m_error;
};

} // namespace relay::net
