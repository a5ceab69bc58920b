// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "ui/widgets/chart_content.h"

#include <QCoreApplication>

#include <cstdint>
#include <vector>

namespace ui::pages {

// What waited in the log at a moment in which somebody looked.
struct WaitingSample
{
    std::int64_t atMs = 0;
    std::int64_t bytes = 0;
    std::int64_t diskBytes = 0; // of the log, at the same moment
};

// How large the log, the journal and the file were over time: what lies on the disk, and what of the log
// waited. Pure. Reentrant.
class LogChartContent final
{
    Q_DECLARE_TR_FUNCTIONS(LogChartContent)

public:
    static widgets::ChartContent of(const relay::api::MetricsHistory &history,
                                    const std::vector<WaitingSample> &waiting,
                                    const QList<widgets::ChartMark> &marks, std::int64_t nowMs);
};

} // namespace ui::pages
