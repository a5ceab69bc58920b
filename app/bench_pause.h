// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/platform/quit_signals.h"

#include <QEventLoop>
#include <QTimer>

#include <chrono>

namespace app {

// Where a command that measures waits for its threads and children: until woken, for so long, or until the
// user's wish to end comes; who waits on after that must ask endWished(). Of a process that does nothing
// else. Lives on gui.
class BenchPause final
{
public:
    BenchPause();

    // False: the time is over, or the wish has come.
    bool wait(std::chrono::milliseconds atMost);
    void wake(); // the present wait, or else the next
    bool endWished() const { return m_signals.wished(); }
    QObject *context() { return &m_loop; }

private:
    platform::QuitSignals m_signals;
    QEventLoop m_loop;
    QTimer m_limit;
    bool m_woken = false;
};

} // namespace app
