// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/spend_service.h"

#include <QMetaObject>

#include <utility>
#include <vector>

namespace tests {

// Sums that are set by hand; replies come in a later turn. Lives on its thread.
class FakeSpendService final : public relay::api::SpendService
{
public:
    std::vector<relay::api::SpendRow> rows;
    relay::api::SpendQuery lastQuery;

    void spend(relay::api::SpendQuery query, QObject *context,
               relay::api::Reply<std::vector<relay::api::SpendRow>> reply) override
    {
        lastQuery = std::move(query);
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), rows = rows] { reply(rows); }, Qt::QueuedConnection);
    }
};

} // namespace tests
