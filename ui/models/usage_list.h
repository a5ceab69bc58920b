// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <QAbstractTableModel>

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace ui::models {

// One exchange as the list keeps it: under 100 bytes, names once for all. A value.
struct UsageEntry
{
    std::int64_t id = 0;
    std::int64_t createdAtMs = 0;
    std::uint64_t requestId = 0;
    std::int64_t prompt = -1;
    std::int64_t completion = -1;
    std::int64_t costNano = relay::model::kNoCost;
    std::int64_t elapsedUs = 0;
    std::int64_t ttftUs = -1;
    std::int64_t overheadUs = 0;
    std::uint32_t model = 0; // of UsageList::name()
    std::uint32_t upstreamModel = 0;
    std::uint32_t token = 0;
    std::uint32_t channel = 0;
    int status = 0;
    bool failed = false;
    bool stream = false;
};

// The ledger, newest first, as far as somebody has scrolled: read in pages by the id of the last row, each a
// question of its own that leaves no transaction open. What has come since is asked for by poll(); while new
// rows are held back they only count. Lives on gui.
class UsageList : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Model, Token, Channel, Status, Tokens, Cost, FirstToken, Total, Overhead };
    static constexpr int kColumns = Overhead + 1;
    static constexpr int kFirstPage = 200;
    static constexpr int kNextPage = 1000;
    static constexpr std::size_t kMostRows = 300'000; // some 30 MB

    static constexpr std::size_t kMostHeld = 10'000; // beyond, new rows are counted and read again

    explicit UsageList(relay::api::RelayService &service, QObject *parent = nullptr,
                       std::size_t mostRows = kMostRows, std::size_t mostHeld = kMostHeld);

    void
    show(relay::api::UsageQuery filter); // from the newest on; answers to what was asked before are dropped
    void poll();
    void setHolding(bool holding); // not any more: what has waited comes in
    int waiting() const { return int(m_waiting); }
    bool isAsking() const { return m_fetching; }
    bool isWhole() const { return m_next == 0; } // there is nothing older
    bool isFull() const { return m_rows.size() >= m_mostRows; }

    const UsageEntry &entry(int row) const { return m_rows[std::size_t(row)]; }
    const QString &name(std::uint32_t index) const { return m_names[index]; }
    int rowOf(std::int64_t id) const;              // -1: not among those that are loaded
    int rowOfRequest(std::uint64_t request) const; // likewise
    std::vector<QString> models() const;           // that were asked for, among the loaded

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void shown(); // the first page of a filter is there
    void pageLoaded();
    void waitingChanged(int waiting);
    void failed(const QString &why);

private:
    void ask(int limit);
    void append(const relay::api::UsagePage &page);
    void askNew(std::int64_t cursor, int pages);
    void takeNew(const relay::api::UsagePage &page, int pages);
    void hold();
    void bringIn();
    void forgetOldest();
    UsageEntry entryOf(const relay::api::UsageRow &row);
    std::uint32_t nameOf(const std::string &name);
    QString text(const UsageEntry &entry, int column) const;

    relay::api::RelayService &m_service;
    relay::api::UsageQuery m_filter;
    const std::size_t m_mostRows;
    const std::size_t m_mostHeld;
    std::size_t m_waiting = 0; // those that are held, or were too many for that
    int m_generation = 0;      // answers to an older one are for nobody
    bool m_fetching = false;
    bool m_polling = false;
    bool m_holding = false;
    std::int64_t m_next = 0;
    std::int64_t m_newest = 0; // id of the newest row that was seen
    std::int64_t m_nowMs = 0;
    std::deque<UsageEntry> m_rows;
    std::vector<UsageEntry> m_held;  // newest first
    std::vector<UsageEntry> m_fresh; // of a poll that goes on
    std::vector<QString> m_names;
    std::unordered_map<std::string, std::uint32_t> m_nameIndex;
};

} // namespace ui::models
