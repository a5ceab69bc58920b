// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/settings_access.h"

#include <QString>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace ui::pages {

struct SettingGroup
{
    QString title;
    std::vector<std::string> names;
};

// Settings of the relay's table in cards, one for each group; made when they are known. Lives on gui.
class SettingCards final : public QWidget
{
    Q_OBJECT

public:
    SettingCards(models::SettingsAccess &settings, std::vector<SettingGroup> groups,
                 QWidget *parent = nullptr);

private:
    void build();

    models::SettingsAccess &m_settings;
    const std::vector<SettingGroup> m_groups;
    QVBoxLayout *m_column = nullptr;
    bool m_built = false;
};

} // namespace ui::pages
