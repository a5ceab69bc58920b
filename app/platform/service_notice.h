// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a system that runs services wants to hear of one, in the way of sd_notify(3). Says nothing where
// nobody listens. Thread-safe.
namespace app::platform {

void tellReady();
void tellStopping();

} // namespace app::platform
