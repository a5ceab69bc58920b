// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/command_options.h"
#include "tests/bench/loopback.h"
#include "tests/bench/message_framer.h"

#include <array>
#include <memory>
#include <vector>

namespace bench {
namespace {

struct Side
{
    Side(int descriptor, bool isClient)
        : fd(descriptor)
        , client(isClient)
    {
    }

    const int fd;
    const bool client;
    bool connecting = false;
    bool answering = false; // client: its request is whole and waits for the answer
    Side *peer = nullptr;   // the other side of a running exchange
    MessageFramer framer;
    std::string pending; // what the socket did not take
    std::string held;    // client: pipelined behind the running exchange
};

// A relay without any feature: frames requests and answers, passes their bytes on unchanged, reuses the
// upstream connection that was idle last. One thread, one recv and one send per side and exchange: what
// every relay on plain epoll has to pay. Lives on main.
class EpollFloor final
{
public:
    EpollFloor(std::uint16_t port, std::uint16_t upstreamPort)
        : m_upstreamPort(upstreamPort)
        , m_epoll(epoll_create1(EPOLL_CLOEXEC))
        , m_listener(listenAndTell(port))
    {
        watch(m_epoll, EPOLL_CTL_ADD, m_listener, EPOLLIN);
    }

    [[noreturn]] void run()
    {
        std::array<epoll_event, 256> events{};
        for (;;) {
            const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), -1);
            for (int i = 0; i < count; ++i)
                handle(events[static_cast<std::size_t>(i)]);
            m_dropped.clear();
        }
    }

private:
    void handle(const epoll_event &event)
    {
        if (event.data.fd == m_listener) {
            for (int fd = acceptOne(m_listener); fd >= 0; fd = acceptOne(m_listener))
                add(fd, true, EPOLLIN);
            return;
        }
        Side *side = m_sides[static_cast<std::size_t>(event.data.fd)].get();
        if (!side)
            return;
        if ((event.events & EPOLLOUT) != 0 && !writable(*side))
            return;
        if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
            receive(*side);
    }

    Side &add(int fd, bool client, std::uint32_t events)
    {
        if (m_sides.size() <= static_cast<std::size_t>(fd))
            m_sides.resize(static_cast<std::size_t>(fd) + 1);
        auto &slot = m_sides[static_cast<std::size_t>(fd)];
        slot = std::make_unique<Side>(fd, client);
        watch(m_epoll, EPOLL_CTL_ADD, fd, events);
        return *slot;
    }

    bool writable(Side &side)
    {
        if (side.connecting) {
            int error = 0;
            socklen_t size = sizeof error;
            getsockopt(side.fd, SOL_SOCKET, SO_ERROR, &error, &size);
            if (error != 0) {
                drop(side);
                return false;
            }
            side.connecting = false;
            if (side.pending.empty())
                watch(m_epoll, EPOLL_CTL_MOD, side.fd, EPOLLIN);
        }
        if (side.pending.empty() || sendPending(m_epoll, side.fd, side.pending))
            return true;
        drop(side);
        return false;
    }

    void receive(Side &side)
    {
        const ssize_t got = recv(side.fd, m_buffer.data(), m_buffer.size(), 0);
        if (got <= 0) {
            if (got == 0 || errno != EAGAIN)
                drop(side);
            return;
        }
        const std::string_view bytes(m_buffer.data(), static_cast<std::size_t>(got));
        if (side.client)
            takeRequest(side, bytes);
        else
            takeAnswer(side, bytes);
    }

    void takeRequest(Side &client, std::string_view bytes)
    {
        if (client.answering) {
            client.held.append(bytes);
            return;
        }
        const std::size_t taken = client.framer.feed(bytes, [](std::string_view) {});
        client.answering = client.framer.done();
        client.held.assign(bytes.substr(taken));
        if (!client.peer && !pair(client)) {
            drop(client);
            return;
        }
        Side &upstream = *client.peer;
        if (upstream.connecting)
            upstream.pending.append(bytes.substr(0, taken));
        else if (!sendOrKeep(m_epoll, upstream.fd, upstream.pending, bytes.substr(0, taken)))
            drop(upstream);
    }

    bool pair(Side &client)
    {
        Side *upstream = nullptr;
        if (!m_idle.empty()) {
            upstream = m_idle.back();
            m_idle.pop_back();
        } else {
            const int fd = connectTo(m_upstreamPort);
            if (fd < 0)
                return false;
            upstream = &add(fd, false, EPOLLIN | EPOLLOUT);
            upstream->connecting = true;
        }
        client.peer = upstream;
        upstream->peer = &client;
        return true;
    }

    void takeAnswer(Side &upstream, std::string_view bytes)
    {
        Side *client = upstream.peer;
        if (!client) { // an idle connection that speaks is of no use
            drop(upstream);
            return;
        }
        upstream.framer.feed(bytes, [](std::string_view) {});
        const bool done = upstream.framer.done() && client->answering;
        if (done)
            finish(*client, upstream);
        if (!sendOrKeep(m_epoll, client->fd, client->pending, bytes)) {
            drop(*client);
            return;
        }
        if (done && !client->held.empty()) {
            const std::string held = std::move(client->held);
            takeRequest(*client, held);
        }
    }

    void finish(Side &client, Side &upstream)
    {
        const bool closes = upstream.framer.closes();
        client.peer = upstream.peer = nullptr;
        client.answering = false;
        client.framer.reset();
        upstream.framer.reset();
        if (closes)
            drop(upstream);
        else
            m_idle.push_back(&upstream);
    }

    // Closes this side, and the other one when an exchange is cut by it.
    void drop(Side &side)
    {
        Side *peer = side.peer;
        side.peer = nullptr;
        if (!side.client)
            std::erase(m_idle, &side);
        close(side.fd);
        m_dropped.push_back(std::move(m_sides[static_cast<std::size_t>(side.fd)]));
        if (peer) {
            peer->peer = nullptr;
            drop(*peer);
        }
    }

    const std::uint16_t m_upstreamPort;
    const int m_epoll;
    const int m_listener;
    std::vector<std::unique_ptr<Side>> m_sides;   // by descriptor
    std::vector<Side *> m_idle;                   // last in, first out
    std::vector<std::unique_ptr<Side>> m_dropped; // until the turn ends: callers still hold references
    std::array<char, 256 * 1024> m_buffer{};
};

} // namespace
} // namespace bench

int main(int argc, char **argv)
{
    const bench::CommandOptions options(argc, argv, {{"port", "0"}, {"upstream", "0"}});
    bench::raiseDescriptorLimit();
    bench::EpollFloor(static_cast<std::uint16_t>(options.count("port")),
                      static_cast<std::uint16_t>(options.count("upstream")))
        .run();
}
