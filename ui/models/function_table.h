// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QString>

#include <functional>
#include <vector>

namespace ui::models {

// What one function took in a profile, wherever it was called from. A value.
struct FunctionCost
{
    QString name;
    std::int64_t self = 0;
    std::int64_t total = 0; // with all that it called; counted once where it calls itself
};

// The functions of a profile, sortable. Lives on gui.
class FunctionTable final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Function, Self, SelfShare, Total, TotalShare, ColumnCount };
    using ValueText = std::function<QString(std::int64_t)>;

    using QAbstractTableModel::QAbstractTableModel;

    void set(std::vector<FunctionCost> functions, std::int64_t whole, ValueText text);
    void setFilter(const QString &pattern); // names with it in any case; empty: all
    const FunctionCost &at(int row) const { return m_all[m_shown[std::size_t(row)]]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    void arrange();

    std::vector<FunctionCost> m_all;
    std::vector<std::size_t> m_shown; // in the order in which they are
    std::int64_t m_whole = 0;
    ValueText m_text;
    QString m_pattern;
    int m_column = Self;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace ui::models
