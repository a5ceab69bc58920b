// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/function_table.h"

#include <QLocale>

#include <algorithm>

namespace ui::models {

namespace {

QString shareText(std::int64_t part, std::int64_t whole)
{
    const double percent = whole <= 0 ? 0 : 100.0 * double(part) / double(whole);
    return QLocale().toString(percent, 'f', 1) % QChar(0x00A0) % QLatin1Char('%');
}

} // namespace

void FunctionTable::set(std::vector<FunctionCost> functions, std::int64_t whole, ValueText text)
{
    beginResetModel();
    m_all = std::move(functions);
    m_whole = whole;
    m_text = std::move(text);
    arrange();
    endResetModel();
}

void FunctionTable::setFilter(const QString &pattern)
{
    if (pattern == m_pattern)
        return;
    beginResetModel();
    m_pattern = pattern;
    arrange();
    endResetModel();
}

int FunctionTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int FunctionTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FunctionTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == Function ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    const FunctionCost &function = at(index.row());
    if (role == Qt::ToolTipRole && index.column() == Function)
        return function.name;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Function:
        return function.name;
    case Self:
        return m_text ? m_text(function.self) : QString();
    case SelfShare:
        return shareText(function.self, m_whole);
    case Total:
        return m_text ? m_text(function.total) : QString();
    case TotalShare:
        return shareText(function.total, m_whole);
    default:
        return {};
    }
}

QVariant FunctionTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Function ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Function:
        return tr("Function");
    case Self:
        return tr("Self");
    case SelfShare:
        return tr("Self %");
    case Total:
        return tr("Total");
    case TotalShare:
        return tr("Total %");
    default:
        return {};
    }
}

void FunctionTable::sort(int column, Qt::SortOrder order)
{
    emit layoutAboutToBeChanged();
    const std::vector<std::size_t> before = m_shown;
    m_column = column;
    m_order = order;
    arrange();
    std::vector<int> rowOf(m_all.size(), -1);
    for (std::size_t row = 0; row < m_shown.size(); ++row)
        rowOf[m_shown[row]] = int(row);
    for (const QModelIndex &old : persistentIndexList()) // what is chosen stays chosen
        changePersistentIndex(old, index(rowOf[before[std::size_t(old.row())]], old.column()));
    emit layoutChanged();
}

void FunctionTable::arrange()
{
    m_shown.clear();
    for (std::size_t i = 0; i < m_all.size(); ++i) {
        if (m_pattern.isEmpty() || m_all[i].name.contains(m_pattern, Qt::CaseInsensitive))
            m_shown.push_back(i);
    }
    const auto before = [this](std::size_t a, std::size_t b) {
        const FunctionCost &x = m_all[a];
        const FunctionCost &y = m_all[b];
        switch (m_column) {
        case Function:
            return x.name < y.name;
        case Self:
        case SelfShare:
            return x.self < y.self;
        default:
            return x.total < y.total;
        }
    };
    std::ranges::stable_sort(m_shown, [&](std::size_t a, std::size_t b) {
        return m_order == Qt::AscendingOrder ? before(a, b) : before(b, a);
    });
}

} // namespace ui::models
