// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/database_text.h"

#include "ui/base/date_text.h"
#include "ui/models/figure_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>

#include <algorithm>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;
using relay::api::CheckpointMode;
using relay::api::CheckpointResult;
using relay::api::DatabaseSnapshot;

constexpr std::int64_t kUsualPageBytes = 4096;
constexpr std::int64_t kFrameHeadBytes = 24;

QString counted(std::int64_t count)
{
    return countText(std::uint64_t(std::max<std::int64_t>(0, count)));
}

QString bytes(std::int64_t count)
{
    return bytesText(std::uint64_t(std::max<std::int64_t>(0, count))).whole();
}

CheckpointSentence busySentence(const CheckpointResult &result)
{
    const QString holder = QString::fromStdString(result.holder);
    if (result.log < 0)
        return {ChoreEnd::Partial,
                holder.isEmpty()
                    ? QCoreApplication::translate("DatabaseText", "Busy: another one was at work.")
                    : QCoreApplication::translate("DatabaseText", "Busy: %1").arg(holder)};
    const QString copied =
        QCoreApplication::translate("DatabaseText", "%1 of %Ln frame(s) copied", nullptr, int(result.log))
            .arg(counted(result.checkpointed));
    return {ChoreEnd::Partial,
            holder.isEmpty()
                ? QCoreApplication::translate("DatabaseText", "Busy: %1").arg(copied)
                : QCoreApplication::translate("DatabaseText", "Busy: %1; %2").arg(holder, copied)};
}

} // namespace

bool isSafetyCopy(const relay::api::BackupFile &file)
{
    return QFileInfo(QString::fromStdString(file.path)).fileName().startsWith("before-"_L1);
}

QString millisecondsText(double ms)
{
    return durationText(ms * 1000).whole();
}

QString clockText(std::int64_t atMs, std::int64_t nowMs)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(atMs);
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs);
    return at.date().daysTo(now.date()) == 1
               ? QCoreApplication::translate("DatabaseText", "yesterday %1").arg(base::timeText(at.time()))
               : base::momentText(at, now);
}

CheckpointSentence checkpointSentence(CheckpointMode mode, const CheckpointResult &result,
                                      std::int64_t walBefore, std::int64_t walAfter)
{
    if (result.busy == 0 && result.log < 0)
        return {ChoreEnd::Nothing,
                QCoreApplication::translate("DatabaseText", "This journal mode has no log.")};
    if (result.busy != 0 || result.checkpointed < result.log)
        return busySentence(result);
    const QString took = millisecondsText(result.elapsedMs);
    // Cut to nothing, the log counts no frames any more: what it was says what was done.
    if (mode == CheckpointMode::Truncate && walBefore >= 0 && walAfter >= 0)
        return {ChoreEnd::Fine, QCoreApplication::translate("DatabaseText", "%1 → %2, %3")
                                    .arg(bytes(walBefore), bytes(walAfter), took)};
    return {ChoreEnd::Fine, QCoreApplication::translate("DatabaseText", "%1 of %Ln frame(s) copied, %2",
                                                        nullptr, int(result.log))
                                .arg(counted(result.checkpointed), took)};
}

QString pragmaOf(const DatabaseSnapshot &database, std::string_view name)
{
    const auto found =
        std::ranges::find_if(database.writer, [name](const auto &row) { return row.first == name; });
    return found == database.writer.end() ? QString() : QString::fromStdString(found->second);
}

bool hasLog(const DatabaseSnapshot &database)
{
    const QString mode = pragmaOf(database, "journal_mode");
    return mode.isEmpty() || mode.compare("WAL"_L1, Qt::CaseInsensitive) == 0;
}

std::int64_t waitingBytes(const DatabaseSnapshot &database)
{
    bool known = false;
    const std::int64_t page = pragmaOf(database, "page_size").toLongLong(&known);
    return std::max<std::int64_t>(0, database.walFrames) *
           ((known ? page : kUsualPageBytes) + kFrameHeadBytes);
}

std::vector<std::pair<std::string, std::string>> safeWrites(bool batched, const QString &synchronous)
{
    std::vector<std::pair<std::string, std::string>> edits;
    if (synchronous.compare("FULL"_L1, Qt::CaseInsensitive) != 0 &&
        synchronous.compare("EXTRA"_L1, Qt::CaseInsensitive) != 0)
        edits.emplace_back("SQLITE_SYNCHRONOUS", "FULL");
    if (batched)
        edits.emplace_back("LOG_BATCH_ENABLED", "false");
    return edits;
}

} // namespace ui::models
