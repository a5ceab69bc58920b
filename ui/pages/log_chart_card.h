// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/models/ui_settings.h"
#include "ui/pages/log_chart_content.h"

#include <QTimer>
#include <QWidget>

#include <vector>

namespace ui::widgets {
class SegmentedControl;
class TimeChart;
} // namespace ui::widgets

namespace ui::pages {

// The sizes of the log and the file over time, with the checkpoints that were seen. Lives on gui.
class LogChartCard final : public QWidget
{
    Q_OBJECT

public:
    LogChartCard(relay::api::RelayService &service, models::UiSettings &ui);

    void setActive(bool active);
    void take(const relay::api::DatabaseSnapshot &database);
    void mark(relay::api::CheckpointMode mode, bool whole); // one from this page has just ended
    QString growthText() const;                             // of the file, today; empty: nobody knows

private:
    void refresh();
    relay::api::HistorySpan span() const;
    void measureGrowth();

    relay::api::RelayService &m_service;
    models::UiSettings &m_ui;
    widgets::SegmentedControl *m_span = nullptr;
    widgets::TimeChart *m_chart = nullptr;
    QTimer m_clock;
    std::vector<WaitingSample> m_waiting;
    QList<widgets::ChartMark> m_marks;
    std::int64_t m_lastCheckpointMs = 0;
    std::int64_t m_fileBytes = 0;
    std::int64_t m_fileThen = -1; // as the day began, or the relay; below 0: not known
    bool m_sinceMidnight = false;
};

} // namespace ui::pages
