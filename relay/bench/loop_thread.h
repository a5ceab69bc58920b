// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/event_loop.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <functional>
#include <memory>

namespace relay::bench {

// A thread with an event loop for sockets, as the relay's own has. Thread-safe; loop() is for work that runs
// on the thread.
class LoopThread final
{
public:
    explicit LoopThread(const QString &name);
    ~LoopThread();
    Q_DISABLE_COPY_MOVE(LoopThread)

    void post(std::function<void()> work);
    void run(const std::function<void()> &work); // waits; not from the thread itself
    net::EventLoop &loop() { return *m_loop; }

private:
    QThread m_thread;
    QObject m_post; // lives on the thread
    std::unique_ptr<net::EventLoop> m_loop;
};

} // namespace relay::bench
