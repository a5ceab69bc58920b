// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_load.h"

#include "app/platform/child_process.h"
#include "relay/platform/descriptor_limit.h"

#include <cstdio>
#include <optional>
#include <utility>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using relay::bench::LoadReport;

constexpr auto kShownEvery = 250ms; // four times a second
constexpr std::uint64_t kOtherDescriptors = 64;

} // namespace

BenchLoad::BenchLoad(BenchPause &pause, bool inLines)
    : m_pause(pause)
    , m_inLines(inLines)
    , m_shown(inLines || platform::standardErrorIsTerminal())
{
}

LoadReport BenchLoad::run(const relay::bench::LoadPlan &plan, const QString &title)
{
    std::optional<LoadReport> report;
    m_thread.start(plan, m_pause.context(), [this, &report](const LoadReport &told) {
        report = told;
        m_pause.wake();
    });
    bool stopped = false;
    while (!report) {
        m_pause.wait(kShownEvery);
        if (m_pause.endWished() && !std::exchange(stopped, true))
            m_thread.stop();
        showProgress(title, plan.requests);
    }
    if (m_shown && !m_inLines)
        std::fputs("\r\033[K", stderr);
    return *report;
}

void BenchLoad::showProgress(const QString &title, std::uint64_t wanted) const
{
    if (!m_shown)
        return;
    const std::uint64_t answered = m_thread.progress().answered;
    const std::uint64_t failed = m_thread.progress().failed;
    const QString line = title % u": "_s % QString::number(answered) % u" of "_s % QString::number(wanted) %
                         (failed == 0 ? QString() : u", "_s % QString::number(failed) % u" failed"_s);
    std::fprintf(stderr, m_inLines ? "%s\n" : "\r\033[K%s", line.toUtf8().constData());
}

// A client's socket and, where the upstream is ours as well, its other end.
relay::Result<void> provideDescriptors(std::uint64_t concurrency)
{
    const std::uint64_t limit = relay::platform::raiseDescriptorLimit();
    const std::uint64_t needed = 2 * concurrency + kOtherDescriptors;
    if (limit != 0 && limit < needed) {
        return relay::Error{relay::ErrorKind::BadRequest, u"--concurrency "_s % QString::number(concurrency) %
                                                              u" needs "_s % QString::number(needed) %
                                                              u" open descriptors; the system allows "_s %
                                                              QString::number(limit) % u" (ulimit -n)"_s};
    }
    return {};
}

} // namespace app
