// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_pause.h"

#include <utility>

namespace app {

BenchPause::BenchPause()
{
    m_limit.setSingleShot(true);
    QObject::connect(&m_limit, &QTimer::timeout, &m_loop, &QEventLoop::quit);
    m_signals.deliverTo([this] { m_loop.quit(); });
}

bool BenchPause::wait(std::chrono::milliseconds atMost)
{
    if (!m_woken) {
        m_limit.start(atMost);
        m_loop.exec();
        m_limit.stop();
    }
    return std::exchange(m_woken, false);
}

void BenchPause::wake()
{
    m_woken = true;
    m_loop.quit();
}

} // namespace app
