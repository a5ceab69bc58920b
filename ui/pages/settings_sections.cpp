// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_sections.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ui::pages {

namespace {

constexpr std::array<std::string_view, 10> kElsewhere{"LOG_LEVEL",
                                                      "PORT",
                                                      "LISTEN_ADDRESS",
                                                      "CORS_ALLOWED_ORIGINS",
                                                      "RELAY_PROXY",
                                                      "OTEL_EXPORTER_OTLP_ENDPOINT",
                                                      "UPDATE_CHECK_ENABLED",
                                                      "UPDATE_CHECK_URL",
                                                      "INITIAL_ROOT_TOKEN",
                                                      "INITIAL_ROOT_ACCESS_TOKEN"};

} // namespace

std::vector<std::string> settingsForLimits(const std::vector<relay::api::SettingRow> &rows)
{
    std::vector<std::string> names;
    for (const relay::api::SettingRow &row : rows) {
        const bool ofPhase = std::string_view(row.group).starts_with("Phase");
        if (!ofPhase && std::ranges::find(kElsewhere, row.name) == kElsewhere.end())
            names.push_back(row.name);
    }
    return names;
}

} // namespace ui::pages
