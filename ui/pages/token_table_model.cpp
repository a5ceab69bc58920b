// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/token_table_model.h"

#include "ui/base/date_text.h"
#include "ui/models/channel_words.h"
#include "ui/models/figure_text.h"
#include "ui/models/token_draft.h"
#include "ui/widgets/table_look.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::model::Token;
using widgets::Tone;

const QString kNothing = u"–"_s;
constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kSoonSeconds = std::int64_t{2} * 24 * 3600;

QString money(std::int64_t quota)
{
    return u'$' % models::moneyText(double(quota) / double(relay::model::kQuotaPerDollar));
}

} // namespace

void TokenTableModel::setTokens(std::vector<Token> tokens)
{
    const bool sameRows = std::ranges::equal(tokens, m_tokens, {}, &Token::id, &Token::id);
    if (!sameRows)
        beginResetModel();
    m_tokens = std::move(tokens);
    if (!sameRows)
        endResetModel();
    else if (!m_tokens.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void TokenTableModel::setRecent(const std::vector<relay::api::UsageRow> &rows)
{
    m_oldestSeenMs = 0;
    for (const relay::api::UsageRow &row : rows) {
        if (m_oldestSeenMs == 0 || row.record.createdAtMs < m_oldestSeenMs)
            m_oldestSeenMs = row.record.createdAtMs;
        std::int64_t &last = m_lastUse[row.record.tokenId];
        last = std::max(last, row.record.createdAtMs);
    }
    tick();
}

void TokenTableModel::tick()
{
    if (!m_tokens.empty())
        emit dataChanged(index(0, ExpiresColumn), index(rowCount() - 1, LastUseColumn));
}

const Token *TokenTableModel::tokenAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_tokens[std::size_t(row)] : nullptr;
}

int TokenTableModel::rowOf(std::int64_t id) const
{
    const auto found = std::ranges::find(m_tokens, id, &Token::id);
    return found == m_tokens.end() ? -1 : int(found - m_tokens.begin());
}

int TokenTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_tokens.size());
}

QString TokenTableModel::secondLine(const Token &token) const
{
    QString models = token.models.empty()       ? tr("all models")
                     : token.models.size() == 1 ? QString::fromStdString(token.models.front())
                                                : tr("%n model(s)", nullptr, int(token.models.size()));
    if (token.subnet.empty())
        return models;
    return tr("%1 · from %2").arg(models, QString::fromStdString(token.subnet));
}

// Only the newest requests are read: who is not among them was here longer ago, or never.
bool TokenTableModel::isLongAgo(const Token &token) const
{
    return token.usedQuota > 0 && m_oldestSeenMs > 0 && !m_lastUse.contains(token.id);
}

QString TokenTableModel::lastUse(const Token &token) const
{
    const auto found = m_lastUse.find(token.id);
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    if (found == m_lastUse.end())
        return isLongAgo(token) ? tr("over %1 ago").arg(models::spanText(now - m_oldestSeenMs)) : kNothing;
    const std::int64_t ago = now - found->second;
    return ago < kMinuteMs ? tr("just now") : tr("%1 ago").arg(models::spanText(ago));
}

QString TokenTableModel::textOf(const Token &token, int column) const
{
    switch (column) {
    case NameColumn:
        return QString::fromStdString(token.name);
    case KeyColumn:
        return models::shortMask(u"sk-"_s % QString::fromStdString(token.key));
    case UsedColumn:
        return money(token.usedQuota);
    case LeftColumn:
        if (token.unlimitedQuota)
            return tr("no limit");
        return token.remainQuota > 0 ? money(token.remainQuota) : tr("spent");
    case ExpiresColumn:
        return models::expiryText(token.expiredTime, QDateTime::currentDateTime());
    case LastUseColumn:
        return lastUse(token);
    default:
        return {};
    }
}

QVariant TokenTableModel::toneOf(const Token &token, int column) const
{
    const QDateTime now = QDateTime::currentDateTime();
    if (column == LeftColumn && !token.unlimitedQuota && token.remainQuota <= 0)
        return int(Tone::Error);
    if (column == ExpiresColumn && models::isExpired(token, now))
        return int(Tone::Error);
    if (column == ExpiresColumn && token.expiredTime >= 0 &&
        token.expiredTime - now.toSecsSinceEpoch() < kSoonSeconds)
        return int(Tone::Warn);
    return {};
}

QVariant TokenTableModel::data(const QModelIndex &index, int role) const
{
    const Token *token = tokenAt(index.row());
    if (!token)
        return {};
    const int column = index.column();
    const bool plain = column == LeftColumn && token->unlimitedQuota;
    switch (role) {
    case Qt::DisplayRole:
        return textOf(*token, column);
    case Qt::AccessibleTextRole:
        if (column == OnColumn)
            return token->enabled ? tr("on") : tr("off");
        return {};
    case Qt::ToolTipRole:
        if (column == KeyColumn)
            return tr("Click to copy the whole key");
        if (column == LastUseColumn && isLongAgo(*token))
            return tr("Used, but by none of the newest requests: they begin at %1")
                .arg(base::momentText(m_oldestSeenMs, QDateTime::currentMSecsSinceEpoch()));
        return column == NameColumn ? QVariant(secondLine(*token)) : QVariant();
    case Qt::TextAlignmentRole:
        return int((column == UsedColumn || column == LeftColumn ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    case widgets::SecondLineRole:
        return column == NameColumn ? QVariant(secondLine(*token)) : QVariant();
    case widgets::SwitchRole:
        return column == OnColumn ? QVariant(token->enabled) : QVariant();
    case widgets::MonoRole:
        return column == KeyColumn;
    case widgets::DimRole:
        return !token->enabled || plain || (column == ExpiresColumn && token->expiredTime < 0);
    case widgets::ToneRole:
        return toneOf(*token, column);
    case ShareRole:
        if (column != UsedColumn || token->unlimitedQuota)
            return {};
        return double(token->usedQuota) /
               double(std::max<std::int64_t>(1, token->usedQuota +
                                                    std::max<std::int64_t>(0, token->remainQuota)));
    default:
        return {};
    }
}

QVariant TokenTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == UsedColumn || section == LeftColumn || section == OnColumn ? Qt::AlignRight
                                                                                          : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Token");
    case KeyColumn:
        return tr("Key");
    case UsedColumn:
        return tr("Spent");
    case LeftColumn:
        return tr("May spend");
    case ExpiresColumn:
        return tr("Expires");
    case LastUseColumn:
        return tr("Last use");
    default:
        return tr("On");
    }
}

} // namespace ui::pages
