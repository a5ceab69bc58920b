// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_section_view.h"

#include "ui/pages/setting_columns.h"
#include "ui/pages/setting_name.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/tab_order.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>

#include <algorithm>
#include <array>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using models::SettingSection;
using relay::api::SettingRow;

// What a group is about, shown also while it is at its default.
constexpr std::array<std::string_view, 3> kLeading{"SQLITE_JOURNAL_MODE", "LOG_BATCH_ENABLED",
                                                   "METRICS_ENABLED"};

} // namespace

SettingSectionView::SettingSectionView(SettingSection section, StateOf stateOf, QWidget *parent)
    : QWidget(parent)
    , m_section(section)
    , m_stateOf(std::move(stateOf))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_head = new SectionHead(models::sectionTitle(section));
    m_head->setObjectName(u"head"_s);
    m_head->setChecked(true);
    column->addWidget(m_head);
    m_body = new QWidget;
    m_column = new QVBoxLayout(m_body);
    m_column->setContentsMargins(0, 0, 0, 4);
    m_column->setSpacing(0);
    m_more = widgets::newButton(widgets::ButtonKind::Link, {});
    m_more->setObjectName(u"more"_s);
    m_more->setFont(widgets::fontOf(widgets::TextRole::Secondary));
    m_more->hide(); // until it is known how many there are
    auto *indent = new QHBoxLayout;
    indent->setContentsMargins(SettingColumns::ofFont().margin, 1, 12, 6);
    indent->addWidget(m_more);
    indent->addStretch(1);
    m_column->addLayout(indent);
    column->addWidget(m_body);
    column->addWidget(new widgets::Hairline);
    connect(m_head, &QAbstractButton::toggled, this, [this] { arrange(); });
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_all = !m_all;
        if (!m_all)
            m_kept.clear();
        arrange();
    });
}

void SettingSectionView::show(const std::vector<const SettingRow *> &rows)
{
    m_rows = rows;
    arrange();
}

void SettingSectionView::filter(const QString &words)
{
    m_words = words.trimmed();
    arrange();
}

void SettingSectionView::setUnfolded(bool unfolded)
{
    m_head->setChecked(unfolded);
}

void SettingSectionView::showAllChanged()
{
    const bool any =
        std::ranges::any_of(m_rows, [](const SettingRow *row) { return models::isChanged(*row); });
    if (any)
        m_head->setChecked(true);
}

// Says more than its default.
bool SettingSectionView::speaks(const SettingRow &row) const
{
    const SettingRowState state = m_stateOf(row);
    return models::isChanged(row) || models::engineDiffers(row) || row.locked || state.measured ||
           state.measuring || m_kept.contains(row.name) ||
           std::ranges::find(kLeading, row.name) != kLeading.end();
}

void SettingSectionView::arrange()
{
    const bool filtering = !m_words.isEmpty();
    const bool unfolded = filtering || m_head->isChecked();
    m_shown.clear();
    int changed = 0;
    int hidden = 0;
    int place = 0;
    int speaking = 0;
    for (const SettingRow *row : m_rows) {
        changed += models::isChanged(*row) ? 1 : 0;
        const bool speaksNow = speaks(*row);
        speaking += speaksNow ? 1 : 0;
        const bool wanted = filtering ? models::matches(*row, m_words) : speaksNow || m_all;
        if (!wanted || !unfolded) {
            hidden += wanted ? 0 : 1;
            if (SettingRowView *view = this->view(row->name)) {
                view->show(*row, m_stateOf(*row));
                view->hide();
            }
            continue;
        }
        if (!m_all && !filtering)
            m_kept.insert(row->name);
        SettingRowView *view = made(*row);
        view->show(*row, m_stateOf(*row));
        if (m_column->indexOf(view) != place) {
            m_column->removeWidget(view);
            m_column->insertWidget(place, view);
        }
        view->setVisible(true);
        m_shown.push_back(row->name);
        ++place;
    }
    orderTabs();
    m_body->setVisible(unfolded);
    m_more->setVisible(!filtering && (hidden > 0 || (m_all && speaking < int(m_rows.size()))));
    m_more->setText(m_all ? tr("Show less") : tr("Show %n more, all at their default", nullptr, hidden));
    const QString count = tr("%n setting(s)", nullptr, int(m_rows.size()));
    m_head->setFact(changed > 0 ? tr("%1, %2 changed").arg(count).arg(changed)
                                : tr("%1, all at their default").arg(count));
    setVisible(!filtering || !m_shown.empty());
}

// Rows are made late, and Tab would come to them last of all.
void SettingSectionView::orderTabs()
{
    if (m_shown == m_tabbed)
        return;
    m_tabbed = m_shown;
    QList<QWidget *> stops{m_head};
    for (const std::string &name : m_shown)
        stops.append(widgets::tabStops(*view(name)));
    stops.append(m_more);
    widgets::chainTabs(stops);
}

SettingRowView *SettingSectionView::view(const std::string &name) const
{
    const auto found = m_views.find(name);
    return found == m_views.end() ? nullptr : found->second;
}

SettingRowView *SettingSectionView::made(const SettingRow &row)
{
    if (SettingRowView *known = view(row.name))
        return known;
    auto *fresh = new SettingRowView(row, m_stateOf(row));
    fresh->setObjectName(u"row:"_s % QString::fromStdString(row.name));
    m_views.emplace(row.name, fresh);
    emit rowMade(fresh);
    return fresh;
}

SettingRowView *SettingSectionView::reveal(const std::string &name)
{
    const auto row = std::ranges::find(m_rows, name, [](const SettingRow *one) { return one->name; });
    if (row == m_rows.end())
        return nullptr;
    m_kept.insert(name);
    m_head->setChecked(true);
    arrange();
    return view(name);
}

} // namespace ui::pages
