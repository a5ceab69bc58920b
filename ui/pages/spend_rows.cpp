// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/spend_rows.h"

#include "ui/widgets/table_look.h"

namespace ui::pages {

QVariant SpendRows::data(const QModelIndex &index, int role) const
{
    if (role < Qt::UserRole || !index.isValid())
        return SpendList::data(index, role);
    const relay::api::SpendRow &one = row(index.row());
    if (role == widgets::BoldRole)
        return index.column() == Cost;
    if (role == widgets::DimRole)
        return index.column() == Share;
    if (role == widgets::ToneRole && index.column() == Cost && one.unpriced > 0)
        return int(widgets::Tone::Warn);
    if (role == widgets::MonoRole)
        return index.column() == Name && by() == relay::api::SpendBy::Model && !one.model.empty();
    return {};
}

} // namespace ui::pages
