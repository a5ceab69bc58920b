// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/profiler.h"

#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"

#include <algorithm>

namespace ui::models {

namespace {

using namespace std::chrono_literals;
using relay::api::ProfileKind;

constexpr auto kTick = 250ms;

} // namespace

Profiler::Profiler(relay::api::ProfilingService &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{
    m_tick.setInterval(kTick);
    connect(&m_tick, &QTimer::timeout, this, &Profiler::progressed);
}

Profiler::~Profiler()
{
    if (m_running)
        m_service.abandon(m_running->id);
}

void Profiler::start(ProfileKind kind, std::chrono::milliseconds duration)
{
    if (m_running)
        return;
    m_running = Running{.kind = kind, .duration = kind == ProfileKind::Cpu ? duration : 0ms};
    m_running->clock.start();
    const int turn = ++m_turn;
    m_tick.start();
    emit started();
    const auto id = m_service.capture(
        {.kind = kind, .duration = duration}, this,
        [this, turn](const relay::Result<relay::api::ProfileCapture> &capture) {
            if (turn != m_turn || !m_running)
                return;
            const Running running = *m_running;
            end();
            if (!capture) {
                emit failed(saidText(capture.error()));
                return;
            }
            m_last = Taken{running.kind, running.duration, QDateTime::currentDateTime(), *capture};
            emit taken();
        });
    if (m_running) // it may have been refused at once
        m_running->id = id;
}

void Profiler::cancel()
{
    if (!m_running)
        return;
    m_service.abandon(m_running->id);
    end();
    emit cancelled();
}

void Profiler::end()
{
    m_tick.stop();
    m_running.reset();
}

double Profiler::progress() const
{
    if (!m_running || m_running->duration <= 0ms)
        return 1;
    return std::min(1.0, double(m_running->clock.elapsed()) / double(m_running->duration.count()));
}

std::chrono::seconds Profiler::left() const
{
    if (!m_running)
        return 0s;
    const auto left = m_running->duration - std::chrono::milliseconds(m_running->clock.elapsed());
    return std::max(0s, std::chrono::ceil<std::chrono::seconds>(left));
}

QString profileValueText(std::int64_t value, const std::string &unit)
{
    if (unit == "nanoseconds")
        return durationText(double(value) / 1000).whole();
    if (unit == "microseconds")
        return durationText(double(value)).whole();
    if (unit == "milliseconds")
        return durationText(double(value) * 1000).whole();
    if (unit == "bytes")
        return bytesText(std::uint64_t(std::max<std::int64_t>(0, value))).whole();
    return countText(std::uint64_t(std::max<std::int64_t>(0, value)));
}

} // namespace ui::models
