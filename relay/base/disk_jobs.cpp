// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/disk_jobs.h"

#include <utility>

namespace relay {

DiskJobs::DiskJobs()
    : m_pool(std::make_unique<QThreadPool>())
{
    m_pool->setMaxThreadCount(1);
}

DiskJobs::~DiskJobs()
{
    if (wait())
        return;
    m_pool->clear();
    static_cast<void>(m_pool.release()); // its end would wait
}

void DiskJobs::start(std::function<void()> job)
{
    m_pool->start(std::move(job));
}

bool DiskJobs::wait(std::chrono::milliseconds patience)
{
    return m_pool->waitForDone(int(patience.count()));
}

} // namespace relay
