// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_limits.h"

#include "ui/pages/setting_cards.h"

#include <QVBoxLayout>

#include <string_view>

namespace ui::pages {

namespace {

enum About { Requests, Storage, Guard, Alerts, Others };

About aboutOf(std::string_view name)
{
    if (name.starts_with("RETRY_") || name.starts_with("RELAY_MAX_") || name.starts_with("BREAKER_"))
        return Requests;
    if (name.starts_with("SQLITE_") || name.starts_with("LEDGER_") || name.starts_with("LOG_RETENTION") ||
        name.starts_with("BACKUP_"))
        return Storage;
    if (name.starts_with("GUARD_"))
        return Guard;
    return name.starts_with("ALERT_") ? Alerts : Others;
}

} // namespace

SettingsLimits::SettingsLimits(const SettingsParts &parts)
    : m_parts(parts)
{
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(12);
    m_column->addStretch(1);
    connect(&m_parts.settings, &models::SettingsAccess::rowsRead, this, &SettingsLimits::build);
    build();
}

void SettingsLimits::build()
{
    if (m_built || m_parts.settings.rows().empty())
        return;
    m_built = true;
    std::vector<SettingGroup> groups{{tr("Requests and channels"), {}},
                                     {tr("Ledger and database"), {}},
                                     {tr("Guard: takes back a change that made things worse"), {}},
                                     {tr("Alerts"), {}},
                                     {tr("Others"), {}}};
    for (const std::string &name : settingsForLimits(m_parts.settings.rows()))
        groups[std::size_t(aboutOf(name))].names.push_back(name);
    m_column->insertWidget(0, new SettingCards(m_parts.settings, std::move(groups)));
}

} // namespace ui::pages
