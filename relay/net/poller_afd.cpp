// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/afd_set.h"
#include "relay/net/loop_dispatcher.h"
#include "relay/net/poller.h"

#include <QObject>
#include <QPointer>

#include <atomic>
#include <semaphore>
#include <thread>

namespace relay::net {

// In a thread whose Qt loop waits on a poll set itself that set is used. Under another loop, which can watch
// no completion port, a thread of its own waits there and lets that loop handle each batch before it goes on.
class Poller::Backend
{
public:
    explicit Backend(TurnListener &listener)
        : m_listener(listener)
        , m_dispatcher(dynamic_cast<LoopDispatcher *>(QAbstractEventDispatcher::instance()))
    {
        if (m_dispatcher)
            m_set = m_dispatcher->lend(listener);
        if (m_set)
            return;
        m_dispatcher.clear();
        m_set = std::make_shared<AfdSet>();
        if (m_set->valid())
            m_waiter = std::thread([this] { wait(); });
    }

    ~Backend()
    {
        if (m_dispatcher)
            m_dispatcher->giveBack();
        if (!m_waiter.joinable())
            return;
        m_ending = true;
        m_handled.release();
        m_set->wake();
        m_waiter.join();
    }
    Backend(const Backend &) = delete;
    Backend &operator=(const Backend &) = delete;

    // The set changes only while nobody waits on it.
    AfdSet &set() { return *m_set; }
    // What was asked for outside a batch holds at once.
    void changed()
    {
        if (!m_dispatcher && !m_inBatch)
            m_set->arm();
    }

private:
    void wait()
    {
        while (!m_ending) {
            if (m_set->collect(-1) == 0)
                continue;
            QMetaObject::invokeMethod(
                &m_context, [this] { handle(); }, Qt::QueuedConnection);
            m_handled.acquire();
        }
    }

    void handle()
    {
        m_inBatch = true;
        m_set->tell(&m_listener);
        m_set->arm();
        m_inBatch = false;
        m_handled.release();
    }

    TurnListener &m_listener;
    QPointer<LoopDispatcher> m_dispatcher; // null: the set is our own
    std::shared_ptr<AfdSet> m_set;
    QObject m_context; // calls that are under way end with it
    std::counting_semaphore<> m_handled{0};
    std::atomic<bool> m_ending{false};
    bool m_inBatch = false;
    std::thread m_waiter;
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
    const bool added = m_backend->set().add(socket, pollable, interest);
    m_backend->changed();
    return added;
}

bool Poller::change(SocketHandle socket, Pollable &pollable, Interest interest)
{
    const bool changed = m_backend->set().change(socket, pollable, interest);
    m_backend->changed();
    return changed;
}

void Poller::remove(SocketHandle socket)
{
    m_backend->set().remove(socket);
}

} // namespace relay::net
