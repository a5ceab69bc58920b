// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <functional>

class QWidget;

// Rows of the ledger that are older than they are to be kept go as soon as it is set, and nothing brings them
// back: their number is asked for, and the user, before. On gui.
namespace ui::pages {

constexpr const char *kRetentionSetting = "LOG_RETENTION_DAYS";

bool keepsFewer(int daysNow, int daysThen); // 0: for ever

// One of the two is called, in a later turn.
void askToKeepFewer(QWidget *over, relay::api::RelayService &service, int days, std::function<void()> go,
                    std::function<void()> stay = {});

} // namespace ui::pages
