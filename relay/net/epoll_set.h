// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/poller.h"

#include <array>
#include <sys/epoll.h>

namespace relay::net {

// One epoll descriptor and what waits on it; level-triggered. On one thread; wake() is thread-safe.
class EpollSet final
{
public:
    EpollSet();
    ~EpollSet();
    EpollSet(const EpollSet &) = delete;
    EpollSet &operator=(const EpollSet &) = delete;

    bool valid() const { return m_epoll >= 0 && m_wakeDescriptor >= 0; }
    int descriptor() const { return m_epoll; }

    // False, and logged: the system refuses it (fs.epoll.max_user_watches).
    [[nodiscard]] bool add(int descriptor, Pollable &pollable, Interest interest);
    [[nodiscard]] bool change(int descriptor, Pollable &pollable, Interest interest);
    void remove(int descriptor);

    // Waits for the first events so long (milliseconds; 0: not at all, -1: without end), and tells each
    // pollable. While batches are full it asks again at once, a few times. The listener may be null.
    void dispatch(int timeoutMs, Poller::TurnListener *listener);
    void wake(); // ends a wait, or the next one

private:
    // Empties the descriptor that ends a wait.
    class Waker final : public Pollable
    {
    public:
        explicit Waker(int descriptor)
            : m_descriptor(descriptor)
        {
        }
        void ready(Readiness readiness) override;

    private:
        int m_descriptor;
    };

    static constexpr int kEventsPerBatch = 256; // what they send waits for the last of them, about 1 ms

    bool control(int operation, int descriptor, Pollable *pollable, Interest interest);

    int m_epoll;
    int m_wakeDescriptor;
    Waker m_waker;
    std::array<epoll_event, kEventsPerBatch> m_events;
};

} // namespace relay::net
