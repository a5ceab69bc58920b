// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/update_service.h"

#include <QMetaObject>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace tests {

// News that are set by hand; replies come in a later turn, or with answer() while `holding`. Lives on its
// thread.
class FakeUpdateService final : public relay::api::UpdateService
{
public:
    relay::api::UpdateStatus statusNow{.running = "0.1.0"};
    std::optional<relay::api::UpdateStatus> found; // what the next question brings
    std::optional<relay::Error> failure;           // instead
    int questions = 0;
    bool holding = false;

    relay::api::UpdateStatus updateStatus() const override { return statusNow; }
    void checkForUpdate(QObject *context, relay::api::Reply<relay::api::UpdateStatus> reply) override
    {
        ++questions;
        m_waiting.push_back([this, context, reply = std::move(reply)] {
            QMetaObject::invokeMethod(
                context,
                [this, reply] {
                    if (failure)
                        return reply(*failure);
                    statusNow = found.value_or(statusNow);
                    reply(statusNow);
                },
                Qt::QueuedConnection);
        });
        if (!holding)
            answer();
    }
    void answer()
    {
        for (const auto &tell : std::exchange(m_waiting, {}))
            tell();
    }

private:
    std::vector<std::function<void()>> m_waiting;
};

} // namespace tests
