// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/chunked_decoder.h"
#include "relay/http/client_request.h"
#include "relay/net/connector.h"
#include "relay/net/tcp_stream.h"

#include <memory>
#include <optional>
#include <string>

namespace relay::http {

class Upstream;

// One connection to an upstream: made, used by one request at a time, pooled between them. Lives on relay.
class ClientConnection final : public net::Retirable,
                               private net::Connector::Handler,
                               private net::TcpStream::Handler,
                               private net::Timer::Owner
{
public:
    ClientConnection(Upstream &upstream, std::size_t index);
    ~ClientConnection() override;

private:
    friend class Upstream;
    friend class ClientRequest;

    enum class Phase : std::uint8_t { Connecting, Idle, Head, Body, Closed };

    void connect(ClientRequest &request);
    void use(ClientRequest &request);
    void close();

    void connected(net::SocketHandle socket, std::unique_ptr<net::TlsSession> session) override;
    void connectFailed(const Error &error) override;
    void received(std::string_view bytes) override;
    void drained() override;
    void closed(net::CloseReason reason) override;
    void timerExpired(net::Timer &timer) override;

    void awaitHead();
    void readHead(std::string_view bytes);
    void readBody(std::string_view bytes);
    void readChunks(std::string_view bytes);
    void complete(std::span<const std::string_view> pieces, bool cleanEnd);
    void fail(FailedAt at, const Error &error);
    QString name() const;

    Upstream &m_upstream;
    std::unique_ptr<net::Connector> m_connector; // while connecting
    std::optional<net::TcpStream> m_stream;
    net::Timer m_timer;
    ClientRequest *m_request = nullptr;
    std::string m_head; // part of a head that came in pieces
    std::size_t m_scanned = 0;
    std::uint64_t m_bodyLeft = 0;
    std::uint64_t m_takenBytes = 0; // by the socket, when the wait for the head began
    ChunkedDecoder m_decoder;
    SteadyTime m_connectStartedAt{};
    std::size_t m_index; // in the upstream's list
    Phase m_phase = Phase::Connecting;
    BodyFraming m_framing = BodyFraming::None;
    bool m_reused = false;
    bool m_keepAlive = false;
    bool m_anyByte = false; // of the current answer
};

} // namespace relay::http
