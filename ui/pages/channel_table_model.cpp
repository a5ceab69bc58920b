// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channel_table_model.h"

#include "ui/models/channel_order.h"
#include "ui/models/channel_words.h"
#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"
#include "ui/widgets/table_look.h"

#include <QDateTime>
#include <QMimeData>

#include <algorithm>
#include <utility>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::HealthState;
using relay::model::Channel;
using widgets::Glyph;
using widgets::Tone;

const QString kRowType = u"application/x-trayrelay-channel-row"_s;
const QString kNothing = u"–"_s;

} // namespace

void ChannelTableModel::setChannels(std::vector<Channel> channels)
{
    models::sortAsTried(channels);
    const bool sameRows = std::ranges::equal(channels, m_channels, {}, &Channel::id, &Channel::id);
    if (!sameRows)
        beginResetModel();
    m_channels = std::move(channels);
    if (!sameRows) {
        m_figures.assign(m_channels.size(), {});
        endResetModel();
    } else if (!m_channels.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void ChannelTableModel::setHealth(std::vector<relay::api::ChannelHealth> health)
{
    m_health = std::move(health);
    if (!m_channels.empty()) // a countdown may be on
        emit dataChanged(index(0, StateColumn), index(rowCount() - 1, StateColumn));
}

void ChannelTableModel::setMetrics(const relay::api::MetricsSnapshot &metrics)
{
    std::vector<Figures> figures(m_channels.size());
    for (std::size_t i = 0; i < m_channels.size(); ++i) {
        const auto timed =
            std::ranges::find(metrics.channels, m_channels[i].name, &relay::api::NamedFigures::name);
        if (timed != metrics.channels.end() && timed->total.count > 0)
            figures[i].p95Us = timed->total.p95Us;
        const auto paid =
            std::ranges::find(metrics.channelsToday, m_channels[i].id, &relay::api::ChannelToday::channelId);
        if (paid != metrics.channelsToday.end() && paid->requests > 0)
            figures[i].costUsd = paid->costUsd;
    }
    if (figures == m_figures || figures.empty())
        return;
    m_figures = std::move(figures);
    emit dataChanged(index(0, P95Column), index(rowCount() - 1, TodayColumn));
}

const Channel *ChannelTableModel::channelAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_channels[std::size_t(row)] : nullptr;
}

const relay::api::ChannelHealth *ChannelTableModel::healthOf(std::int64_t id) const
{
    const auto found = std::ranges::find(m_health, id, &relay::api::ChannelHealth::channelId);
    return found == m_health.end() ? nullptr : &*found;
}

int ChannelTableModel::rowOf(std::int64_t id) const
{
    const auto found = std::ranges::find(m_channels, id, &Channel::id);
    return found == m_channels.end() ? -1 : int(found - m_channels.begin());
}

int ChannelTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_channels.size());
}

std::optional<relay::api::ChannelHealth> ChannelTableModel::healthNow(const Channel &channel) const
{
    if (!channel.enabled)
        return relay::api::ChannelHealth{.channelId = channel.id, .state = HealthState::Disabled};
    const relay::api::ChannelHealth *known = healthOf(channel.id);
    if (!known || known->state == HealthState::Disabled) // it was turned on a moment ago
        return std::nullopt;
    return *known;
}

QString ChannelTableModel::secondLine(const Channel &channel) const
{
    const QString type = models::channelTypeWord(channel.type);
    QString models;
    if (channel.models.size() == 1)
        models = QString::fromStdString(channel.models.front());
    else if (channel.type == relay::model::ChannelType::OpenAiCompatible)
        models = QString::number(channel.models.size()); // its word is long
    else
        models = tr("%n model(s)", nullptr, int(channel.models.size()));
    const models::Share share = models::shareOf(channel, m_channels);
    if (channel.enabled && share.channels > 1)
        return tr("%1 · %2 · weight %3 of %4")
            .arg(type, models)
            .arg(std::max(1, channel.weight))
            .arg(share.weights);
    return tr("%1 · %2").arg(type, models);
}

