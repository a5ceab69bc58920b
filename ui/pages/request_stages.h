// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/usage_record.h"
#include "ui/widgets/share_bar.h"

#include <vector>

namespace ui::pages {

// Where an exchange's time went, in the order in which it passed; the parts make up the whole. Reentrant.
std::vector<widgets::ShareBar::Part> stagesOf(const relay::model::UsageRecord &record);

} // namespace ui::pages
