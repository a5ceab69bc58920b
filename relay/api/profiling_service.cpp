// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/profiling_service.h"

#include <algorithm>
#include <array>

namespace relay::api {

namespace {

constexpr std::array<std::string_view, 5> kNames = {"cpu", "heap", "threads", "block", "mutex"};

} // namespace

std::string_view profileKindName(ProfileKind kind)
{
    return kNames[static_cast<std::size_t>(kind)];
}

std::optional<ProfileKind> profileKindOf(std::string_view name)
{
    const auto found = std::ranges::find(kNames, name);
    if (found == kNames.end())
        return std::nullopt;
    return static_cast<ProfileKind>(found - kNames.begin());
}

} // namespace relay::api
