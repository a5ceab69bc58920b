// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThreadPool>

#include <chrono>
#include <functional>
#include <memory>

namespace relay {

// Small work on files, one after the other on a thread of its own. The end waits for it, but not for ever:
// what a dead disk holds is let go with its thread, so that a job owns all that it touches. Reentrant.
class DiskJobs final
{
public:
    static constexpr std::chrono::milliseconds kPatience{2000};

    DiskJobs();
    ~DiskJobs(); // waits with kPatience; what has not begun by then never does
    Q_DISABLE_COPY_MOVE(DiskJobs)

    void start(std::function<void()> job);
    // True: all is done.
    bool wait(std::chrono::milliseconds patience = kPatience);

private:
    std::unique_ptr<QThreadPool> m_pool;
};

} // namespace relay
