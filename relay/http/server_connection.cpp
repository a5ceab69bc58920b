// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/server_connection.h"

#include "relay/http/server.h"
#include "relay/http/status_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace relay::http {

namespace {

constexpr std::size_t kMaxPipelinedBytes = 64 * 1024; // more than that waits in the kernel
constexpr std::size_t kPartsPerSend = 56;
constexpr std::uint64_t kMaxLingerBytes = 256 * 1024 * 1024;
constexpr auto kLingerTime = std::chrono::seconds{5};

// Room for `more` bytes and simdjson's padding behind them.
void reserveFor(std::string &text, std::size_t more)
{
    const std::size_t needed = text.size() + more + net::EventLoop::kPaddingBytes;
    if (text.capacity() < needed)
        text.reserve(text.empty() ? needed : std::max(needed, text.capacity() * 2));
}

void appendNumber(std::string &text, std::uint64_t value, int base = 10)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
    text.append(digits.data(), end);
}

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
    reserveFor(m_in, bytes.size());
    m_in.append(bytes);
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
    m_keepAlive = head.keepAlive && !m_draining;
    m_headRequest = head.method == Method::Head;
    m_http10 = head.minorVersion == 0;
    if (head.framing == BodyFraming::Length && head.contentLength > m_server.m_limits.maxBodyBytes) {
        refuse(&head, 413, "the request body is larger than RELAY_MAX_BODY_MB allows");
        return false;
    }
    const Refusal refusal = m_server.m_handler.admit(head, m_peer);
    if (refusal.status != 0) {
        // An unread body would be taken for the next request.
        const std::size_t bodyBytes = head.framing == BodyFraming::Length ? head.contentLength : 0;
        const bool bodyIsHere =
            head.framing != BodyFraming::Chunked && m_in.size() - m_headBytes >= bodyBytes;
        m_keepAlive = m_keepAlive && bodyIsHere;
        m_bodyEnd = m_headBytes + (bodyIsHere ? bodyBytes : 0);
        m_state = State::Answering;
        ++m_server.m_answering;
        m_requestReadAt = m_server.m_loop.now();
        respond(refusal.status, refusal.headers, refusal.body);
        return false;
    }
    return readBody(head);
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
    const std::size_t used = m_decoder.feed(bytes, [this](std::string_view data) {
        reserveFor(m_chunkedBody, data.size());
        m_chunkedBody.append(data);
    });
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
        reserveFor(m_chunkedBody, 0);
        dispatch(head, m_chunkedBody);
    }
}

void ServerConnection::dispatch(const RequestHead &head, std::string_view body)
{
    m_timer.cancel(); // from here on time is the responder's
    m_state = State::Answering;
    ++m_server.m_answering;
    m_requestReadAt = m_server.m_loop.now();
    m_requestBytes = m_headBytes + body.size();
    m_responseBytes = 0;
    m_server.m_handler.handle(head, body, *this);
}

void ServerConnection::refuse(const RequestHead *head, int status, std::string_view reason)
{
    const Refusal refusal = m_server.m_handler.describe(head, status, reason);
    m_keepAlive = false;
    m_state = State::Answering;
    ++m_server.m_answering;
    m_requestReadAt = m_server.m_loop.now();
    m_bodyEnd = m_in.size();
    respond(status, refusal.headers, refusal.body);
}

