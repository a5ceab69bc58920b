// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/bench/load_thread.h"

namespace relay::bench {

LoadThread::LoadThread()
    : m_thread(QStringLiteral("load"))
{
}

LoadThread::~LoadThread()
{
    m_thread.run([this] { m_generator.reset(); });
}

void LoadThread::start(LoadPlan plan, QObject *context, LoadGenerator::Done done)
{
    const auto told = [this, context, done = std::move(done)](const LoadReport &report) {
        m_thread.post([this] { m_generator.reset(); }); // not from within its own call
        QMetaObject::invokeMethod(
            context, [done, report] { done(report); }, Qt::QueuedConnection);
    };
    m_thread.post([this, plan = std::move(plan), told] {
        m_generator = std::make_unique<LoadGenerator>(m_thread.loop(), plan, m_progress, told);
        m_generator->start();
    });
}

void LoadThread::stop()
{
    m_thread.post([this] {
        if (m_generator)
            m_generator->stop();
    });
}

} // namespace relay::bench
