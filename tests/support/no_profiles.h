// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/profiling_service.h"

namespace tests {

// Profiles of a service that has none: every call is refused at once.
class NoProfiles final : public relay::api::ProfilingService
{
public:
    Id capture(relay::api::ProfileRequest, QObject *,
               relay::api::Reply<relay::api::ProfileCapture> reply) override
    {
        reply(relay::Error{relay::ErrorKind::Unavailable, QStringLiteral("no profiles here")});
        return 0;
    }
    void abandon(Id) override {}
};

} // namespace tests
