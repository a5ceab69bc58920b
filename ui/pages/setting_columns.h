// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/measurement.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <algorithm>

namespace ui::pages {

// Where the columns of a list of settings are; they grow with the font. Lives on gui.
struct SettingColumns
{
    int margin = 34; // the fold's arrow, the dot of what was changed
    int name = 160;  // at least: it takes what is left
    int gap = 14;
    int value = 134;
    int undo = 38;
    int says = 90;
    int takesEffect = 82;
    int measured = 84; // up to the scroll bar

    int least() const // of all
    {
        return margin + name + gap + value + undo + says + kAfterSays + takesEffect + kAfterEffect + measured;
    }

    static constexpr int kAfterSays = 8;
    static constexpr int kAfterEffect = 6;

    static int widestBadge()
    {
        int widest = 0;
        for (const QString &text : models::longestBadges())
            widest = std::max(
                widest,
                widgets::Badge::sizeOf(widgets::fontOf(widgets::TextRole::Secondary), text, false).width());
        return widest;
    }
    static SettingColumns ofFont()
    {
        using widgets::scaled;
        const SettingColumns at13;
        return {.margin = scaled(at13.margin),
                .name = scaled(at13.name),
                .gap = at13.gap,
                .value = scaled(at13.value),
                .undo = scaled(at13.undo),
                .says = scaled(at13.says),
                .takesEffect = scaled(at13.takesEffect),
                .measured = std::max(scaled(at13.measured), widestBadge())};
    }
};

} // namespace ui::pages
