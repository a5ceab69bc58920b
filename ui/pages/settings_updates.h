// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/settings_sections.h"

#include <cstdint>

class QPushButton;

namespace ui::widgets {
class Card;
class OptionRow;
} // namespace ui::widgets

namespace ui::pages {

// Whether to ask for newer versions and where, what was answered, and the way to their page. Lives on gui.
class SettingsUpdates final : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsUpdates(const SettingsParts &parts);

private:
    void build();
    void showStatus();
    void check();
    void openPage();

    const SettingsParts m_parts;
    widgets::Card *m_card = nullptr;
    widgets::OptionRow *m_checkRow = nullptr;
    QPushButton *m_check = nullptr;
    widgets::OptionRow *m_newerRow = nullptr;
    bool m_built = false;
    bool m_asking = false; // by the button
    QString m_refusal;     // why that failed; until somebody is asked again
    std::int64_t m_refusedAskedAtMs = 0;
};

} // namespace ui::pages
