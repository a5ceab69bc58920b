// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ledger_columns.h"

#include "ui/models/usage_list.h"

#include <QHeaderView>
#include <QTableView>

namespace ui::pages {

namespace {

using Column = models::UsageList::Column;

constexpr int kLeastModel = 150;
constexpr int kRoomAround = 20;
constexpr int kScrollBar = 16;

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

} // namespace

void sizeLedgerColumns(QTableView &table)
{
    QHeaderView *header = table.horizontalHeader();
    header->setSectionResizeMode(Column::Model, QHeaderView::Stretch);
    for (const Sample &sample : kSamples)
        header->resizeSection(
            sample.column, table.fontMetrics().horizontalAdvance(QLatin1String(sample.text)) + kRoomAround);
}

void fitLedgerColumns(QTableView &table, int width)
{
    QHeaderView *header = table.horizontalHeader();
    int room = width - kScrollBar;
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
}

} // namespace ui::pages
