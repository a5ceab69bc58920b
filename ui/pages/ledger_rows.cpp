// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ledger_rows.h"

#include "ui/pages/status_look.h"
#include "ui/widgets/table_look.h"

namespace ui::pages {

QVariant LedgerRows::data(const QModelIndex &index, int role) const
{
    if (role < Qt::UserRole || !index.isValid())
        return UsageList::data(index, role);
    const models::UsageEntry &one = entry(index.row());
    switch (role) {
    case widgets::ToneRole:
        return index.column() == Status ? QVariant(int(toneOf(one.status, one.failed))) : QVariant();
    case widgets::GlyphRole:
        return index.column() == Status ? QVariant(int(glyphOf(one.status, one.failed))) : QVariant();
    case widgets::GlyphToneRole:
        if (index.column() == Status && one.status < 400 && !one.failed)
            return int(widgets::Tone::Ok);
        return {};
    case widgets::DimRole:
        return index.column() == Time || index.column() == Token || index.column() == Overhead;
    case widgets::MonoRole:
        return index.column() == Model;
    default:
        return {};
    }
}

} // namespace ui::pages
