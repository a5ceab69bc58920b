// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/bench/loop_thread.h"

#include "relay/net/event_dispatcher.h"

#include <QAbstractEventDispatcher>

namespace relay::bench {

LoopThread::LoopThread(const QString &name)
{
    m_thread.setObjectName(name);
    if (QAbstractEventDispatcher *const dispatcher = net::makeEventDispatcher())
        m_thread.setEventDispatcher(dispatcher);
    m_post.moveToThread(&m_thread);
    m_thread.start();
    run([this] { m_loop = std::make_unique<net::EventLoop>(); });
}

LoopThread::~LoopThread()
{
    run([this] { m_loop.reset(); });
    m_thread.quit();
    m_thread.wait();
}

void LoopThread::post(std::function<void()> work)
{
    QMetaObject::invokeMethod(&m_post, std::move(work), Qt::QueuedConnection);
}

void LoopThread::run(const std::function<void()> &work)
{
    QMetaObject::invokeMethod(&m_post, work, Qt::BlockingQueuedConnection);
}

} // namespace relay::bench
