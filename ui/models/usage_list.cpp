// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/usage_list.h"

#include "ui/base/date_text.h"
#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"
#include "ui/models/usage_text.h"

#include <QDateTime>

#include <algorithm>
#include <limits>
#include <utility>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

constexpr int kMostNewPages = 5;                                         // beyond, the list begins anew
constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::min(); // imported rows are below 0

} // namespace

UsageList::UsageList(relay::api::RelayService &service, QObject *parent, std::size_t mostRows,
                     std::size_t mostHeld)
    : QAbstractTableModel(parent)
    , m_service(service)
    , m_mostRows(mostRows)
    , m_mostHeld(mostHeld)
    , m_newest(kNone)
    , m_nowMs(QDateTime::currentMSecsSinceEpoch())
{
}

void UsageList::show(relay::api::UsageQuery filter)
{
    ++m_generation;
    m_filter = std::move(filter);
    m_fetching = false;
    m_polling = false;
    m_next = 0;
    ask(kFirstPage);
}

void UsageList::ask(int limit)
{
    m_fetching = true;
    relay::api::UsageQuery query = m_filter;
    query.limit = limit;
    query.cursor = m_next;
    m_service.usage(query, this, [this, generation = m_generation](const auto &page) {
        if (generation != m_generation)
            return;
        m_fetching = false;
        if (page)
            append(*page);
        else
            emit failed(saidText(page.error()));
    });
}

// The old rows stay until the first page of the new filter is there: nothing flickers.
void UsageList::append(const relay::api::UsagePage &page)
{
    m_nowMs = QDateTime::currentMSecsSinceEpoch();
    const bool first = m_next == 0;
    m_next = page.next;
    if (first) {
        beginResetModel();
        m_rows.clear();
        m_held.clear();
        m_waiting = 0;
        m_names.clear();
        m_nameIndex.clear();
        m_newest = page.rows.empty() ? kNone : page.rows.front().id;
        for (const relay::api::UsageRow &row : page.rows)
            m_rows.push_back(entryOf(row));
        endResetModel();
        emit waitingChanged(0);
        emit shown();
        return;
    }
    if (!page.rows.empty()) {
        const int count = int(m_rows.size());
        beginInsertRows({}, count, count + int(page.rows.size()) - 1);
        for (const relay::api::UsageRow &row : page.rows)
            m_rows.push_back(entryOf(row));
        endInsertRows();
    }
    emit pageLoaded();
}

void UsageList::poll()
{
    const bool past = m_filter.endMs != 0 && m_filter.endMs <= QDateTime::currentMSecsSinceEpoch();
    if (m_polling || past || (m_fetching && m_rows.empty()))
        return;
    m_polling = true;
    m_fresh.clear();
    askNew(0, 1);
}

void UsageList::askNew(std::int64_t cursor, int pages)
{
    relay::api::UsageQuery query = m_filter;
    query.limit = kFirstPage;
    query.cursor = cursor;
    m_service.usage(query, this, [this, pages, generation = m_generation](const auto &page) {
        if (generation != m_generation)
            return;
        if (page)
            takeNew(*page, pages);
        else
            m_polling = false; // the next one may do better
    });
}

void UsageList::takeNew(const relay::api::UsagePage &page, int pages)
{
    bool reachedKnown = page.next == 0;
    for (const relay::api::UsageRow &row : page.rows) {
        if (row.id <= m_newest) {
            reachedKnown = true;
            break;
        }
        m_fresh.push_back(entryOf(row));
    }
    if (!reachedKnown && pages < kMostNewPages)
        return askNew(page.next, pages + 1);
    m_polling = false;
    if (!reachedKnown)
        return show(m_filter);
    if (m_fresh.empty())
        return;
    m_newest = m_fresh.front().id;
    hold();
    if (m_holding)
        emit waitingChanged(waiting());
    else
        bringIn();
}

// What is too much to keep is read again when it is wanted.
void UsageList::hold()
{
    const bool whole = m_waiting == m_held.size();
    m_waiting += m_fresh.size();
    if (whole && m_waiting <= m_mostHeld)
        m_held.insert(m_held.begin(), m_fresh.begin(), m_fresh.end());
    else
        m_held.clear();
    m_fresh.clear();
}

void UsageList::setHolding(bool holding)
{
    if (holding == m_holding)
        return;
    m_holding = holding;
    if (!m_holding)
        bringIn();
}

void UsageList::bringIn()
{
    if (m_waiting > m_held.size())
        return show(m_filter);
    if (m_held.empty())
        return;
    m_nowMs = QDateTime::currentMSecsSinceEpoch();
    beginInsertRows({}, 0, int(m_held.size()) - 1);
    m_rows.insert(m_rows.begin(), m_held.begin(), m_held.end());
    m_held.clear();
    m_waiting = 0;
    endInsertRows();
    forgetOldest();
    emit waitingChanged(0);
}

