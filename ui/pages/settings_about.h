// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/settings_sections.h"

namespace ui::pages {

// What this program is, what it is made of, and under which terms. Lives on gui.
class SettingsAbout final : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsAbout(const SettingsParts &parts);

private:
    QWidget *buildProgram();
    QWidget *buildLibraries();

    const SettingsParts m_parts;
};

} // namespace ui::pages
