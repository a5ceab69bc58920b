// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace app::platform {

// The last call of main(), with its result, when all of ours has ended and was written. Lives on gui.
int endProcess(int exitCode);

} // namespace app::platform
