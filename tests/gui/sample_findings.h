// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/doctor_service.h"
#include "relay/api/watch_service.h"

// What a doctor may find and a watch may tell, for pictures and tests: invented.
namespace tests {

std::vector<relay::api::Finding> sampleFindings(); // every verdict is among them
std::vector<relay::api::AlertRow> sampleAlerts();  // one is raised
std::vector<relay::api::Event> sampleEvents();

} // namespace tests
