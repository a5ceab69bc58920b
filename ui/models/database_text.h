// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"

#include <QString>

// What the database says of itself, in sentences. Reentrant.
namespace ui::models {

enum class ChoreEnd { Fine, Partial, Nothing };

struct CheckpointSentence
{
    ChoreEnd verdict = ChoreEnd::Fine;
    QString text;
};

// `walBefore` and `walAfter`: bytes of the log on disk; below 0: not known.
CheckpointSentence checkpointSentence(relay::api::CheckpointMode mode,
                                      const relay::api::CheckpointResult &result, std::int64_t walBefore,
                                      std::int64_t walAfter);

QString pragmaOf(const relay::api::DatabaseSnapshot &database, std::string_view name); // the writer's
bool hasLog(const relay::api::DatabaseSnapshot &database); // journal_mode is WAL, or nobody knows
std::int64_t waitingBytes(const relay::api::DatabaseSnapshot &database); // in the log, not in the file yet
bool isSafetyCopy(const relay::api::BackupFile &file);                   // of what a restore has replaced
QString millisecondsText(double ms);
QString clockText(std::int64_t atMs, std::int64_t nowMs); // 14:18; of another day with the day

// What makes an answer safe before it ends, of what is not so now: settings and their values. Empty: it is.
std::vector<std::pair<std::string, std::string>> safeWrites(bool batched, const QString &synchronous);

} // namespace ui::models
