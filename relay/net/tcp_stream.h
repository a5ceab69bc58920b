// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/event_loop.h"
#include "relay/net/tls_session.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace relay::net {

enum class CloseReason {
    EndOfStream, // the peer has sent all it will send
    Truncated,   // over TLS: the connection ended without its closing message
    Broken,
};

// One connected byte stream, plain or under TLS, told by completion: bytes that arrived, a send that
// copies what the socket does not take, "drained", pause, resume. Lives on relay.
class TcpStream final : private Pollable
{
public:
    class Handler
    {
    public:
        // Borrowed until return; EventLoop::kPaddingBytes more are readable behind them.
        virtual void received(std::string_view bytes) = 0;
        virtual void drained() = 0; // what send() had to keep has gone out
        // What send() gathered has not all been taken by the socket: there are pending bytes now.
        virtual void held() {}
        // After EndOfStream one can still send(); otherwise the stream is closed already.
        virtual void closed(CloseReason reason) = 0;
        // While paused: the peer has sent its last, or gone altogether. Told once, where the system can tell;
        // what it sent before is read after resume().
        virtual void hungUp() {}

    protected:
        ~Handler() = default;
    };

    // Takes the socket. `session` is null for plain text, else it has done its handshake.
    TcpStream(EventLoop &loop, SocketHandle socket, Handler &handler,
              std::unique_ptr<TlsSession> session = {});
    ~TcpStream();
    TcpStream(const TcpStream &) = delete;
    TcpStream &operator=(const TcpStream &) = delete;

    // Writes at once, or at the end of a batch of events (see EventLoop), and keeps what is not taken. A
    // failure shows as closed() later, never in here.
    void send(std::span<const std::string_view> parts);
    void send(std::string_view part) { send(std::span(&part, 1)); }
    std::size_t pendingBytes() const { return m_out.size() - m_sent; }
    bool gathered() const { return m_gathered != 0; }    // sent, but the socket has not been asked yet
    std::uint64_t takenBytes() const { return m_taken; } // by the socket, ever; only rises

    void pause() { m_paused = true; } // takes effect at the next readable event: often none comes
    void resume();
    bool paused() const { return m_paused; }

    void sendGathered(); // before the end of the batch
    void shutdownWrite();
    void close(); // no callback follows
    bool isOpen() const { return m_socket != kNoSocket; }
    bool isWatched() const { return m_watched; } // false: no callback will ever come, close it

private:
    friend class Outbox;
    void ready(Readiness readiness) override;
    void readyWhilePaused(Readiness readiness);
    void readPlain();
    void readTls();
    void flush();
    void sendNow(std::span<const std::string_view> parts, std::size_t total);
    bool writeOut(std::string_view bytes, std::size_t &put); // false: failed
    void keep(std::span<const std::string_view> parts, std::size_t skip);
    void want(bool read, bool write);
    void watch(Interest interest);
    void fail(CloseReason reason);

    EventLoop &m_loop;
    Handler &m_handler;
    std::unique_ptr<TlsSession> m_tls;
    std::string m_out; // what the socket has not taken yet, from m_sent on
    std::size_t m_sent = 0;
    std::uint64_t m_taken = 0;
    SocketHandle m_socket;
    std::uint32_t m_gathered = 0; // place in the loop's outbox; 0: nothing is there
    bool m_watched = false;
    bool m_paused = false;
    bool m_wantRead = true;
    bool m_wantWrite = false;
    bool m_wantHangUp = true;
    bool m_inputEnded = false;
    bool m_writeNeedsRead = false; // TLS has to hear from the peer first
    bool m_writeFailed = false;
    bool m_shutdownAfterFlush = false;
};

} // namespace relay::net