void ServerConnection::composeHead(int status, std::string_view headers,
                                   std::optional<std::uint64_t> contentLength)
{
    const bool bodiless = status < 200 || status == 204 || status == 304;
    m_lengthKnown = contentLength.has_value();
    m_bodyLeft = contentLength.value_or(0);
    m_chunkedAnswer = !m_lengthKnown && !m_http10 && !bodiless;
    if (!m_lengthKnown && m_http10)
        m_keepAlive = false;
    if (m_draining || m_inputEnded)
        m_keepAlive = false;

    std::string &head = m_server.m_headScratch;
    head.clear();
    head.append("HTTP/1.1 ");
    appendNumber(head, static_cast<std::uint64_t>(status));
    head.append(" ").append(statusText(status)).append("\r\n");
    if (m_lengthKnown && !bodiless) {
        head.append("Content-Length: ");
        appendNumber(head, *contentLength);
        head.append("\r\n");
    } else if (m_chunkedAnswer) {
        head.append("Transfer-Encoding: chunked\r\n");
    }
    if (!m_keepAlive)
        head.append("Connection: close\r\n");
    else if (m_http10)
        head.append("Connection: keep-alive\r\n");
    head.append(headers).append("\r\n");
}

void ServerConnection::respond(int status, std::string_view headers, std::string_view body)
{
    if (m_state != State::Answering)
        return;
    composeHead(status, headers, body.size());
    const std::array<std::string_view, 2> parts{m_server.m_headScratch,
                                                m_headRequest ? std::string_view() : body};
    m_responseBytes += parts[0].size() + parts[1].size();
    m_state = State::Sending;
    m_stream.send(parts);
    endResponse();
}

void ServerConnection::startResponse(int status, std::string_view headers,
                                     std::optional<std::uint64_t> contentLength)
{
    if (m_state != State::Answering)
        return;
    composeHead(status, headers, contentLength);
    m_headPending = true;
    m_state = State::Sending;
}

void ServerConnection::writeBody(std::span<const std::string_view> pieces, bool last)
{
    if (m_state != State::Sending)
        return;
    std::array<std::string_view, kPartsPerSend + 4> parts;
    std::array<char, 20> sizeLine;
    for (bool firstSend = true; firstSend || !pieces.empty(); firstSend = false) {
        const auto now = pieces.first(std::min(pieces.size(), kPartsPerSend));
        pieces = pieces.subspan(now.size());
        std::size_t count = 0;
        if (m_headPending)
            parts[count++] = m_server.m_headScratch;
        m_headPending = false;
        std::uint64_t bodyBytes = 0;
        for (const std::string_view piece : now)
            bodyBytes += piece.size();
        if (m_headRequest)
            bodyBytes = 0;
        if (bodyBytes > 0) {
            if (m_chunkedAnswer) {
                char *end = std::to_chars(sizeLine.data(), sizeLine.data() + 16, bodyBytes, 16).ptr;
                *end++ = '\r';
                *end++ = '\n';
                parts[count++] = {sizeLine.data(), static_cast<std::size_t>(end - sizeLine.data())};
            }
            for (const std::string_view piece : now)
                parts[count++] = piece;
            if (m_chunkedAnswer)
                parts[count++] = "\r\n";
        }
        if (last && pieces.empty() && m_chunkedAnswer && !m_headRequest) {
            if (bodyBytes > 0)
                parts[count - 1] = "\r\n0\r\n\r\n";
            else
                parts[count++] = "0\r\n\r\n";
        }
        if (m_lengthKnown && !m_headRequest) {
            if (bodyBytes > m_bodyLeft)
                return abort();
            m_bodyLeft -= bodyBytes;
        }
        for (std::size_t i = 0; i < count; ++i)
            m_responseBytes += parts[i].size();
        if (count > 0)
            m_stream.send(std::span(parts).first(count));
    }
    if (m_stream.pendingBytes() > 0 && !m_timer.armed())
        watchWriting();
    if (!last)
        return;
    if (m_lengthKnown && !m_headRequest && m_bodyLeft > 0)
        abort();
    else
        endResponse();
}

void ServerConnection::watchWriting()
{
    m_takenBytes = takenBytes();
    m_server.m_loop.arm(m_timer, m_server.m_limits.writeTimeout);
}

void ServerConnection::abort()
{
    if (m_state == State::Closed)
        return;
    m_responder = nullptr;
    close();
}

