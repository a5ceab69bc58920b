// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/profiling/profile.h"

namespace relay::profiling {

// pprof's profile.proto, message perftools.profiles.Profile:
// https://github.com/google/pprof/blob/main/proto/profile.proto. Pure. Thread-safe.
std::string profileProto(const Profile &profile);
std::string gzippedProto(const Profile &profile); // as every reader of such files takes it

} // namespace relay::profiling
