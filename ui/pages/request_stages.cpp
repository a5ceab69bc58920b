// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/request_stages.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui::pages {

std::vector<widgets::ShareBar::Part> stagesOf(const relay::model::UsageRecord &record)
{
    using widgets::Ink;
    std::int64_t left = std::max<std::int64_t>(0, record.elapsedUs);
    const auto upTo = [&left](std::int64_t us) {
        const std::int64_t taken = std::clamp<std::int64_t>(us, 0, left);
        left -= taken;
        return double(taken);
    };
    const double queue = upTo(record.queueUs);
    const double connect = upTo(record.connectUs);
    const double overhead = upTo(record.overheadUs);
    // What came after the first byte is the answer on its way; an answer in one piece has no such part.
    const bool streams = record.stream && record.ttftUs >= 0;
    const double answer = streams ? upTo(record.elapsedUs - record.ttftUs) : 0;
    const double upstream = double(left);
    return {{QCoreApplication::translate("Stages", "Waiting for a free connection"), queue, Ink::Requests},
            {QCoreApplication::translate("Stages", "Connecting"), connect, Ink::P50},
            {QCoreApplication::translate("Stages", "In the relay"), overhead, Ink::Overhead},
            {streams ? QCoreApplication::translate("Stages", "Waiting for the first token")
                     : QCoreApplication::translate("Stages", "Waiting for the upstream"),
             upstream, Ink::P95},
            {QCoreApplication::translate("Stages", "Streaming the answer"), answer, Ink::P99}};
}

} // namespace ui::pages
