// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/cpu_sampler.h"

namespace relay::platform {

CpuSampler::CpuSampler(int hz, std::unique_ptr<StackCatcher> catcher)
    : m_hz(hz)
    , m_catcher(std::move(catcher))
{
}

Result<std::unique_ptr<CpuSampler>> CpuSampler::start(int)
{
    return Error{
        ErrorKind::Unavailable,
        said(QT_TRANSLATE_NOOP(
            "Phrases", "processor profiles are not taken on Windows: use Windows Performance Recorder"))};
}

CpuSampler::~CpuSampler() = default;

void CpuSampler::followThreads() {}

void CpuSampler::drain(const std::function<void(const StackImage &)> &use)
{
    m_catcher->drain(use);
}

void CpuSampler::stopTimers() {}

std::uint64_t CpuSampler::lost() const
{
    return 0;
}

} // namespace relay::platform