QString ChannelTableModel::textOf(const Channel &channel, std::size_t row, int column) const
{
    const Figures figures = row < m_figures.size() ? m_figures[row] : Figures();
    switch (column) {
    case ChannelColumn:
        return QString::fromStdString(channel.name);
    case StateColumn:
        if (const auto health = healthNow(channel))
            return models::healthText(*health, QDateTime::currentMSecsSinceEpoch());
        return kNothing;
    case P95Column:
        return figures.p95Us >= 0 ? models::durationText(figures.p95Us).whole() : kNothing;
    case TodayColumn:
        return figures.costUsd >= 0 ? u'$' % models::moneyText(figures.costUsd) : kNothing;
    default:
        return {};
    }
}

QVariant ChannelTableModel::stateLook(const Channel &channel, int role) const
{
    const auto health = healthNow(channel);
    if (!health)
        return {};
    const HealthState state = health->state;
    if (role == widgets::GlyphRole)
        return int(state == HealthState::Healthy       ? Glyph::Dot
                   : state == HealthState::CoolingDown ? Glyph::Half
                   : state == HealthState::Open        ? Glyph::Warning
                                                       : Glyph::Ring);
    const Tone tone = state == HealthState::Healthy       ? Tone::Ok
                      : state == HealthState::CoolingDown ? Tone::Warn
                      : state == HealthState::Open        ? Tone::Error
                                                          : Tone::Neutral;
    if (role == widgets::GlyphToneRole)
        return int(tone);
    return tone == Tone::Ok ? QVariant() : QVariant(int(tone));
}

QVariant ChannelTableModel::data(const QModelIndex &index, int role) const
{
    const Channel *channel = channelAt(index.row());
    if (!channel)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return textOf(*channel, std::size_t(index.row()), column);
    case Qt::AccessibleTextRole:
        if (column == OnColumn)
            return channel->enabled ? tr("on") : tr("off");
        if (column == ChannelColumn)
            return QString(textOf(*channel, 0, ChannelColumn) % u", "_s % secondLine(*channel));
        return {};
    case Qt::ToolTipRole:
        if (const auto health = healthNow(*channel); column == StateColumn)
            return health ? QVariant(models::healthReason(*health)) : QVariant();
        return column == ChannelColumn ? QVariant(secondLine(*channel)) : QVariant();
    case Qt::TextAlignmentRole:
        return int((column == P95Column || column == TodayColumn ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    case widgets::SecondLineRole:
        return column == ChannelColumn ? QVariant(secondLine(*channel)) : QVariant();
    case widgets::SwitchRole:
        return column == OnColumn ? QVariant(channel->enabled) : QVariant();
    case widgets::DimRole:
        return !channel->enabled;
    case widgets::GlyphRole:
    case widgets::GlyphToneRole:
    case widgets::ToneRole:
        return column == StateColumn ? stateLook(*channel, role) : QVariant();
    default:
        return {};
    }
}

QVariant ChannelTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= P95Column ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case GripColumn:
        return QString();
    case ChannelColumn:
        return tr("Channel");
    case StateColumn:
        return tr("State");
    case P95Column:
        return u"p95"_s;
    case TodayColumn:
        return tr("Today");
    default:
        return tr("On");
    }
}

Qt::ItemFlags ChannelTableModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren;
}

QStringList ChannelTableModel::mimeTypes() const
{
    return {kRowType};
}

QMimeData *ChannelTableModel::mimeData(const QModelIndexList &indexes) const
{
    if (indexes.isEmpty())
        return nullptr;
    auto *data = new QMimeData; // Qt's drag owns it
    data->setData(kRowType, QByteArray::number(indexes.front().row()));
    return data;
}

bool ChannelTableModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int,
                                     const QModelIndex &parent)
{
    if (action != Qt::MoveAction || !data->hasFormat(kRowType))
        return false;
    const int from = data->data(kRowType).toInt();
    int to = row >= 0 ? row : parent.isValid() ? parent.row() : rowCount();
    if (to > from)
        --to; // it is taken out first
    if (to != from)
        emit moveRequested(from, to);
    return false; // the view has nothing to take away: the order comes back from the relay
}

} // namespace ui::pages
