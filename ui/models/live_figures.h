// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <QTimer>

namespace ui::models {

// The relay's figures as of a moment ago, four times a second while active, never otherwise. Lives on gui.
class LiveFigures final : public QObject
{
    Q_OBJECT

public:
    explicit LiveFigures(relay::api::RelayService &service);

    void setActive(bool active); // becoming active reads at once
    bool isActive() const { return m_timer.isActive(); }
    void readNow(); // something was changed that people look at

    const relay::api::StatusSnapshot &status() const { return m_status; }
    const relay::api::MetricsSnapshot &metrics() const { return m_metrics; }
    const std::string &clientKey() const { return m_clientKey; }
    std::int64_t takenAtMs() const { return m_takenAtMs; }

signals:
    void refreshed();

private:
    relay::api::RelayService &m_service;
    QTimer m_timer;
    relay::api::StatusSnapshot m_status;
    relay::api::MetricsSnapshot m_metrics;
    std::string m_clientKey;
    std::int64_t m_takenAtMs = 0;
};

} // namespace ui::models
