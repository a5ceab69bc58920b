// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/spend_service.h"

#include <QAbstractTableModel>
#include <QDate>

#include <vector>

namespace ui::models {

// From the start of the day that is `days` - 1 before `today`, to the end of today. Reentrant.
relay::api::SpendQuery spendQuery(relay::api::SpendBy by, QDate today, int days);

// What was spent, one row per day, model, token or channel, with its share of the whole. Lives on gui.
class SpendList : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Requests, Failed, Input, Output, Cost, Share };
    static constexpr int kColumns = Share + 1;

    using QAbstractTableModel::QAbstractTableModel;

    void set(relay::api::SpendBy by, std::vector<relay::api::SpendRow> rows); // days: the newest first
    const relay::api::UsageStat &sums() const { return m_sums; }
    std::int64_t unpriced() const { return m_unpriced; } // requests
    relay::api::SpendBy by() const { return m_by; }
    const relay::api::SpendRow &row(int index) const { return m_rows[std::size_t(index)]; }
    QString nameOf(const relay::api::SpendRow &row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    relay::api::SpendBy m_by = relay::api::SpendBy::Day;
    std::vector<relay::api::SpendRow> m_rows;
    relay::api::UsageStat m_sums;
    std::int64_t m_unpriced = 0;
};

} // namespace ui::models
