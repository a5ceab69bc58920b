// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/net/event_loop.h"
#include "relay/net/host_address.h"

namespace relay::net {

class KeptSocket;

// Accepts connections until the system has no more. Holds one spare descriptor, so that with none left
// a client still gets an answer instead of a connection that hangs; without the spare, too, it asks again
// only every kRest. Lives on relay.
class Listener final : private Pollable, private Timer::Owner
{
public:
    static constexpr std::chrono::milliseconds kRest{100};

    class Handler
    {
    public:
        virtual void accepted(SocketHandle socket, const HostAddress &peer) = 0;
        // The socket stands on the spare descriptor: say why, and close it in here.
        virtual void acceptedBeyondLimit(SocketHandle socket) = 0;

    protected:
        ~Handler() = default;
    };

    Listener(EventLoop &loop, Handler &handler);
    ~Listener();
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    // Port 0: any. ErrorKind::Conflict: the port is taken. On what `kept` has for the address, if anything.
    Result<void> listen(const HostAddress &address, KeptSocket *kept = nullptr);
    void close();
    void leaveTo(KeptSocket &kept); // accepts no more; who comes waits
    bool isOpen() const { return m_socket != kNoSocket; }
    const HostAddress &address() const { return m_address; }

private:
    void ready(Readiness readiness) override;
    void timerExpired(Timer &timer) override;
    SocketHandle release();
    bool acceptBeyondLimit();
    void rest();

    EventLoop &m_loop;
    Handler &m_handler;
    SocketHandle m_socket = kNoSocket;
    SocketHandle m_spare = kNoSocket;
    HostAddress m_address;
    Timer m_restTimer;
    bool m_short = false; // of descriptors or memory, since the last connection that was accepted
};

} // namespace relay::net
