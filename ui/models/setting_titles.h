// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace ui::models {

// The short name of a setting and what it risks. To be translated in the context "Settings".
struct SettingTitle
{
    std::string_view name;
    const char *english = nullptr;
    bool safe = true;
    const char *risk = nullptr; // null: nothing to be said of it
};

const SettingTitle *findSettingTitle(std::string_view name); // null: unknown

} // namespace ui::models
