// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/cpu_sampler.h"
#include "relay/platform/thread_list.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <optional>
#include <thread>

namespace relay::platform {

namespace {

// The clock of another thread's processor time, as the kernel numbers it (pthread_getcpuclockid() makes the
// same from a pthread_t, which is not known of threads that others started).
clockid_t cpuClockOf(std::int64_t thread)
{
    constexpr clockid_t kPerThread = 4;
    constexpr clockid_t kScheduler = 2;
    return (~static_cast<clockid_t>(thread) * 8) | kPerThread | kScheduler;
}

std::optional<timer_t> startTimer(std::int64_t thread, int hz,
                                  int signalNumber) // the first timer's handle is 0
{
    sigevent event = {};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = signalNumber;
    event._sigev_un._tid = static_cast<pid_t>(thread);
    timer_t timer = nullptr;
    if (::timer_create(cpuClockOf(thread), &event, &timer) != 0)
        return std::nullopt;
    const timespec period = {hz == 1 ? 1 : 0, hz == 1 ? 0 : 1'000'000'000 / hz};
    const itimerspec setting = {period, period};
    if (::timer_settime(timer, 0, &setting, nullptr) == 0)
        return timer;
    ::timer_delete(timer);
    return std::nullopt;
}

} // namespace

CpuSampler::CpuSampler(int hz, std::unique_ptr<StackCatcher> catcher)
    : m_hz(hz)
    , m_catcher(std::move(catcher))
{
}

Result<std::unique_ptr<CpuSampler>> CpuSampler::start(int hz)
{
    // Room for a quarter of a second of all cores; it is emptied ten times a second.
    const std::size_t slotCount =
        64 + static_cast<std::size_t>(hz) * std::max(1U, std::thread::hardware_concurrency()) / 4;
    auto catcher = StackCatcher::install(StackCatcher::Purpose::Sampling, slotCount);
    if (!catcher)
        return catcher.error();
    std::unique_ptr<CpuSampler> sampler(new CpuSampler(hz, std::move(*catcher)));
    sampler->followThreads();
    if (sampler->m_timers.empty())
        return Error{
            ErrorKind::Unavailable,
            said(QT_TRANSLATE_NOOP("Phrases", "this system has no timers of a thread's processor time"))};
    return sampler;
}

CpuSampler::~CpuSampler()
{
    stopTimers();
}

void CpuSampler::followThreads()
{
    const std::vector<std::int64_t> alive = threadIds();
    std::erase_if(m_timers, [&](const auto &timer) {
        if (std::ranges::binary_search(alive, timer.first))
            return false;
        ::timer_delete(timer.second);
        return true;
    });
    for (const std::int64_t thread : alive) {
        if (m_timers.contains(thread))
            continue;
        if (const auto timer = startTimer(thread, m_hz, m_catcher->signalNumber()))
            m_timers.emplace(thread, *timer);
    }
}

void CpuSampler::drain(const std::function<void(const StackImage &)> &use)
{
    m_catcher->drain(use);
}

void CpuSampler::stopTimers()
{
    for (const auto &[thread, timer] : m_timers)
        ::timer_delete(timer);
    m_timers.clear();
}

std::uint64_t CpuSampler::lost() const
{
    return m_catcher->lost();
}

} // namespace relay::platform
