// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/api/traffic_service.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace ui::pages {

// The channels in the order in which they are tried, with how each fares. Lives on gui.
class ChannelTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { GripColumn, ChannelColumn, StateColumn, P95Column, TodayColumn, OnColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setChannels(std::vector<relay::model::Channel> channels);
    void setHealth(std::vector<relay::api::ChannelHealth> health);
    void setMetrics(const relay::api::MetricsSnapshot &metrics);

    const std::vector<relay::model::Channel> &channels() const { return m_channels; }
    const relay::model::Channel *channelAt(int row) const; // null: there is none
    const relay::api::ChannelHealth *healthOf(std::int64_t id) const;
    int rowOf(std::int64_t id) const; // -1: there is none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                      const QModelIndex &parent) override;

signals:
    void moveRequested(int from, int to); // places in the order as it is

private:
    struct Figures
    {
        double p95Us = -1; // below 0: not known
        double costUsd = -1;
        bool operator==(const Figures &) const = default;
    };

    QString textOf(const relay::model::Channel &channel, std::size_t row, int column) const;
    QString secondLine(const relay::model::Channel &channel) const;
    QVariant stateLook(const relay::model::Channel &channel, int role) const;
    // None: the relay has not told.
    std::optional<relay::api::ChannelHealth> healthNow(const relay::model::Channel &channel) const;

    std::vector<relay::model::Channel> m_channels;
    std::vector<relay::api::ChannelHealth> m_health;
    std::vector<Figures> m_figures; // as m_channels
};

} // namespace ui::pages
