// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/spend_list.h"

namespace ui::pages {

// Sums of the ledger with how they look. Lives on gui.
class SpendRows final : public models::SpendList
{
    Q_OBJECT

public:
    using SpendList::SpendList;

    QVariant data(const QModelIndex &index, int role) const override;
};

} // namespace ui::pages
