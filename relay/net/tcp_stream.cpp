// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tcp_stream.h"

#include "relay/net/socket.h"

namespace relay::net {

namespace {
constexpr std::size_t kJoinBytes = 4096;
} // namespace

TcpStream::TcpStream(EventLoop &loop, SocketHandle socket, Handler &handler,
                     std::unique_ptr<TlsSession> session)
    : m_loop(loop)
    , m_handler(handler)
    , m_tls(std::move(session))
    , m_socket(socket)
{
    m_watched = m_loop.poller().add(m_socket, *this,
                                    {.read = m_wantRead, .write = m_wantWrite, .hangUp = m_wantHangUp});
}

TcpStream::~TcpStream()
{
    close();
}

void TcpStream::close()
{
    if (m_socket == kNoSocket)
        return;
    sendGathered();
    if (m_tls)
        m_tls->shutdown();
    if (m_watched)
        m_loop.poller().remove(m_socket);
    socket::close(m_socket);
    m_socket = kNoSocket;
    m_out = {};
    m_sent = 0;
}

void TcpStream::resume()
{
    m_paused = false;
    if (m_socket == kNoSocket || m_inputEnded)
        return;
    want(true, m_wantWrite);
    // What OpenSSL has already read shows no readiness: ready() asks it when the socket is next writable.
    if (m_tls && m_tls->hasPending())
        want(m_wantRead, true);
}

void TcpStream::shutdownWrite()
{
    if (m_socket == kNoSocket)
        return;
    sendGathered();
    if (pendingBytes() > 0)
        m_shutdownAfterFlush = true;
    else
        socket::shutdownWrite(m_socket);
}

void TcpStream::want(bool read, bool write)
{
    watch({.read = read, .write = write, .hangUp = m_wantHangUp});
}

void TcpStream::watch(Interest interest)
{
    if (interest.read == m_wantRead && interest.write == m_wantWrite && interest.hangUp == m_wantHangUp)
        return;
    m_wantRead = interest.read;
    m_wantWrite = interest.write;
    m_wantHangUp = interest.hangUp;
    (void)m_loop.poller().change(m_socket, *this, interest); // takes no memory, as add() does
}

void TcpStream::send(std::span<const std::string_view> parts)
{
    if (m_socket == kNoSocket || m_writeFailed)
        return;
    if (pendingBytes() > 0) {
        keep(parts, 0);
        return;
    }
    std::size_t total = 0;
    for (const std::string_view part : parts)
        total += part.size();
    sendGathered(); // keeps the order
    if (!m_tls && total <= kJoinBytes && m_loop.outbox().open())
        m_gathered = m_loop.outbox().add(*this, parts);
    else
        sendNow(parts, total);
}

void TcpStream::sendGathered()
{
    if (m_gathered != 0)
        m_loop.outbox().send(m_gathered);
}

void TcpStream::sendNow(std::span<const std::string_view> parts, std::size_t total)
{
    if (m_writeFailed)
        return;
    if (pendingBytes() > 0) {
        keep(parts, 0);
        return;
    }
    std::size_t put = 0;
    if (m_tls || (parts.size() > 1 && total <= kJoinBytes)) {
        // One TLS record and one plain send() for head, framing and body together: copying little is
        // cheaper than what the kernel does for a list of pieces.
        std::string &joined = m_loop.scratch();
        for (const std::string_view part : parts)
            joined.append(part);
        m_writeFailed = !writeOut(joined, put);
    } else {
        const socket::Transfer transfer = socket::send(m_socket, parts);
        m_writeFailed = transfer.outcome == socket::Outcome::Failed;
        put = transfer.bytes;
    }
    m_taken += put;
    if (!m_writeFailed)
        keep(parts, put);
}

void TcpStream::keep(std::span<const std::string_view> parts, std::size_t skip)
{
    for (const std::string_view part : parts) {
        if (skip >= part.size()) {
            skip -= part.size();
            continue;
        }
        m_out.append(part.substr(skip));
        skip = 0;
    }
    if (pendingBytes() > 0)
        want(m_wantRead || m_writeNeedsRead, !m_writeNeedsRead);
}

// Until the socket takes no more; a plain socket that took less than all is asked again when it is writable.
bool TcpStream::writeOut(std::string_view bytes, std::size_t &put)
{
    while (put < bytes.size()) {
        const std::string_view rest = bytes.substr(put);
        std::size_t once = 0;
        if (m_tls) {
            const IoStatus status = m_tls->write(rest.data(), rest.size(), once);
            m_writeNeedsRead = status == IoStatus::WantRead;
            if (status != IoStatus::Done) {
                put += once;
                return status == IoStatus::WantRead || status == IoStatus::WantWrite;
            }
        } else {
            const socket::Transfer transfer = socket::send(m_socket, std::span(&rest, 1));
            if (transfer.outcome == socket::Outcome::WouldBlock)
                return true;
            if (transfer.outcome != socket::Outcome::Done)
                return false;
            once = transfer.bytes;
        }
        put += once;
    }
    return true;
}

void TcpStream::flush()
{
    const std::size_t sentBefore = m_sent;
    const bool fine = writeOut(m_out, m_sent);
    m_taken += m_sent - sentBefore;
    if (!fine) {
        m_writeFailed = true;
        m_out = {};
        m_sent = 0;
        want(true, false); // the next read tells why
        return;
    }
    if (m_sent < m_out.size()) {
        want(m_wantRead || m_writeNeedsRead, !m_writeNeedsRead);
        constexpr std::size_t kCompactBytes = 1024 * 1024;
        if (m_sent > kCompactBytes) {
            m_out.erase(0, m_sent);
            m_sent = 0;
        }
        return;
    }
    const bool blocked = !m_out.empty();
    m_out = {};
    m_sent = 0;
    want(m_wantRead, false);
    if (m_shutdownAfterFlush) {
        m_shutdownAfterFlush = false;
        socket::shutdownWrite(m_socket);
    }
    if (blocked)
        m_handler.drained();
}

void TcpStream::ready(Readiness readiness)
{
    if (m_socket == kNoSocket)
        return; // closed earlier in this turn
    if ((readiness.writable && m_wantWrite) || (readiness.readable && m_writeNeedsRead)) {
        flush();
        if (m_tls && m_socket != kNoSocket && !m_paused && m_tls->hasPending())
            readiness.readable = true;
    }
    if (m_socket == kNoSocket)
        return;
    if (readiness.readable && !m_wantRead) {
        fail(CloseReason::Broken); // nobody asked: only a reset comes here
        return;
    }
    if (m_paused)
        return readyWhilePaused(readiness);
    if (!readiness.readable)
        return;
    if (m_tls)
        readTls();
    else
        readPlain();
}

void TcpStream::readyWhilePaused(Readiness readiness)
{
    const bool tell = readiness.hungUp && m_wantHangUp;
    watch({.read = readiness.readable ? m_writeNeedsRead : m_wantRead,
           .write = m_wantWrite,
           .hangUp = m_wantHangUp && !tell});
    if (tell)
        m_handler.hungUp();
}

void TcpStream::readPlain()
{
    const std::span<char> buffer = m_loop.readBuffer();
    const socket::Transfer transfer = socket::receive(m_socket, buffer);
    switch (transfer.outcome) {
    case socket::Outcome::Done:
        m_handler.received({buffer.data(), transfer.bytes});
        break;
    case socket::Outcome::WouldBlock:
        break;
    case socket::Outcome::Closed:
        fail(CloseReason::EndOfStream);
        break;
    case socket::Outcome::Failed:
        fail(CloseReason::Broken);
        break;
    }
}

void TcpStream::readTls()
{
    const std::span<char> buffer = m_loop.readBuffer();
    std::size_t filled = 0;
    IoStatus status = IoStatus::Done;
    while (status == IoStatus::Done && filled < buffer.size()) {
        std::size_t got = 0;
        status = m_tls->read(buffer.data() + filled, buffer.size() - filled, got);
        filled += got;
    }
    if (filled > 0)
        m_handler.received({buffer.data(), filled});
    if (m_socket == kNoSocket)
        return;
    if (status == IoStatus::Done) {
        want(m_wantRead, true); // the rest may be inside the session, which no readiness shows: ask next turn
        return;
    }
    if (status == IoStatus::Closed)
        fail(CloseReason::EndOfStream);
    else if (status == IoStatus::Failed)
        fail(m_tls->truncated() ? CloseReason::Truncated : CloseReason::Broken);
}

void TcpStream::fail(CloseReason reason)
{
    // After the end of the peer's stream ours may still have something to say: the handler decides.
    if (reason == CloseReason::EndOfStream) {
        m_inputEnded = true;
        watch({.write = m_wantWrite});
    } else {
        close();
    }
    m_handler.closed(reason);
}

} // namespace relay::net
