// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/traffic_service.h"

namespace relay::api {

std::string_view healthWord(HealthState state)
{
    switch (state) {
    case HealthState::Healthy:
        return "healthy";
    case HealthState::CoolingDown:
        return "cooling";
    case HealthState::Open:
        return "open";
    case HealthState::Disabled:
        return "disabled";
    }
    return "healthy";
}

} // namespace relay::api
