// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/process_end.h"

namespace app::platform {

int endProcess(int exitCode)
{
    return exitCode;
}

} // namespace app::platform
