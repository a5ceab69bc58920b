// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/service_notice.h"

namespace app::platform {

void tellReady() {}

void tellStopping() {}

} // namespace app::platform
