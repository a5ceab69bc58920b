// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/log.h"
#include "relay/net/poller.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/epoll.h>
#include <unistd.h>

namespace relay::net {

namespace {

constexpr int kEventsPerTurn = 256;
// A full batch usually has a successor ready: asking again here saves a turn of the Qt loop.
constexpr int kBusyBatch = 8;
constexpr int kBatchesPerTurn = 4;

std::uint32_t maskOf(Interest interest)
{
    return (interest.read ? std::uint32_t{EPOLLIN} : 0U) | (interest.write ? std::uint32_t{EPOLLOUT} : 0U) |
           (interest.hangUp ? std::uint32_t{EPOLLRDHUP} : 0U);
}

} // namespace

class Poller::Backend
{
public:
    explicit Backend(TurnListener &listener)
        : m_listener(listener)
        , m_epoll(epoll_create1(EPOLL_CLOEXEC))
    {
        if (m_epoll < 0)
            return;
        m_notifier = std::make_unique<QSocketNotifier>(m_epoll, QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { turn(); });
    }

    ~Backend()
    {
        m_notifier.reset();
        if (m_epoll >= 0)
            close(m_epoll);
    }
    Backend(const Backend &) = delete;
    Backend &operator=(const Backend &) = delete;

    bool valid() const { return m_epoll >= 0; }

    void control(int operation, SocketHandle socket, Pollable *pollable, Interest interest)
    {
        epoll_event event{};
        event.events = maskOf(interest);
        event.data.ptr = pollable;
        if (epoll_ctl(m_epoll, operation, socket, &event) != 0)
            log::net().error("epoll_ctl on descriptor {} failed: {}", socket, std::strerror(errno));
    }

private:
    void turn()
    {
        for (int batch = 0; batch < kBatchesPerTurn; ++batch) {
            const int count = epoll_wait(m_epoll, m_events.data(), kEventsPerTurn, 0);
            m_listener.turnStarted();
            for (int i = 0; i < count; ++i) {
                const epoll_event &event = m_events[static_cast<std::size_t>(i)];
                const bool failed = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
                static_cast<Pollable *>(event.data.ptr)
                    ->ready({.readable = failed || (event.events & EPOLLIN) != 0,
                             .writable = failed || (event.events & EPOLLOUT) != 0,
                             .hungUp = (event.events & EPOLLRDHUP) != 0});
            }
            m_listener.turnEnded();
            if (count < kBusyBatch)
                break;
        }
    }

    TurnListener &m_listener;
    int m_epoll;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::array<epoll_event, kEventsPerTurn> m_events;
};

Poller::Poller(TurnListener &listener)
    : m_backend(std::make_unique<Backend>(listener))
{
}

Poller::~Poller() = default;

bool Poller::valid() const
{
    return m_backend->valid();
}

void Poller::add(SocketHandle socket, Pollable &pollable, Interest interest)
{
    m_backend->control(EPOLL_CTL_ADD, socket, &pollable, interest);
}

void Poller::change(SocketHandle socket, Pollable &pollable, Interest interest)
{
    m_backend->control(EPOLL_CTL_MOD, socket, &pollable, interest);
}

void Poller::remove(SocketHandle socket)
{
    m_backend->control(EPOLL_CTL_DEL, socket, nullptr, {});
}

} // namespace relay::net