// They can be read again once the list is shorter; not while a page is on its way that belongs after them.
void UsageList::forgetOldest()
{
    if (m_rows.size() <= m_mostRows || m_fetching)
        return;
    beginRemoveRows({}, int(m_mostRows), int(m_rows.size()) - 1);
    m_rows.erase(m_rows.begin() + std::ptrdiff_t(m_mostRows), m_rows.end());
    m_next = m_rows.back().id;
    endRemoveRows();
}

std::uint32_t UsageList::nameOf(const std::string &name)
{
    const auto [known, fresh] = m_nameIndex.try_emplace(name, std::uint32_t(m_names.size()));
    if (fresh)
        m_names.push_back(QString::fromStdString(name));
    return known->second;
}

UsageEntry UsageList::entryOf(const relay::api::UsageRow &row)
{
    const relay::model::UsageRecord &record = row.record;
    return {.id = row.id,
            .createdAtMs = record.createdAtMs,
            .requestId = record.requestId,
            .prompt = record.usage.prompt,
            .completion = record.usage.completion,
            .costNano = relay::model::nanoDollars(record.costUsd),
            .elapsedUs = record.elapsedUs,
            .ttftUs = record.ttftUs,
            .overheadUs = record.overheadUs,
            .model = nameOf(record.model),
            .upstreamModel = nameOf(record.upstreamModel),
            .token = nameOf(row.tokenName),
            .channel = nameOf(row.channelName),
            .status = record.status,
            .failed = record.failed,
            .stream = record.stream};
}

int UsageList::rowOf(std::int64_t id) const
{
    const auto found = std::ranges::lower_bound(m_rows, id, std::ranges::greater(),
                                                [](const auto &entry) { return entry.id; });
    return found != m_rows.end() && found->id == id ? int(found - m_rows.begin()) : -1;
}

int UsageList::rowOfRequest(std::uint64_t request) const
{
    const auto found = std::ranges::find(m_rows, request, &UsageEntry::requestId);
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

std::vector<QString> UsageList::models() const
{
    constexpr std::size_t kLooked = kNextPage;
    std::vector<std::uint32_t> indices;
    for (std::size_t i = 0; i < std::min(kLooked, m_rows.size()); ++i) {
        if (std::ranges::find(indices, m_rows[i].model) == indices.end())
            indices.push_back(m_rows[i].model);
    }
    std::vector<QString> models;
    models.reserve(indices.size());
    for (const std::uint32_t index : indices)
        models.push_back(m_names[index]);
    return models;
}

int UsageList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int UsageList::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

bool UsageList::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_next != 0 && !m_fetching && !isFull();
}

void UsageList::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        ask(kNextPage);
}

QString UsageList::text(const UsageEntry &entry, int column) const
{
    switch (column) {
    case Time:
        return base::momentText(entry.createdAtMs, m_nowMs, base::Precision::Seconds);
    case Model:
        return entry.model == entry.upstreamModel || name(entry.upstreamModel).isEmpty()
                   ? name(entry.model)
                   : name(entry.model) % u" → "_s % name(entry.upstreamModel);
    case Token:
        return name(entry.token).isEmpty() ? dash() : name(entry.token);
    case Channel:
        return name(entry.channel).isEmpty() ? dash() : name(entry.channel);
    case Status:
        return statusWords(entry.status, entry.failed);
    case Tokens:
        return tokenPairText(entry.prompt, entry.completion);
    case Cost:
        return costText(entry.costNano);
    case FirstToken:
        return entry.stream ? spanOfUs(entry.ttftUs) : dash();
    case Total:
        return spanOfUs(entry.elapsedUs);
    case Overhead:
        return spanOfUs(entry.overheadUs);
    default:
        return {};
    }
}

QVariant UsageList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::DisplayRole)
        return text(entry(index.row()), index.column());
    if (role == Qt::TextAlignmentRole)
        return int((index.column() >= Tokens ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && index.column() <= Channel)
        return text(entry(index.row()), index.column());
    return {};
}

QVariant UsageList::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Tokens ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Overhead)
        return tr("Time in the relay that is not waiting for an upstream");
    if (role != Qt::DisplayRole)
        return {};
    const QString names[kColumns] = {tr("Time"),   tr("Model"),           tr("Token"), tr("Channel"),
                                     tr("Status"), tr("Tokens in / out"), tr("Cost"),  tr("TTFT"),
                                     tr("Total"),  tr("Overhead")};
    return names[section];
}

} // namespace ui::models
