// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/model/token.h"

#include <QAbstractTableModel>

#include <map>
#include <vector>

namespace ui::pages {

// The keys that clients show, with what they have spent and may still spend. Lives on gui.
class TokenTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        KeyColumn,
        UsedColumn,
        LeftColumn,
        ExpiresColumn,
        LastUseColumn,
        OnColumn,
        ColumnCount
    };
    enum Role { ShareRole = Qt::UserRole + 200 }; // of UsedColumn, double: spent of all that was ever allowed

    using QAbstractTableModel::QAbstractTableModel;

    void setTokens(std::vector<relay::model::Token> tokens);
    void setRecent(const std::vector<relay::api::UsageRow> &rows); // the newest requests: who was here last
    void tick();                                                   // time has gone by

    const std::vector<relay::model::Token> &tokens() const { return m_tokens; }
    const relay::model::Token *tokenAt(int row) const; // null: there is none
    int rowOf(std::int64_t id) const;                  // -1: there is none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString textOf(const relay::model::Token &token, int column) const;
    QString secondLine(const relay::model::Token &token) const;
    QString lastUse(const relay::model::Token &token) const;
    bool isLongAgo(const relay::model::Token &token) const; // its last use
    QVariant toneOf(const relay::model::Token &token, int column) const;

    std::vector<relay::model::Token> m_tokens;
    std::map<std::int64_t, std::int64_t> m_lastUse; // Unix ms by token
    std::int64_t m_oldestSeenMs = 0;                // of the newest requests; 0: none
};

} // namespace ui::pages
