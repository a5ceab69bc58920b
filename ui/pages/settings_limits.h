// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/settings_sections.h"

class QVBoxLayout;

namespace ui::pages {

// All settings of the table that have no place of their own, by what they are about. Lives on gui.
class SettingsLimits final : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsLimits(const SettingsParts &parts);

private:
    void build();

    const SettingsParts m_parts;
    QVBoxLayout *m_column = nullptr;
    bool m_built = false;
};

} // namespace ui::pages
