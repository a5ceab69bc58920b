// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/usage_list.h"

namespace ui::pages {

// The ledger's rows with how they look: what went wrong is seen by shape, word and colour. Lives on gui.
class LedgerRows final : public models::UsageList
{
    Q_OBJECT

public:
    using UsageList::UsageList;

    QVariant data(const QModelIndex &index, int role) const override;
};

} // namespace ui::pages
