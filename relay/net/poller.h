// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace relay::net {

#ifdef TRAYRELAY_SOCKET_IS_POINTER
using SocketHandle = std::uintptr_t; // Winsock
#else
using SocketHandle = int;
#endif
constexpr SocketHandle kNoSocket = static_cast<SocketHandle>(-1);

// What became possible on a socket. An error counts as readable: the next read tells which.
struct Readiness
{
    bool readable = false;
    bool writable = false;
    bool hungUp = false; // the peer sends no more; what it sent before may still wait to be read
};

struct Interest
{
    bool read = false;
    bool write = false;
    bool hangUp = false; // without reading; where the system can tell
};

// Something that waits for a socket. Lives on relay.
class Pollable
{
public:
    virtual void ready(Readiness readiness) = 0;

protected:
    ~Pollable() = default;
};

// The only thing that knows how the system tells about many sockets: one epoll descriptor on Linux, one
// completion port on Windows, which the thread's Qt loop waits on itself (see event_dispatcher.h) or watches;
// level-triggered. Lives on relay.
class Poller final
{
public:
    // Called around each batch of events; its end is the place to free what the batch gave up.
    class TurnListener
    {
    public:
        virtual void turnStarted(int events) = 0;
        virtual void turnEnded() = 0;

    protected:
        ~TurnListener() = default;
    };

    explicit Poller(TurnListener &listener);
    ~Poller();
    Poller(const Poller &) = delete;
    Poller &operator=(const Poller &) = delete;

    bool valid() const; // false: it can watch nothing

    // False, and logged: the system cannot watch it, so nothing of it would ever be told.
    [[nodiscard]] bool add(SocketHandle socket, Pollable &pollable, Interest interest);
    [[nodiscard]] bool change(SocketHandle socket, Pollable &pollable, Interest interest);
    // Before the socket is closed. The pollable must outlive the turn in which it is removed.
    void remove(SocketHandle socket);

private:
    class Backend;
    std::unique_ptr<Backend> m_backend;
};

} // namespace relay::net
