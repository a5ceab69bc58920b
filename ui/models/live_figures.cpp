// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/live_figures.h"

#include <QDateTime>

#include <chrono>

namespace ui::models {

namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 250ms; // as often as figures may change on a screen

} // namespace

LiveFigures::LiveFigures(relay::api::RelayService &service)
    : m_service(service)
{
    connect(&m_timer, &QTimer::timeout, this, &LiveFigures::readNow);
}

void LiveFigures::setActive(bool active)
{
    if (active == isActive())
        return;
    if (!active) {
        m_timer.stop();
        return;
    }
    m_timer.start(kInterval);
    readNow();
}

void LiveFigures::readNow()
{
    m_takenAtMs = QDateTime::currentMSecsSinceEpoch();
    m_status = m_service.status();
    m_metrics = m_service.metrics();
    m_clientKey = m_service.clientKey();
    emit refreshed();
}

} // namespace ui::models
