// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/fake_relay_service.h"

namespace tests {

// Requests, spend, prices and a database file, invented.
void inventLedger(FakeRelayService &service, int rows);
void inventDatabase(FakeRelayService &service);

} // namespace tests
