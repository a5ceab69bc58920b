// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/epoll_set.h"
#include "relay/net/loop_dispatcher.h"
#include "relay/net/poller.h"

#include <QPointer>
#include <QSocketNotifier>

namespace relay::net {

// In a thread whose Qt loop waits on an epoll set itself that set is used; under another loop an own one,
// watched by one QSocketNotifier.
class Poller::Backend
{
public:
    explicit Backend(TurnListener &listener)
        : m_dispatcher(dynamic_cast<LoopDispatcher *>(QAbstractEventDispatcher::instance()))
    {
        if (m_dispatcher)
            m_set = m_dispatcher->lend(listener);
        if (m_set)
            return;
        m_dispatcher.clear();
        m_set = std::make_shared<EpollSet>();
        if (!m_set->valid())
            return;
        m_notifier = std::make_unique<QSocketNotifier>(m_set->descriptor(), QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                         [this, &listener] { m_set->dispatch(0, &listener); });
    }

    ~Backend()
    {
        if (m_dispatcher)
            m_dispatcher->giveBack();
        m_notifier.reset(); // before the descriptor that it watches
    }
    Backend(const Backend &) = delete;
    Backend &operator=(const Backend &) = delete;

    EpollSet &set() { return *m_set; }

private:
    QPointer<LoopDispatcher> m_dispatcher; // null: the set is our own
    std::shared_ptr<EpollSet> m_set;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

Poller::Poller(TurnListener &listener)
    : m_backend(std::make_unique<Backend>(listener))
{
}

Poller::~Poller() = default;

bool Poller::valid() const
{
    return m_backend->set().valid();
}

bool Poller::add(SocketHandle socket, Pollable &pollable, Interest interest)
{
    return m_backend->set().add(socket, pollable, interest);
}

bool Poller::change(SocketHandle socket, Pollable &pollable, Interest interest)
{
    return m_backend->set().change(socket, pollable, interest);
}

void Poller::remove(SocketHandle socket)
{
    m_backend->set().remove(socket);
}

} // namespace relay::net
