// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/fake_relay_service.h"

namespace tests {

// A service with a day behind it, for pictures: all figures are invented. Lives on gui.
class SampleService : public FakeRelayService
{
public:
    SampleService();
    relay::api::MetricsHistory metricsHistory(relay::api::HistorySpan span) const override;

    static void writeMeasurements(const QString &dataDirectory); // where the pages look for them

private:
    void inventMetrics();
    void inventHistory();
    void inventChannels();
    void inventTokens();
    void inventTraffic();
    void inventSettings();
};

} // namespace tests
