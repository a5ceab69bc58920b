// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_finds.h"

#include "ui/models/setting_words.h"
#include "ui/pages/setting_line.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_note.h"
#include "ui/widgets/option_row.h"

#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <string_view>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::SettingRow;

bool isOptimization(const SettingRow &row)
{
    return std::string_view(row.group).starts_with("Phase");
}

// Changed together, after a trial.
bool isAddress(const SettingRow &row)
{
    return row.name == "PORT" || row.name == "LISTEN_ADDRESS";
}

} // namespace

SettingFinds::SettingFinds(models::SettingsAccess &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_card = new widgets::Card(tr("Found"));
    column->addWidget(m_card);
    m_none = new widgets::EmptyNote(tr("No setting has these words"),
                                    tr("Names, texts and .env names are searched, in both languages."));
    column->addWidget(m_none);
    column->addStretch(1);
    connect(&m_settings, &models::SettingsAccess::rowsRead, this, &SettingFinds::filter);
}

void SettingFinds::setWords(const QString &words)
{
    m_words = words.trimmed();
    filter();
}

void SettingFinds::build()
{
    for (const SettingRow &row : m_settings.rows()) {
        Find find{.name = row.name};
        find.hairline = new widgets::Hairline;
        find.line = lineOf(row);
        m_card->column()->addWidget(find.hairline);
        m_card->column()->addWidget(find.line);
        m_finds.push_back(std::move(find));
    }
}

QWidget *SettingFinds::lineOf(const SettingRow &row)
{
    if (!isOptimization(row) && !isAddress(row))
        return new SettingLine(m_settings, row.name);
    const QString name = QString::fromStdString(row.name);
    auto *go = widgets::newButton(widgets::ButtonKind::Secondary,
                                  isAddress(row) ? tr("Open Network") : tr("Open Optimizations"),
                                  widgets::Glyph::ArrowRight);
    go->setObjectName(u"go"_s);
    widgets::setInRow(go);
    auto *line = new widgets::OptionRow(models::titleOf(row.name), go);
    line->setObjectName(name);
    line->setCode(name);
    line->setExplanation(models::textOf(row));
    connect(go, &QPushButton::clicked, this, [this, name] { emit placeRequested(name); });
    return line;
}

void SettingFinds::filter()
{
    if (m_words.isEmpty() || m_settings.rows().empty())
        return;
    if (m_finds.empty())
        build();
    bool any = false;
    for (const Find &find : m_finds) {
        const SettingRow *row = m_settings.row(find.name);
        const bool found = row && models::matches(*row, m_words);
        find.line->setVisible(found);
        find.hairline->setVisible(found && any);
        any = any || found;
    }
    m_card->setVisible(any);
    m_none->setVisible(!any);
}

} // namespace ui::pages
