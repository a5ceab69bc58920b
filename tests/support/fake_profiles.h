// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/profiling_service.h"

#include <QMetaObject>

#include <functional>
#include <optional>
#include <utility>

namespace tests {

// Profiles that are set by hand; replies come in a later turn, or when they are let go. Lives on its thread.
class FakeProfiles final : public relay::api::ProfilingService
{
public:
    relay::api::ProfileCapture next;
    std::optional<relay::Error> failure; // what every reply says instead
    bool held = false;                   // until letGo()
    relay::api::ProfileRequest lastRequest;
    std::optional<Id> abandoned;

    Id capture(relay::api::ProfileRequest request, QObject *context,
               relay::api::Reply<relay::api::ProfileCapture> reply) override
    {
        lastRequest = request;
        const relay::Result<relay::api::ProfileCapture> result =
            failure ? relay::Result<relay::api::ProfileCapture>(*failure)
                    : relay::Result<relay::api::ProfileCapture>(next);
        m_waiting = [context, reply = std::move(reply), result] {
            QMetaObject::invokeMethod(
                context, [reply, result] { reply(result); }, Qt::QueuedConnection);
        };
        if (!held)
            letGo();
        return ++m_last;
    }
    void letGo()
    {
        if (const auto waiting = std::exchange(m_waiting, {}))
            waiting();
    }
    void abandon(Id id) override
    {
        abandoned = id;
        m_waiting = {};
    }

private:
    Id m_last = 0;
    std::function<void()> m_waiting;
};

} // namespace tests
