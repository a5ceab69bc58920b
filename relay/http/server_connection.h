// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/chunked_decoder.h"
#include "relay/http/request_head.h"
#include "relay/net/host_address.h"
#include "relay/net/tcp_stream.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace relay::http {

class Server;
struct Refusal;

// Who answers one request. Told when the client goes away or takes bytes again. Lives on relay.
class Responder
{
public:
    // Nothing may be written any more; called once. The request's bytes end with it, unless keepRequest().
    virtual void clientGone() = 0;
    virtual void clientDrained() = 0;

protected:
    ~Responder() = default;
};

// One client connection: reads requests, answers them in their order, one at a time. The bytes of the
// request that is being answered stay where they are until its answer has ended, so views into head and
// body hold that long. Lives on relay.
class ServerConnection final : public net::Retirable,
                               private net::TcpStream::Handler,
                               private net::Timer::Owner,
                               private net::Deferred
{
public:
    ServerConnection(Server &server, net::SocketHandle socket, const net::HostAddress &peer,
                     std::uint64_t id);
    ~ServerConnection() override;

    // For the responder of the current request. `headers` are whole lines, each with its CRLF, without
    // Content-Length, Transfer-Encoding, Connection.
    void setResponder(Responder *responder) { m_responder = responder; }
    void respond(int status, std::string_view headers, std::string_view body);
    // The head goes out with the first writeBody(), which must follow before the caller's callback ends.
    // Without a length the body is chunked, or ends with the connection for an HTTP/1.0 client.
    void startResponse(int status, std::string_view headers, std::optional<std::uint64_t> contentLength);
    void writeBody(std::span<const std::string_view> pieces, bool last);
    void abort(); // cuts the connection: the answer cannot be ended correctly any more
    // Called by clientGone(): the socket closes, but views into the request hold until abort(), or until the
    // answer is written to its end. What is written goes nowhere.
    void keepRequest();
    // See RequestHandler::takesBody(). The body is read, or what refuses it is answered.
    void goOn(const Refusal &refusal);

    std::size_t pendingBytes() const { return m_stream.pendingBytes(); }
    std::uint64_t id() const { return m_id; }
    const net::HostAddress &peer() const { return m_peer; }
    SteadyTime requestReadAt() const { return m_requestReadAt; } // last byte of the current request
    std::uint64_t requestBytes() const { return m_requestBytes; }
    std::uint64_t responseBytes() const { return m_responseBytes; }

    void drain();                                // answer what is being answered, then close
    void drainAfterThis() { m_draining = true; } // likewise; an idle one closes after one more answer
    bool isWatched() const { return m_stream.isWatched(); }
    bool isIdle() const { return m_state == State::Idle; }
    bool hadRequest() const { return m_requestReadAt != SteadyTime{}; }
    bool isReadingRequest() const
    {
        return m_state == State::Head || m_state == State::Asking || m_state == State::Body;
    }

private:
    friend class Server;

    static constexpr std::chrono::seconds kLingerTime{5};

    enum class State : std::uint8_t {
        Idle,      // nothing of a request has come
        Head,      // part of a head
        Asking,    // a head, and somebody finds out whether its body is to be read
        Body,      // part of a body
        Answering, // a responder has the request
        Sending,   // the answer's head has gone
        Flushing,  // answered; the next request waits until the client has taken the answer
        Lingering, // answered and shut down; what still comes is thrown away
        Kept,      // the client has gone, its responder has not ended
        Closed,
    };

    void received(std::string_view bytes) override;
    void drained() override;
    void held() override;
    void settle(); // what seems to have gone out has gone, or is pending
    void closed(net::CloseReason reason) override;
    void hungUp() override;
    void timerExpired(net::Timer &timer) override;
    void runDeferred() override;

    void advance();
    bool readHead();
    bool isBodyHere(const RequestHead &head) const;
    void refuseUnread(const RequestHead &head, const Refusal &refusal);
    bool readBody(const RequestHead &head);
    void takeChunked(std::string_view bytes);
    void dispatch(const RequestHead &head, std::string_view body);
    void refuse(const RequestHead *head, int status, std::string_view reason);
    void composeHead(int status, std::string_view headers, std::optional<std::uint64_t> contentLength);
    void beginAnswer();
    void watchWriting();
    void endResponse();
    void dropRequest();
    void nextRequest();
    void linger();
    void giveUp();
    void countAnswering();
    void close();

    Server &m_server;
    net::TcpStream m_stream;
    net::Timer m_timer;
    net::HostAddress m_peer;
    Responder *m_responder = nullptr;
    std::string m_in;          // the current request, and what was pipelined behind it before it was complete
    std::string m_later;       // what arrived while a responder had views into m_in
    std::string m_chunkedBody; // a chunked body, decoded
    ChunkedDecoder m_decoder;
    std::uint64_t m_id;
    std::uint64_t m_requestBytes = 0;
    std::uint64_t m_responseBytes = 0;
    std::uint64_t m_takenBytes = 0; // ever, when the writing timer was set
    std::uint64_t m_bodyLeft = 0;   // of the answer, where it has a length
    SteadyTime m_requestReadAt{};
    std::size_t m_scanned = 0; // of m_in, in vain, for the end of the head
    std::size_t m_headBytes = 0;
    std::size_t m_bodyEnd = 0; // offset in m_in behind the current request
    State m_state = State::Idle;
    bool m_keepAlive = true;
    bool m_clientKeepsAlive = true; // what the current request asked for
    bool m_counted = false;         // in the server's answeringCount()
    bool m_headRequest = false;
    bool m_noBody = false; // the answer has none, whatever is written
    bool m_http10 = false;
    bool m_chunkedRequest = false;
    bool m_chunkedAnswer = false;
    bool m_lengthKnown = false;
    bool m_headPending = false;
    bool m_inputEnded = false;
    bool m_hungUp = false; // behind what is not read yet, the client's input has ended
    bool m_deferred = false;
    bool m_draining = false;
};

} // namespace relay::http
