// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "ui/widgets/number_strip.h"

#include <QWidget>

namespace ui::widgets {
class CopyField;
class LatencyTable;
} // namespace ui::widgets

namespace ui::pages {

// Where clients point and what the relay does now. Shows values; reads nothing itself. Lives on gui.
class OverviewPage final : public QWidget
{
    Q_OBJECT

public:
    OverviewPage();

    using QWidget::show;
    void show(const relay::api::StatusSnapshot &status, const relay::api::MetricsSnapshot &metrics,
              const std::string &clientKey);

private:
    QWidget *buildAccess();
    void showCounts(const relay::api::MetricsSnapshot &metrics);

    widgets::CopyField *m_address = nullptr;
    widgets::CopyField *m_token = nullptr;
    widgets::NumberStrip *m_strip = nullptr;
    widgets::LatencyTable *m_latency = nullptr;
};

} // namespace ui::pages
