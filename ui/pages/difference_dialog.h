// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"
#include "ui/widgets/dialog.h"

namespace ui::models {
class SettingsModel;
} // namespace ui::models

namespace ui::pages {

// What a set of values would change: name, now, then; what is locked is said to be skipped. Asked before it
// is applied; the safe answer is the default. Deletes itself when it closes. Lives on gui.
class DifferenceDialog final : public widgets::Dialog
{
    Q_OBJECT

public:
    struct Question
    {
        QString title;
        QString text; // what it is for; empty: nothing
        QString verb; // of the button that applies it
    };

    DifferenceDialog(const Question &question, const std::vector<relay::api::SettingEdit> &edits,
                     const std::vector<relay::api::SettingRow> &rows, QWidget *parent);

private:
    QWidget *buildTable(const std::vector<relay::api::SettingEdit> &edits,
                        const std::vector<relay::api::SettingRow> &rows);
};

} // namespace ui::pages
