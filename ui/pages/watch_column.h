// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/watch_service.h"
#include "ui/models/settings_access.h"

#include <QTimer>
#include <QWidget>

#include <map>

class QVBoxLayout;

namespace ui::pages {

class AlertRowView;

// The alerts with their limits, and what has happened since the start. Reads
// now and then while active. Lives on gui.
class WatchColumn final : public QWidget
{
    Q_OBJECT

public:
    WatchColumn(relay::api::WatchService &watch, models::SettingsAccess &settings, QWidget *parent = nullptr);

    void setActive(bool active);
    QWidget &placeOf(const QString &alert) const; // its limit; of another one the list of events
    const std::vector<relay::api::AlertRow> &raised() const { return m_raised; } // as last read

signals:
    void raisedChanged(); // alerts, or what they say

private:
    void read();
    void showAlerts(const std::vector<relay::api::AlertRow> &alerts);
    void showEvents();

    relay::api::WatchService &m_watch;
    models::SettingsAccess &m_settings;
    QTimer m_timer;
    QVBoxLayout *m_alerts = nullptr;
    std::map<std::string, AlertRowView *> m_rows;
    QWidget *m_events = nullptr;
    QVBoxLayout *m_eventColumn = nullptr;
    std::int64_t m_lastEvent = -1;
    std::vector<relay::api::AlertRow> m_raised;
    QStringList m_raisedTexts;
};

} // namespace ui::pages