void ServerConnection::endResponse()
{
    m_responder = nullptr;
    --m_server.m_answering;
    m_chunkedBody = {};
    if (!m_keepAlive) {
        linger();
        return;
    }
    m_state = State::Idle;
    m_scanned = 0;
    if (m_in.size() == m_bodyEnd && m_later.empty()) {
        m_server.giveBack(std::exchange(m_in, {}));
    } else {
        m_in.erase(0, m_bodyEnd);
        reserveFor(m_in, m_later.size());
        m_in.append(m_later);
        m_later = {};
        if (!m_deferred) {
            m_deferred = true;
            m_server.m_loop.defer(*this);
        }
    }
    m_server.m_loop.arm(m_timer, m_server.m_limits.idleTimeout);
    if (m_stream.paused())
        m_stream.resume();
}

void ServerConnection::runDeferred()
{
    m_deferred = false;
    if (m_state == State::Idle)
        advance();
}

void ServerConnection::linger()
{
    m_server.giveBack(std::exchange(m_in, {}));
    m_later = {};
    m_requestBytes = 0;
    if (m_inputEnded && m_stream.pendingBytes() == 0) {
        close();
        return;
    }
    m_state = State::Lingering;
    m_stream.shutdownWrite();
    m_stream.resume();
    if (m_stream.pendingBytes() > 0)
        watchWriting(); // the lingering begins when it has gone out
    else
        m_server.m_loop.arm(m_timer, kLingerTime);
}

void ServerConnection::drain()
{
    m_draining = true;
    if (m_state == State::Idle && m_stream.pendingBytes() == 0)
        close();
}

void ServerConnection::drained()
{
    m_timer.cancel();
    if (m_state == State::Sending && m_responder)
        m_responder->clientDrained();
    else if (m_state == State::Lingering && m_inputEnded)
        close();
    else if (m_state == State::Idle)
        m_server.m_loop.arm(m_timer, m_server.m_limits.idleTimeout);
    else if (m_state == State::Lingering)
        m_server.m_loop.arm(m_timer, kLingerTime);
}

void ServerConnection::closed(net::CloseReason reason)
{
    m_inputEnded = true;
    const bool canStillAnswer = reason == net::CloseReason::EndOfStream;
    switch (m_state) {
    case State::Head:
    case State::Body:
        if (canStillAnswer)
            return refuse(nullptr, 400, "the request ended before it was complete");
        return close();
    case State::Answering:
    case State::Sending:
        // Who asked for one answer alone may have closed its sending half and still wait. Anybody else has
        // gone, and what its answer costs ends with it.
        if (canStillAnswer && !m_keepAlive && !m_draining)
            return;
        break;
    case State::Lingering:
        if (canStillAnswer && m_stream.pendingBytes() > 0)
            return;
        return close();
    case State::Idle:
    case State::Closed:
        return close();
    }
    Responder *const responder = std::exchange(m_responder, nullptr);
    if (responder)
        responder->clientGone();
    close();
}

void ServerConnection::timerExpired(net::Timer &)
{
    switch (m_state) {
    case State::Head:
    case State::Body:
        refuse(nullptr, 408, "the request did not arrive in time");
        break;
    case State::Sending: {
        if (m_stream.pendingBytes() == 0)
            break;
        if (takenBytes() > m_takenBytes) {
            watchWriting(); // slow, but alive
            break;
        }
        Responder *const responder = std::exchange(m_responder, nullptr);
        if (responder)
            responder->clientGone();
        close();
        break;
    }
    case State::Answering:
        break;
    case State::Idle:
    case State::Lingering:
        if (m_stream.pendingBytes() > 0 && takenBytes() > m_takenBytes)
            watchWriting();
        else
            close();
        break;
    case State::Closed:
        break;
    }
}

void ServerConnection::close()
{
    if (m_state == State::Closed)
        return;
    if (m_state == State::Answering || m_state == State::Sending)
        --m_server.m_answering;
    m_state = State::Closed;
    m_timer.cancel();
    m_stream.close();
    m_server.release(*this);
}

} // namespace relay::http
