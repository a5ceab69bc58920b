// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/poller.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace relay::net {

// One completion port and the sockets that wait on it, each by one poll request to the driver below Winsock
// (\Device\Afd), which is what select() uses as well, but with a cost that does not grow with the number of
// sockets. A request tells once and is made again before the next wait, so to its user the set is
// level-triggered. On one thread; wake() is thread-safe.
class AfdSet final
{
public:
    AfdSet();
    ~AfdSet();
    AfdSet(const AfdSet &) = delete;
    AfdSet &operator=(const AfdSet &) = delete;

    bool valid() const { return m_port != nullptr && m_afd != nullptr; }

    // False, and logged: it cannot be watched.
    [[nodiscard]] bool add(SocketHandle socket, Pollable &pollable, Interest interest);
    [[nodiscard]] bool change(SocketHandle socket, Pollable &pollable, Interest interest);
    void remove(SocketHandle socket);

    // Waits for the first events so long (milliseconds; 0: not at all, -1: without end), and tells each
    // pollable. While batches are full it asks again at once, a few times. The listener may be null.
    void dispatch(int timeoutMs, Poller::TurnListener *listener);
    void wake(); // ends a wait, or the next one

    // The two halves of dispatch(): collect() may be called on another thread while this one does nothing
    // with the set.
    void arm();
    int collect(int timeoutMs);
    void tell(Poller::TurnListener *listener);

private:
    struct Watched;
    struct Batch;

    bool request(Watched &watched); // false: refused
    void cancel(Watched &watched);
    void touch(Watched &watched);
    void finished(Watched &watched);

    void *m_port = nullptr;
    void *m_afd = nullptr;
    std::unordered_map<SocketHandle, std::unique_ptr<Watched>> m_watched;
    std::vector<std::unique_ptr<Watched>> m_leaving; // removed; their requests have yet to come back
    std::vector<Watched *> m_touched;                // to be asked for before the next wait
    std::unique_ptr<Batch> m_batch;
    std::unique_ptr<Batch> m_spare;
};

} // namespace relay::net
