// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/cpu_capture.h"

#include "relay/base/phrase.h"
#include "relay/platform/cpu_sampler.h"
#include "relay/platform/stack_unwinder.h"
#include "relay/platform/thread_list.h"
#include "relay/profiling/profile_builder.h"

#include <QSemaphore>
#include <QThread>

#include <map>
#include <optional>
#include <set>

namespace relay::profiling {

namespace {

constexpr std::chrono::milliseconds kDrainPeriod{100}; // new threads are seen at these moments too

// Turns images into sums, with the names of their threads.
class StackCollector final
{
public:
    explicit StackCollector(int hz)
        : m_periodNs(1'000'000'000 / hz)
        , m_builder({{"samples", "count"}, {"cpu", "nanoseconds"}})
    {
    }

    void collect(platform::CpuSampler &sampler)
    {
        m_unwinder.refresh();
        m_looked.clear();
        sampler.drain([this](const platform::StackImage &image) { add(image); });
    }

    Profile profile(std::uint64_t lost)
    {
        Profile profile = m_builder.build();
        profile.periodType = {"cpu", "nanoseconds"};
        profile.period = m_periodNs;
        profile.defaultSampleType = "cpu";
        if (lost > 0)
            profile.comments.push_back(std::to_string(lost) + " samples were lost: no room");
        if (m_cut > 0)
            profile.comments.push_back(std::to_string(m_cut) +
                                       " stacks end before their thread's first function");
        return profile;
    }

private:
    void add(const platform::StackImage &image)
    {
        if (!m_unwinder.unwind(image, m_frames))
            ++m_cut;
        const std::int64_t values[] = {image.weight, image.weight * m_periodNs};
        m_builder.add(m_frames, values, nameOf(image.thread));
    }

    const std::string &nameOf(std::int64_t thread) // asked once per drain: a thread may get its name late
    {
        std::string &name = m_names[thread];
        if (m_looked.insert(thread).second) {
            const std::string now = platform::threadName(thread);
            if (!now.empty())
                name = now;
        }
        return name;
    }

    std::int64_t m_periodNs;
    platform::StackUnwinder m_unwinder;
    ProfileBuilder m_builder;
    std::vector<std::uintptr_t> m_frames;
    std::map<std::int64_t, std::string> m_names;
    std::set<std::int64_t> m_looked;
    std::uint64_t m_cut = 0;
};

std::int64_t unixNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

Result<std::unique_ptr<CpuCapture>> CpuCapture::start(const CpuOptions &options, std::function<void()> ready)
{
    if (options.hz < 1 || options.hz > kMaxHz)
        return Error{ErrorKind::BadRequest,
                     said(QT_TRANSLATE_NOOP("Phrases", "samples per second: 1 to %1"), kMaxHz)};
    if (options.duration.count() < 1 || options.duration > kMaxDuration)
        return Error{ErrorKind::BadRequest,
                     said(QT_TRANSLATE_NOOP("Phrases", "a capture lasts 1 millisecond to 1 hour"))};

    std::unique_ptr<CpuCapture> capture(new CpuCapture(options, std::move(ready)));
    // The sampler is made on its thread; what became of it is known before start() returns.
    std::optional<Error> error;
    QSemaphore started;
    CpuCapture *self = capture.get();
    capture->m_thread.reset(QThread::create([self, &error, &started] {
        auto sampler = platform::CpuSampler::start(self->m_options.hz);
        if (!sampler)
            error = sampler.error();
        auto own = sampler ? std::move(*sampler) : nullptr;
        started.release();
        if (own)
            self->run(std::move(own));
    }));
    capture->m_thread->setObjectName(QStringLiteral("profiler"));
    capture->m_thread->start();
    started.acquire();
    if (error)
        return *error;
    return capture;
}

CpuCapture::CpuCapture(const CpuOptions &options, std::function<void()> ready)
    : m_options(options)
    , m_ready(std::move(ready))
{
}

CpuCapture::~CpuCapture()
{
    {
        const std::lock_guard lock(m_mutex);
        m_abandoned = true;
    }
    stop();
    m_thread->wait();
}

void CpuCapture::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    m_changed.notify_all();
}

Profile CpuCapture::take()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_isReady; });
    return std::move(m_profile);
}

void CpuCapture::run(std::unique_ptr<platform::CpuSampler> sampler)
{
    const std::int64_t timeNs = unixNs();
    const auto begin = std::chrono::steady_clock::now();
    const auto end = begin + m_options.duration;
    StackCollector collector(m_options.hz);
    std::unique_lock lock(m_mutex);
    while (!m_stopping && std::chrono::steady_clock::now() < end) {
        m_changed.wait_until(lock, std::min(end, std::chrono::steady_clock::now() + kDrainPeriod),
                             [this] { return m_stopping; });
        lock.unlock();
        sampler->followThreads();
        collector.collect(*sampler);
        lock.lock();
    }
    const bool abandoned = m_abandoned;
    lock.unlock();

    sampler->stopTimers();
    const auto duration = std::chrono::steady_clock::now() - begin;
    collector.collect(*sampler);
    const std::uint64_t lost = sampler->lost();
    sampler.reset(); // from here on another one may start
    if (abandoned)
        return;
    Profile profile = collector.profile(lost);
    profile.timeNs = timeNs;
    profile.durationNs = std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
    lock.lock();
    m_profile = std::move(profile);
    m_isReady = true;
    const bool tell = !m_abandoned && m_ready;
    m_changed.notify_all();
    lock.unlock();
    if (tell)
        m_ready();
}

} // namespace relay::profiling
