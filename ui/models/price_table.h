// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/price_service.h"

#include <QAbstractTableModel>
#include <QString>

#include <optional>
#include <vector>

namespace ui::models {

// What models cost, in dollars per million tokens, to be changed in place; models without a price come first.
// A new price counts once the service has taken it. Lives on gui.
class PriceTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Model, Input, Output, Cached, Reasoning, Source, Date };
    static constexpr int kColumns = Date + 1;

    explicit PriceTable(relay::api::PriceService &service, QObject *parent = nullptr);

    void refresh();
    void narrow(const QString &text);    // to models with this in their name
    void addModel(const QString &model); // a first row, to be given a price
    void reset(int row);                 // to the built-in price
    bool isOwn(int row) const { return m_rows[std::size_t(row)].own; }
    bool isUnpriced(int row) const { return m_rows[std::size_t(row)].unpriced; }
    QString modelAt(int row) const { return m_rows[std::size_t(row)].model; }
    int unpricedCount() const { return int(m_unpriced.size()); }
    int rowOf(const QString &model) const; // -1: not shown

    // Why this is no price for that column; empty: it is one. Nothing is one for cached and reasoning tokens.
    static QString objection(const QString &text, int column);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void refreshed();
    void unreadable(const QString &why);
    void changed(const QString &model, const std::optional<relay::model::Price> &before);
    void givenUp(const QString &model, const std::optional<relay::model::Price> &before, bool hasBuiltIn);
    void failed(const QString &why);

public:
    void putBack(const QString &model, const std::optional<relay::model::Price> &before);

private:
    struct Row
    {
        QString model;
        std::optional<double> input;
        std::optional<double> output;
        std::optional<double> cached;
        std::optional<double> reasoning;
        QString date;
        bool own = false;
        bool unpriced = false;

        bool operator==(const Row &) const = default;
    };

    std::vector<Row> rowsNow() const;
    void fill();
    void update(); // what is being typed in a cell stays
    QVariant price(const Row &row, int column, int role) const;
    void send(relay::api::PriceEdit edit, const std::optional<relay::model::Price> &before, bool tell);
    std::optional<relay::model::Price> priceOf(const QString &model) const;

    relay::api::PriceService &m_service;
    std::vector<relay::model::Price> m_prices;
    std::vector<std::string> m_unpriced;
    std::vector<Row> m_added; // by hand, or half of a price: not yet known to the service
    std::vector<Row> m_rows;
    QString m_narrowed;
};

} // namespace ui::models
