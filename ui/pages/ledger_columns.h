// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;

// How wide the ledger's columns are, and which give way. Lives on gui.
namespace ui::pages {

void sizeLedgerColumns(QTableView &table);
void fitLedgerColumns(QTableView &table, int width);

} // namespace ui::pages
