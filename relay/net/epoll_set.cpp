// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/epoll_set.h"

#include "relay/base/log.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace relay::net {

namespace {

// A full batch usually has a successor ready: asking again here saves a turn of the Qt loop.
constexpr int kBusyBatch = 8;
constexpr int kBatchesPerTurn = 4;

std::uint32_t maskOf(Interest interest)
{
    return (interest.read ? std::uint32_t{EPOLLIN} : 0U) | (interest.write ? std::uint32_t{EPOLLOUT} : 0U) |
           (interest.hangUp ? std::uint32_t{EPOLLRDHUP} : 0U);
}

void tell(const epoll_event &event)
{
    const bool failed = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
    static_cast<Pollable *>(event.data.ptr)
        ->ready({.readable = failed || (event.events & EPOLLIN) != 0,
                 .writable = failed || (event.events & EPOLLOUT) != 0,
                 .hungUp = (event.events & EPOLLRDHUP) != 0});
}

} // namespace

EpollSet::EpollSet()
    : m_epoll(epoll_create1(EPOLL_CLOEXEC))
    , m_wakeDescriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_waker(m_wakeDescriptor)
{
    if (valid() && !add(m_wakeDescriptor, m_waker, {.read = true}))
        close(std::exchange(m_epoll, -1)); // a set that nobody can wake is none
}

EpollSet::~EpollSet()
{
    if (m_wakeDescriptor >= 0)
        close(m_wakeDescriptor);
    if (m_epoll >= 0)
        close(m_epoll);
}

bool EpollSet::add(int descriptor, Pollable &pollable, Interest interest)
{
    return control(EPOLL_CTL_ADD, descriptor, &pollable, interest);
}

bool EpollSet::change(int descriptor, Pollable &pollable, Interest interest)
{
    return control(EPOLL_CTL_MOD, descriptor, &pollable, interest);
}

void EpollSet::remove(int descriptor)
{
    control(EPOLL_CTL_DEL, descriptor, nullptr, {});
}

bool EpollSet::control(int operation, int descriptor, Pollable *pollable, Interest interest)
{
    epoll_event event{};
    event.events = maskOf(interest);
    event.data.ptr = pollable;
    if (epoll_ctl(m_epoll, operation, descriptor, &event) == 0)
        return true;
    log::net().error("epoll_ctl on descriptor {} failed: {}", descriptor, std::strerror(errno));
    return false;
}

void EpollSet::dispatch(int timeoutMs, Poller::TurnListener *listener)
{
    for (int batch = 0; batch < kBatchesPerTurn; ++batch) {
        const int count = epoll_wait(m_epoll, m_events.data(), kEventsPerBatch, batch == 0 ? timeoutMs : 0);
        if (listener)
            listener->turnStarted(count);
        const auto end = m_events.begin() + std::max(count, 0);
        std::for_each(m_events.begin(), end, tell);
        if (listener)
            listener->turnEnded();
        if (count < kBusyBatch)
            break;
    }
}

void EpollSet::wake()
{
    const std::uint64_t one = 1;
    (void)!write(m_wakeDescriptor, &one, sizeof one); // fails only when it is far from empty
}

void EpollSet::Waker::ready(Readiness)
{
    std::uint64_t count = 0;
    (void)!read(m_descriptor, &count, sizeof count); // what was posted is looked for in any case
}

} // namespace relay::net
