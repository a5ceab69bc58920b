// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/spend_list.h"

#include "ui/base/date_text.h"
#include "ui/models/figure_text.h"
#include "ui/models/usage_text.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;
using relay::api::SpendBy;
using relay::api::SpendRow;

QString counted(std::int64_t count)
{
    return countText(std::uint64_t(std::max<std::int64_t>(0, count)));
}

} // namespace

relay::api::SpendQuery spendQuery(SpendBy by, QDate today, int days)
{
    return {.startMs = today.addDays(1 - days).startOfDay().toMSecsSinceEpoch(),
            .endMs = today.addDays(1).startOfDay().toMSecsSinceEpoch(),
            .by = {by}};
}

void SpendList::set(SpendBy by, std::vector<SpendRow> rows)
{
    beginResetModel();
    m_by = by;
    m_rows = std::move(rows);
    if (by == SpendBy::Day)
        std::ranges::sort(m_rows, std::ranges::greater(), &SpendRow::day);
    m_sums = {};
    m_unpriced = 0;
    for (const SpendRow &row : m_rows) {
        m_sums.requests += row.sums.requests;
        m_sums.failed += row.sums.failed;
        m_sums.promptTokens += row.sums.promptTokens;
        m_sums.completionTokens += row.sums.completionTokens;
        m_sums.costUsd += row.sums.costUsd;
        m_unpriced += row.unpriced;
    }
    endResetModel();
}

QString SpendList::nameOf(const SpendRow &row) const
{
    switch (m_by) {
    case SpendBy::Day: {
        const QDate day = QDate::fromString(QString::fromStdString(row.day), Qt::ISODate);
        return day.isValid() ? base::weekdayText(day, QDate::currentDate()) : QString::fromStdString(row.day);
    }
    case SpendBy::Model:
        return row.model.empty() ? tr("no model named") : QString::fromStdString(row.model);
    case SpendBy::Token:
        return row.tokenName.empty() ? tr("no known token") : QString::fromStdString(row.tokenName);
    case SpendBy::Channel:
        return row.channelName.empty() ? tr("no channel asked") : QString::fromStdString(row.channelName);
    }
    return {};
}

int SpendList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int SpendList::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant SpendList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    const SpendRow &row = m_rows[std::size_t(index.row())];
    if (role == Qt::ToolTipRole && index.column() == Cost && row.unpriced > 0)
        return tr("%n request(s) of models without a price", nullptr, int(row.unpriced));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Name:
        return nameOf(row);
    case Requests:
        return counted(row.sums.requests);
    case Failed:
        return counted(row.sums.failed);
    case Input:
        return counted(row.sums.promptTokens);
    case Output:
        return counted(row.sums.completionTokens);
    case Cost:
        return row.sums.costUsd == 0 && row.unpriced > 0 ? tr("no price") : dollarText(row.sums.costUsd);
    case Share:
        return m_sums.costUsd > 0
                   ? tr("%1 %").arg(QLocale().toString(100 * row.sums.costUsd / m_sums.costUsd, 'f', 1))
                   : dash();
    default:
        return {};
    }
}

QVariant SpendList::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString first = m_by == SpendBy::Day     ? tr("Day")
                          : m_by == SpendBy::Model ? tr("Model")
                          : m_by == SpendBy::Token ? tr("Token")
                                                   : tr("Channel");
    const QString names[kColumns] = {first,           tr("Requests", "how many"), tr("Failed"),
                                     tr("Tokens in"), tr("Tokens out"),           tr("Cost"),
                                     tr("Share")};
    return names[section];
}

} // namespace ui::models
