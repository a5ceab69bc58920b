// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/usage_record.h"
#include "ui/models/command_shell.h"

#include <QString>

#include <cstdint>
#include <optional>

// What the ledger says of one exchange, in words. Reentrant.
namespace ui::models {

QString statusWords(int status, bool failed);                 // 503 no channel
QString tokenPairText(std::int64_t in, std::int64_t out);     // below 0: not known
QString costText(std::int64_t nanoDollars);                   // kNoCost: a dash
QString dollarText(double usd);                               // $1.36
QString spanOfUs(std::int64_t us);                            // below 0: a dash
QString requestIdText(std::uint64_t requestId);               // as X-Request-Id has it
std::optional<std::uint64_t> requestIdOf(const QString &hex); // the way back

// What to change so that it would have been answered; empty: nothing, or nobody knows.
QString remedyOf(const relay::model::UsageRecord &record);

// The same request again for a shell, with a short text of our own: what a client had asked is not kept. The
// token is a variable, TRAYRELAY_TOKEN. Whatever a client had named its model or path, it is one word there.
QString curlOf(const relay::model::UsageRecord &record, const QString &baseUrl,
               CommandShell shell = CommandShell::Posix);

} // namespace ui::models
