// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ledger_columns.h"

#include "ui/models/usage_list.h"

#include <QHeaderView>
#include <QTableView>

#include <algorithm>

namespace ui::pages {

namespace {

using Column = models::UsageList::Column;

constexpr int kLeastModel = 150;
constexpr int kRoomAround = 20;
constexpr int kScrollBar = 16;
constexpr int kMostMore = 90; // for a channel with a long name

// As wide as this would be, with room around.
struct Sample
{
    Column column;
    const char *text;
};
constexpr Sample kSamples[] = {
    {Column::Time, "30 Nov 00:00:00"},   {Column::Token, "default-token"},
    {Column::Channel, "OpenRouter two"}, {Column::Status, "502 upstream failed xx"},
    {Column::Tokens, "Tokens in / out"}, {Column::Cost, "$0.00000"},
    {Column::FirstToken, "0.000 ms"},    {Column::Total, "0.000 ms"},
    {Column::Overhead, "Overhead x"}};
// What gives way first where there is little room.
constexpr Column kLeaves[] = {Column::Overhead, Column::FirstToken, Column::Tokens,
                              Column::Token,    Column::Channel,    Column::Cost};

int widthOf(const QTableView &table, Column column)
{
    const auto sample = std::ranges::find(kSamples, column, &Sample::column);
    const int texts = table.fontMetrics().horizontalAdvance(QLatin1String(sample->text));
    return std::max(texts + kRoomAround, table.horizontalHeader()->sectionSizeHint(column)); // never small
}

} // namespace

void sizeLedgerColumns(QTableView &table)
{
    QHeaderView *header = table.horizontalHeader();
    int least = kScrollBar + kLeastModel;
    header->setSectionResizeMode(Column::Model, QHeaderView::Stretch);
    for (const Sample &sample : kSamples) {
        header->resizeSection(sample.column, widthOf(table, sample.column));
        if (std::ranges::find(kLeaves, sample.column) == std::end(kLeaves))
            least += widthOf(table, sample.column);
    }
    table.setMinimumWidth(least); // the page scrolls where this is too much
}

void fitLedgerColumns(QTableView &table, int width)
{
    QHeaderView *header = table.horizontalHeader();
    int room = width - kScrollBar;
    const int channel = widthOf(table, Column::Channel);
    header->resizeSection(Column::Channel, channel);
    for (const Sample &sample : kSamples) {
        header->setSectionHidden(sample.column, false);
        room -= header->sectionSize(sample.column);
    }
    for (const Column column : kLeaves) {
        if (room >= kLeastModel)
            break;
        room += header->sectionSize(column);
        header->setSectionHidden(column, true);
    }
    // What is left is the model's and the channel's.
    if (!header->isSectionHidden(Column::Channel))
        header->resizeSection(Column::Channel, channel + std::clamp((room - kLeastModel) / 2, 0, kMostMore));
}

} // namespace ui::pages
