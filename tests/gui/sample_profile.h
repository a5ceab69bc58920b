// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/profiling_service.h"

namespace tests {

relay::api::ProfileCapture sampleProfile(); // for pictures: invented

// As many frames as asked for, on five threads, thirty deep at most; always the same.
relay::api::FlameFrame wideFlame(int frames);

} // namespace tests
