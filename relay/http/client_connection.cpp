// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/client_connection.h"

#include "relay/base/phrase.h"
#include "relay/http/client_pool.h"
#include "relay/http/padded_text.h"
#include "relay/net/socket.h"

#include <array>

namespace relay::http {

namespace {

constexpr std::size_t kPiecesPerCall = 48;
constexpr std::size_t kMaxBodyParts = 8;

} // namespace

ClientConnection::ClientConnection(Upstream &upstream, std::size_t index)
    : m_upstream(upstream)
    , m_timer(*this)
    , m_index(index)
{
}

ClientConnection::~ClientConnection() = default;

QString ClientConnection::name() const
{
    return QString::fromStdString(m_upstream.origin().host) + QLatin1Char(':') +
           QString::number(m_upstream.origin().port);
}

void ClientConnection::connect(ClientRequest &request)
{
    ClientPool &pool = m_upstream.m_pool;
    m_request = &request;
    request.m_connection = this;
    m_connectStartedAt = pool.m_loop.now();
    m_connector = std::make_unique<net::Connector>(pool.m_loop, pool.m_resolver,
                                                   static_cast<net::Connector::Handler &>(*this));
    m_connector->start(m_upstream.m_target, {pool.m_limits.dialTimeout, pool.m_limits.tlsTimeout});
}

void ClientConnection::connected(net::SocketHandle socket, std::unique_ptr<net::TlsSession> session)
{
    ClientPool &pool = m_upstream.m_pool;
    net::socket::setKeepAlive(socket, pool.m_limits.keepAlive);
    m_stream.emplace(pool.m_loop, socket, static_cast<net::TcpStream::Handler &>(*this), std::move(session));
    m_request->m_timings.connect = pool.m_loop.now() - m_connectStartedAt;
    pool.m_loop.retire(std::move(m_connector));
    if (!m_stream->isWatched())
        return fail(
            FailedAt::Connect,
            {ErrorKind::Transient,
             said(QT_TRANSLATE_NOOP("Phrases", "%1: the system cannot watch its connection"), name())});
    use(*m_request);
}

void ClientConnection::connectFailed(const Error &error)
{
    fail(FailedAt::Connect, error);
}

void ClientConnection::use(ClientRequest &request)
{
    m_request = &request;
    request.m_connection = this;
    m_phase = Phase::Head;
    m_anyByte = false;
    net::EventLoop &loop = m_upstream.m_pool.m_loop;
    request.m_timings.sentAt = loop.now();
    Q_ASSERT(request.m_content.body.size() <= kMaxBodyParts);

    std::array<std::string_view, kMaxBodyParts + 1> parts;
    std::size_t count = 0;
    parts[count++] = request.m_content.head;
    for (const std::string_view part : request.m_content.body)
        parts[count++] = part;
    m_stream->send(std::span(parts).first(count));
    awaitHead();
}

void ClientConnection::awaitHead()
{
    m_takenBytes = m_stream->takenBytes();
    m_upstream.m_pool.m_loop.arm(m_timer, m_request->m_timeouts.head);
}

void ClientConnection::received(std::string_view bytes)
{
    switch (m_phase) {
    case Phase::Head:
        m_anyByte = true;
        // Of a head in pieces, or behind an interim one, the last piece counts: all before it was waiting.
        m_request->m_timings.firstByteAt = m_upstream.m_pool.m_loop.now();
        readHead(bytes);
        break;
    case Phase::Body:
        readBody(bytes);
        break;
    case Phase::Idle: // nobody asked: not an HTTP server's manners, so not to be trusted with a request
    case Phase::Connecting:
        close();
        break;
    case Phase::Closed:
        break;
    }
}

void ClientConnection::readHead(std::string_view bytes)
{
    if (!m_head.empty()) {
        appendPadded(m_head, bytes); // the body's first bytes may be among them
        bytes = m_head;
    }
    for (;;) {
        ResponseHead head;
        const HeadResult result = parseResponseHead(bytes, m_scanned, m_request->m_content.headMethod, head);
        if (result.state == HeadResult::NeedMore) {
            m_scanned = bytes.size();
            if (m_head.size() != bytes.size()) {
                std::string part;
                appendPadded(part, bytes);
                m_head = std::move(part);
            }
            return;
        }
        m_scanned = 0;
        if (result.state == HeadResult::Failed) {
            return fail(FailedAt::Head,
                        {ErrorKind::Transient,
                         said(QT_TRANSLATE_NOOP("Phrases", "%1 does not answer in HTTP/1.1: %2"), name(),
                              QString::fromUtf8(result.reason))});
        }
        bytes.remove_prefix(result.headBytes);
        if (head.status < 200 && head.status != 101)
            continue; // 1xx: the answer itself is still to come
        m_phase = Phase::Body;
        m_framing = head.framing;
        m_bodyLeft = head.framing == BodyFraming::Length ? head.contentLength : 0;
        m_keepAlive = head.keepAlive && head.status != 101;
        m_decoder.reset();
        const std::string held = std::exchange(m_head, {}); // bytes may point into it until we are done
        m_request->m_handler.responseHead(head);
        if (m_request)
            readBody(bytes);
        return;
    }
}

void ClientConnection::readBody(std::string_view bytes)
{
    switch (m_framing) {
    case BodyFraming::None:
        return complete({}, bytes.empty());
    case BodyFraming::Length: {
        const std::string_view data = bytes.substr(0, std::min<std::uint64_t>(m_bodyLeft, bytes.size()));
        m_bodyLeft -= data.size();
        if (m_bodyLeft == 0)
            return complete(std::span(&data, 1), data.size() == bytes.size());
        m_request->m_handler.responseBody(std::span(&data, data.empty() ? 0 : 1), false);
        break;
    }
    case BodyFraming::Chunked:
        return readChunks(bytes);
    case BodyFraming::UntilClose:
        m_request->m_handler.responseBody(std::span(&bytes, bytes.empty() ? 0 : 1), false);
        break;
    }
    if (m_request)
        m_upstream.m_pool.m_loop.arm(m_timer, m_request->m_timeouts.idle);
}

void ClientConnection::readChunks(std::string_view bytes)
{
    std::array<std::string_view, kPiecesPerCall> pieces;
    std::size_t offset = 0;
    for (;;) {
        std::size_t count = 0;
        while (count < pieces.size()) {
            const std::string_view data = m_decoder.next(bytes, offset);
            if (data.empty())
                break;
            pieces[count++] = data;
        }
        if (m_decoder.done())
            return complete(std::span(pieces).first(count), offset == bytes.size());
        if (m_decoder.failed()) {
            if (count > 0)
                m_request->m_handler.responseBody(std::span(pieces).first(count), false);
            if (m_request)
                fail(FailedAt::Body, {ErrorKind::Transient,
                                      said(QT_TRANSLATE_NOOP("Phrases", "%1 broke the chunked coding: %2"),
                                           name(), QString::fromUtf8(m_decoder.reason()))});
            return;
        }
        m_request->m_handler.responseBody(std::span(pieces).first(count), false);
        if (!m_request)
            return;
        if (count < pieces.size())
            break;
    }
    m_upstream.m_pool.m_loop.arm(m_timer, m_request->m_timeouts.idle);
}

void ClientConnection::complete(std::span<const std::string_view> pieces, bool cleanEnd)
{
    ClientRequest &request = *std::exchange(m_request, nullptr);
    request.m_connection = nullptr;
    request.m_upstream = nullptr;
    // Paused by back-pressure at its last piece it would never read again.
    if (m_stream->paused())
        m_stream->resume();
    if (m_keepAlive && cleanEnd && m_stream->pendingBytes() == 0 && !m_stream->gathered())
        m_upstream.release(*this);
    else
        close();
    request.m_handler.responseBody(pieces, true);
}

void ClientConnection::fail(FailedAt at, const Error &error)
{
    ClientRequest *const request = std::exchange(m_request, nullptr);
    const bool silentDeath =
        at == FailedAt::Head && m_reused && !m_anyByte && error.kind != ErrorKind::UpstreamSilent;
    if (!request)
        return close();
    request->m_connection = nullptr;
    if (silentDeath && !request->m_retried) {
        request->m_retried = true;
        m_upstream.m_waiting.push_front(request); // first in line for the place that this one leaves
        return close();
    }
    close();
    request->m_upstream = nullptr;
    request->m_handler.responseFailed(at, error);
}

void ClientConnection::drained()
{
    if (m_phase == Phase::Head && m_request)
        awaitHead();
}

void ClientConnection::closed(net::CloseReason reason)
{
    switch (m_phase) {
    case Phase::Head:
        return fail(
            FailedAt::Head,
            {ErrorKind::Transient,
             said(QT_TRANSLATE_NOOP("Phrases", "%1 closed the connection without an answer"), name())});
    case Phase::Body:
        if (m_framing == BodyFraming::UntilClose && reason == net::CloseReason::EndOfStream) {
            m_keepAlive = false;
            return complete({}, false);
        }
        return fail(FailedAt::Body,
                    {ErrorKind::Transient,
                     said(QT_TRANSLATE_NOOP("Phrases", "%1 broke off in the middle of its answer"), name())});
    case Phase::Connecting:
    case Phase::Idle:
    case Phase::Closed:
        return close();
    }
}

void ClientConnection::timerExpired(net::Timer &)
{
    if (m_phase == Phase::Idle)
        return close();
    if (!m_request || m_phase == Phase::Connecting)
        return;
    const bool uploading = m_stream->pendingBytes() > 0 && m_stream->takenBytes() > m_takenBytes;
    if (m_phase == Phase::Head && uploading)
        awaitHead();
    else if (m_phase == Phase::Head)
        fail(FailedAt::Head,
             {ErrorKind::UpstreamSilent,
              said(QT_TRANSLATE_NOOP("Phrases", "%1 did not begin its answer in time"), name())});
    else if (m_stream->paused())
        m_upstream.m_pool.m_loop.arm(m_timer, m_request->m_timeouts.idle); // the client is the slow one
    else
        fail(FailedAt::Body,
             {ErrorKind::UpstreamSilent,
              said(QT_TRANSLATE_NOOP("Phrases", "%1 fell silent in the middle of its answer"), name())});
}

void ClientConnection::close()
{
    if (m_phase == Phase::Closed)
        return;
    m_phase = Phase::Closed;
    m_timer.cancel();
    if (m_connector)
        m_connector->cancel();
    if (m_stream)
        m_stream->close();
    m_upstream.discard(*this);
}

} // namespace relay::http
