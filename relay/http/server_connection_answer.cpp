// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/padded_text.h"
#include "relay/http/server.h"
#include "relay/http/server_connection.h"
#include "relay/http/status_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace relay::http {

namespace {

constexpr std::size_t kPartsPerSend = 56;

void appendNumber(std::string &text, std::uint64_t value, int base = 10)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
    text.append(digits.data(), end);
}

} // namespace

void ServerConnection::composeHead(int status, std::string_view headers,
                                   std::optional<std::uint64_t> contentLength)
{
    const bool bodiless = status < 200 || status == 204 || status == 304;
    m_noBody = m_headRequest || bodiless;
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
    const std::array<std::string_view, 2> parts{m_server.m_headScratch, m_noBody ? std::string_view() : body};
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
    if (m_state == State::Kept && last)
        return close();
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
        if (m_noBody)
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
        if (last && pieces.empty() && m_chunkedAnswer && !m_noBody) {
            if (bodyBytes > 0)
                parts[count - 1] = "\r\n0\r\n\r\n";
            else
                parts[count++] = "0\r\n\r\n";
        }
        if (m_lengthKnown && !m_noBody) {
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
    if (m_lengthKnown && !m_noBody && m_bodyLeft > 0)
        abort();
    else
        endResponse();
}

void ServerConnection::watchWriting()
{
    m_takenBytes = m_stream.takenBytes();
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
    m_chunkedBody = {};
    if (!m_keepAlive || m_draining)
        return linger();
    dropRequest();
    if (m_stream.pendingBytes() > 0) {
        // A client that asks and asks without reading must not fill our memory with answers.
        m_state = State::Flushing;
        watchWriting();
    } else {
        nextRequest();
    }
    countAnswering();
}

// What was pipelined behind it is all that m_in holds afterwards.
void ServerConnection::dropRequest()
{
    std::string request = std::exchange(m_in, {});
    const std::string_view rest = std::string_view(request).substr(m_bodyEnd);
    if (!rest.empty() || !m_later.empty()) {
        reservePadded(m_in, rest.size() + m_later.size());
        m_in.append(rest).append(m_later);
        m_later = {};
    }
    m_server.giveBack(std::move(request));
    m_scanned = 0;
}

void ServerConnection::nextRequest()
{
    m_state = State::Idle;
    if (!m_in.empty() && !m_deferred) {
        m_deferred = true;
        m_server.m_loop.defer(*this);
    }
    m_server.m_loop.arm(m_timer, m_server.m_limits.idleTimeout);
    if (m_stream.paused())
        m_stream.resume();
}

// Shut down, but not closed before the client has had time to read: unread bytes of its request would turn
// our closing into a reset, which may overtake the answer.
void ServerConnection::linger()
{
    m_stream.sendGathered();
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
    countAnswering();
}

} // namespace relay::http
