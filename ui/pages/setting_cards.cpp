// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_cards.h"

#include "ui/pages/setting_line.h"
#include "ui/widgets/card.h"

#include <QVBoxLayout>

namespace ui::pages {

SettingCards::SettingCards(models::SettingsAccess &settings, std::vector<SettingGroup> groups,
                           QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_groups(std::move(groups))
{
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(12);
    connect(&m_settings, &models::SettingsAccess::rowsRead, this, &SettingCards::build);
    build();
}

void SettingCards::build()
{
    if (m_built || m_settings.rows().empty())
        return;
    m_built = true;
    for (const SettingGroup &group : m_groups) {
        widgets::Card *card = nullptr;
        for (const std::string &name : group.names) {
            if (!m_settings.row(name))
                continue;
            if (card)
                card->column()->addWidget(new widgets::Hairline);
            else
                card = new widgets::Card(group.title);
            card->column()->addWidget(new SettingLine(m_settings, name));
        }
        if (card)
            m_column->addWidget(card);
    }
}

} // namespace ui::pages
