// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/settings_access.h"
#include "ui/pages/page.h"

#include <functional>
#include <vector>

namespace ui::pages {

// What the parts of the settings page have in common.
struct SettingsParts
{
    PageContext context;
    models::SettingsAccess &settings;
    std::function<void(const QString &done, std::function<void()> undo)> say;
    std::function<void(const QString &trouble)> complain;
    std::function<void(PageId page)> go;
    std::function<void()> showGuide;
};

// Settings of the table that are not of an optimisation phase and have no place of their own: those that may
// be added later too.
std::vector<std::string> settingsForLimits(const std::vector<relay::api::SettingRow> &rows);

} // namespace ui::pages
