// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/watch_service.h"

namespace tests {

// Alerts and events that are set by hand; nobody is told. Lives on its thread.
class FakeWatch final : public relay::api::WatchService
{
public:
    std::vector<relay::api::AlertRow> alertsNow;
    std::vector<relay::api::Event> eventsNow;

    std::vector<relay::api::AlertRow> alerts() const override { return alertsNow; }
    std::vector<relay::api::Event> events(std::int64_t afterId) const override
    {
        std::vector<relay::api::Event> later;
        for (const relay::api::Event &event : eventsNow)
            if (event.id > afterId)
                later.push_back(event);
        return later;
    }
    relay::api::GuardSnapshot guardNow;
    relay::api::GuardSnapshot guard() const override { return guardNow; }
    void keepChange(std::int64_t entry) override
    {
        if (guardNow.entry == entry)
            guardNow = {};
    }
    void onEvent(QObject *, std::function<void(const relay::api::Event &)>) override {}
};

} // namespace tests
