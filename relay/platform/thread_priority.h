// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::platform {

// From now on the calling thread runs when nobody else wants the processor, and never comes back from that
// (an unprivileged thread cannot). False: the system refused, the thread goes on as it was. Thread-safe.
bool setBackgroundPriority();

} // namespace relay::platform
