// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/bench/load_generator.h"
#include "relay/bench/loop_thread.h"

namespace relay::bench {

// Runs one plan after another on a thread of its own, `load`. To be used by one thread.
class LoadThread final
{
public:
    LoadThread();
    ~LoadThread(); // gives up what is under way, and tells nobody
    Q_DISABLE_COPY_MOVE(LoadThread)

    // `done` is called on the thread of `context`, which must outlive this. One run at a time.
    void start(LoadPlan plan, QObject *context, LoadGenerator::Done done);
    void stop();
    const LoadProgress &progress() const { return m_progress; }

private:
    LoadProgress m_progress;
    LoopThread m_thread;
    std::unique_ptr<LoadGenerator> m_generator; // on that thread
};

} // namespace relay::bench
