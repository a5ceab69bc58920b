// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/server_connection.h"

#include "relay/http/padded_text.h"
#include "relay/http/server.h"

namespace relay::http {

namespace {

constexpr std::size_t kMaxPipelinedBytes = 64 * 1024; // more than that waits in the kernel
constexpr std::uint64_t kMaxLingerBytes = 256 * 1024 * 1024;

} // namespace

ServerConnection::ServerConnection(Server &server, net::SocketHandle socket, const net::HostAddress &peer,
                                   std::uint64_t id)
    : m_server(server)
    , m_stream(server.m_loop, socket, *this)
    , m_timer(*this)
    , m_peer(peer)
    , m_id(id)
{
    m_server.m_loop.arm(m_timer, m_server.m_limits.idleTimeout);
}

ServerConnection::~ServerConnection() = default;

void ServerConnection::received(std::string_view bytes)
{
    switch (m_state) {
    case State::Kept:
    case State::Closed:
        return;
    case State::Lingering:
        m_requestBytes += bytes.size();
        if (m_requestBytes > kMaxLingerBytes)
            close();
        return;
    case State::Answering:
    case State::Sending:
        m_later.append(bytes);
        if (m_later.size() > kMaxPipelinedBytes)
            m_stream.pause();
        return;
    case State::Flushing:
        appendPadded(m_in, bytes);
        if (m_in.size() > kMaxPipelinedBytes)
            m_stream.pause();
        return;
    case State::Asking: // paused
        return;
    case State::Body:
        m_server.m_loop.arm(m_timer, m_server.m_limits.bodyTimeout);
        if (m_chunkedRequest) {
            takeChunked(bytes);
            return;
        }
        break;
    case State::Idle:
    case State::Head:
        break;
    }
    if (m_in.empty())
        m_in = m_server.takeBuffer();
    appendPadded(m_in, bytes);
    advance();
}

void ServerConnection::advance()
{
    if (m_state == State::Body) {
        if (m_in.size() < m_bodyEnd)
            return;
        RequestHead head;
        parseRequestHead(std::string_view(m_in).substr(0, m_headBytes), 0, head);
        dispatch(head, std::string_view(m_in).substr(m_headBytes, m_bodyEnd - m_headBytes));
        return;
    }
    if (!m_in.empty())
        readHead();
}

bool ServerConnection::readHead()
{
    RequestHead head;
    const HeadResult result = parseRequestHead(m_in, m_scanned, head);
    if (result.state == HeadResult::NeedMore) {
        m_scanned = m_in.size();
        if (m_state == State::Idle) {
            m_state = State::Head;
            m_server.m_loop.arm(m_timer, m_server.m_limits.headTimeout);
        }
        return false;
    }
    if (result.state == HeadResult::Failed) {
        refuse(nullptr, result.errorStatus, result.reason);
        return false;
    }
    m_headBytes = result.headBytes;
    m_keepAlive = m_clientKeepsAlive = head.keepAlive;
    m_headRequest = head.method == Method::Head;
    m_http10 = head.minorVersion == 0;
    if (head.framing == BodyFraming::Length && head.contentLength > m_server.m_limits.maxBodyBytes) {
        refuse(&head, 413, "the request body is larger than RELAY_MAX_BODY_MB allows");
        return false;
    }
    if (const Refusal refusal = m_server.m_handler.admit(head, m_peer); refusal.status != 0) {
        refuseUnread(head, refusal);
        return false;
    }
    if (isBodyHere(head))
        return readBody(head);
    m_state = State::Asking;
    if (m_server.m_handler.takesBody(head, *this))
        return readBody(head);
    if (m_state == State::Asking) { // from here on time is the handler's
        m_timer.cancel();
        m_stream.pause();
    }
    return false;
}

bool ServerConnection::isBodyHere(const RequestHead &head) const
{
    const std::size_t bodyBytes = head.framing == BodyFraming::Length ? head.contentLength : 0;
    return head.framing != BodyFraming::Chunked && m_in.size() - m_headBytes >= bodyBytes;
}

void ServerConnection::goOn(const Refusal &refusal)
{
    if (m_state != State::Asking)
        return;
    RequestHead head;
    parseRequestHead(std::string_view(m_in).substr(0, m_headBytes), 0, head);
    m_stream.resume();
    if (refusal.status != 0)
        refuseUnread(head, refusal);
    else
        readBody(head);
}

void ServerConnection::refuseUnread(const RequestHead &head, const Refusal &refusal)
{
    // An unread body would be taken for the next request.
    const bool bodyIsHere = isBodyHere(head);
    const std::size_t bodyBytes = bodyIsHere && head.framing == BodyFraming::Length ? head.contentLength : 0;
    m_keepAlive = m_keepAlive && bodyIsHere;
    m_bodyEnd = m_headBytes + bodyBytes;
    beginAnswer();
    respond(refusal.status, refusal.headers, refusal.body);
}

bool ServerConnection::readBody(const RequestHead &head)
{
    m_chunkedRequest = head.framing == BodyFraming::Chunked;
    const std::size_t bodyBytes = head.framing == BodyFraming::Length ? head.contentLength : 0;
    m_bodyEnd = m_headBytes + bodyBytes;
    if (!m_chunkedRequest && m_in.size() >= m_bodyEnd) {
        dispatch(head, std::string_view(m_in).substr(m_headBytes, bodyBytes));
        return true;
    }
    m_state = State::Body;
    m_server.m_loop.arm(m_timer, m_server.m_limits.bodyTimeout);
    if (head.expectContinue && m_in.size() == m_headBytes)
        m_stream.send("HTTP/1.1 100 Continue\r\n\r\n");
    if (m_chunkedRequest) {
        const std::string rest = m_in.substr(m_headBytes);
        m_in.resize(m_headBytes);
        m_decoder.reset();
        m_chunkedBody.clear();
        takeChunked(rest);
    }
    return false;
}

void ServerConnection::takeChunked(std::string_view bytes)
{
    const std::size_t used =
        m_decoder.feed(bytes, [this](std::string_view data) { appendPadded(m_chunkedBody, data); });
    RequestHead head;
    const auto reparse = [&] { parseRequestHead(std::string_view(m_in).substr(0, m_headBytes), 0, head); };
    if (m_decoder.failed()) {
        reparse();
        refuse(&head, 400, m_decoder.reason());
    } else if (m_chunkedBody.size() > m_server.m_limits.maxBodyBytes) {
        reparse();
        refuse(&head, 413, "the request body is larger than RELAY_MAX_BODY_MB allows");
    } else if (m_decoder.done()) {
        m_later.append(bytes.substr(used));
        m_bodyEnd = m_headBytes;
        reparse();
        reservePadded(m_chunkedBody, 0);
        dispatch(head, m_chunkedBody);
    }
}

void ServerConnection::dispatch(const RequestHead &head, std::string_view body)
{
    // Who has gone before this request had its turn may still read the answer before.
    if (m_hungUp && m_clientKeepsAlive)
        return linger();
    m_timer.cancel(); // from here on time is the responder's
    beginAnswer();
    m_requestBytes = m_headBytes + body.size();
    m_responseBytes = 0;
    m_server.m_handler.handle(head, body, *this);
}

void ServerConnection::beginAnswer()
{
    m_state = State::Answering;
    m_requestReadAt = m_server.m_loop.now();
    countAnswering();
}

void ServerConnection::refuse(const RequestHead *head, int status, std::string_view reason)
{
    const Refusal refusal = m_server.m_handler.describe(head, status, reason);
    if (!head && m_state != State::Body) // what the request before this one asked for holds no more
        m_headRequest = m_http10 = false;
    m_keepAlive = m_clientKeepsAlive = false;
    beginAnswer();
    m_bodyEnd = m_in.size();
    respond(status, refusal.headers, refusal.body);
}

void ServerConnection::runDeferred()
{
    m_deferred = false;
    if (m_state == State::Idle)
        advance();
}

void ServerConnection::drain()
{
    settle();
    m_draining = true;
    if (m_state == State::Idle)
        close();
    else if (m_state == State::Flushing)
        linger();
}

void ServerConnection::settle()
{
    m_stream.sendGathered();
    if (m_stream.pendingBytes() > 0)
        held();
}

// The answer seemed to have gone out.
void ServerConnection::held()
{
    if (m_state == State::Idle)
        m_state = State::Flushing;
    if (m_state == State::Flushing || (m_state == State::Sending && !m_timer.armed()))
        watchWriting();
    countAnswering();
}

void ServerConnection::drained()
{
    switch (m_state) {
    case State::Sending:
        m_timer.cancel();
        if (m_responder)
            m_responder->clientDrained();
        break;
    case State::Flushing:
        nextRequest();
        break;
    case State::Lingering:
        if (m_inputEnded)
            return close();
        m_server.m_loop.arm(m_timer, kLingerTime);
        break;
    case State::Idle:
    case State::Head: // it was an interim answer: the request's own time goes on
    case State::Asking:
    case State::Body:
    case State::Answering:
    case State::Kept:
    case State::Closed:
        break;
    }
    countAnswering();
}

void ServerConnection::closed(net::CloseReason reason)
{
    settle();
    m_inputEnded = true;
    const bool canStillAnswer = reason == net::CloseReason::EndOfStream;
    switch (m_state) {
    case State::Head:
    case State::Body:
        if (canStillAnswer)
            return refuse(nullptr, 400, "the request ended before it was complete");
        return close();
    case State::Asking:
        return giveUp();
    case State::Answering:
    case State::Sending:
        // Who asked for one answer alone may have closed its sending half and still wait. Anybody else has
        // gone, and what its answer costs ends with it.
        if (canStillAnswer && !m_clientKeepsAlive)
            return;
        return giveUp();
    case State::Flushing:
        if (canStillAnswer)
            return linger();
        return close();
    case State::Lingering:
        if (canStillAnswer && m_stream.pendingBytes() > 0)
            return;
        return close();
    case State::Idle:
    case State::Kept:
    case State::Closed:
        return close();
    }
}

// Reading has stopped at kMaxPipelinedBytes, so closed() would come only with the next answer's bytes.
void ServerConnection::hungUp()
{
    m_hungUp = true; // told once
    if ((m_state == State::Answering || m_state == State::Sending) && m_clientKeepsAlive)
        giveUp();
}

void ServerConnection::giveUp()
{
    Responder *const responder = std::exchange(m_responder, nullptr);
    if (responder)
        responder->clientGone();
    if (m_state != State::Kept)
        close();
}

void ServerConnection::keepRequest()
{
    m_state = State::Kept;
    m_timer.cancel();
    m_stream.close();
    countAnswering();
}

void ServerConnection::timerExpired(net::Timer &)
{
    const bool takesBytes = m_stream.pendingBytes() > 0 && m_stream.takenBytes() > m_takenBytes;
    switch (m_state) {
    case State::Head:
    case State::Body:
        refuse(nullptr, 408, "the request did not arrive in time");
        break;
    case State::Sending:
    case State::Flushing:
    case State::Lingering:
        if (takesBytes)
            watchWriting(); // slow, but alive
        else if (m_state != State::Sending)
            close();
        else if (m_stream.pendingBytes() > 0)
            giveUp();
        break;
    case State::Idle:
        close();
        break;
    case State::Asking:
    case State::Answering:
    case State::Kept:
    case State::Closed:
        break;
    }
}

// The relay does not end before the bytes of its answers have gone out: a connection counts until then.
void ServerConnection::countAnswering()
{
    const bool answering = m_state == State::Answering || m_state == State::Sending ||
                           m_state == State::Kept ||
                           (m_state != State::Closed && m_stream.pendingBytes() > 0);
    if (answering == m_counted)
        return;
    m_counted = answering;
    if (answering)
        ++m_server.m_answering;
    else
        --m_server.m_answering;
}

void ServerConnection::close()
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    countAnswering();
    m_timer.cancel();
    m_stream.close();
    m_server.release(*this);
}

} // namespace relay::http
