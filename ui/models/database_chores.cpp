// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/database_chores.h"

#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace ui::models {

namespace {

using relay::api::CheckpointMode;

QString bytes(std::int64_t count)
{
    return bytesText(std::uint64_t(std::max<std::int64_t>(0, count))).whole();
}

} // namespace

DatabaseChores::DatabaseChores(relay::api::DatabaseService &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{
}

ChoreResults DatabaseChores::results() const
{
    return {m_checkpoints, m_integrity, m_vacuum, m_backup, m_holder, m_holderSeenMs, m_problems};
}

void DatabaseChores::takeResults(const ChoreResults &results)
{
    m_checkpoints = results.checkpoints;
    m_integrity = results.integrity;
    m_vacuum = results.vacuum;
    m_backup = results.backup;
    m_holder = results.holder;
    m_holderSeenMs = results.holderSeenMs;
    m_problems = results.problems;
    for (Chore &chore : m_checkpoints)
        chore.sinceMs = 0; // its answer went to whoever asked
    for (Chore *chore : {&m_integrity, &m_vacuum, &m_backup})
        chore->sinceMs = 0;
    emit changed();
}

bool DatabaseChores::isCheckpointing() const
{
    return std::ranges::any_of(m_checkpoints, &Chore::isRunning);
}

void DatabaseChores::setLog(std::int64_t bytes, std::int64_t waitingFrames)
{
    m_walBytes = bytes;
    if (waitingFrames == 0)
        m_holder.clear();
}

void DatabaseChores::begin(Chore &chore)
{
    chore.sinceMs = QDateTime::currentMSecsSinceEpoch();
    emit changed();
}

void DatabaseChores::end(Chore &chore, ChoreEnd verdict, const QString &text)
{
    chore = {.endedMs = QDateTime::currentMSecsSinceEpoch(), .verdict = verdict, .text = text};
    emit changed();
}

bool DatabaseChores::beginLong(Chore &chore)
{
    if (longWork())
        return false;
    m_cancelling = false;
    begin(chore);
    return true;
}

void DatabaseChores::breakOff(Chore &chore, const QString &reason)
{
    if (std::exchange(m_cancelling, false))
        end(chore, ChoreEnd::Nothing, tr("cancelled"));
    else
        end(chore, ChoreEnd::Partial, reason);
}

void DatabaseChores::cancel()
{
    if (!longWork() || m_cancelling)
        return;
    m_cancelling = true;
    m_service.cancelLongWork();
    emit changed();
}

const Chore *DatabaseChores::longWork() const
{
    for (const Chore *chore : {&m_integrity, &m_vacuum, &m_backup})
        if (chore->isRunning())
            return chore;
    return nullptr;
}

QString DatabaseChores::longWorkName() const
{
    const Chore *chore = longWork();
    return !chore                  ? QString()
           : chore == &m_integrity ? tr("the integrity check")
           : chore == &m_vacuum    ? tr("VACUUM")
                                   : tr("the backup");
}

double DatabaseChores::share() const
{
    return m_backup.isRunning() ? m_service.longWorkShare() : -1;
}

void DatabaseChores::checkpoint(CheckpointMode mode)
{
    if (isCheckpointing())
        return;
    Chore &chore = m_checkpoints[std::size_t(mode)];
    begin(chore);
    m_service.checkpoint(mode, this, [this, mode, &chore, before = m_walBytes](const auto &result) {
        if (result)
            return tellCheckpoint(mode, *result, before);
        m_holder.clear(); // nobody knows
        end(chore, ChoreEnd::Partial, saidText(result.error()));
        emit checkpointEnded(mode, false);
    });
}

// How large the log is now belongs to the answer.
void DatabaseChores::tellCheckpoint(CheckpointMode mode, const relay::api::CheckpointResult &result,
                                    std::int64_t before)
{
    m_holder = QString::fromStdString(result.holder);
    m_holderSeenMs = QDateTime::currentMSecsSinceEpoch();
    m_service.database(this, [this, mode, result, before](const auto &database) {
        const std::int64_t after = database ? database->walBytes : -1;
        const CheckpointSentence said = checkpointSentence(mode, result, before, after);
        if (after >= 0)
            m_walBytes = after;
        end(m_checkpoints[std::size_t(mode)], said.verdict, said.text);
        emit checkpointEnded(mode, true);
    });
}

void DatabaseChores::checkIntegrity()
{
    if (!beginLong(m_integrity))
        return;
    m_service.integrityCheck(this, [this](const auto &result) {
        m_problems.clear();
        if (!result)
            return breakOff(m_integrity, saidText(result.error()));
        if (result->ok)
            return end(m_integrity, ChoreEnd::Fine, tr("ok, %1").arg(millisecondsText(result->elapsedMs)));
        for (const std::string &problem : result->problems)
            m_problems +=
                (m_problems.isEmpty() ? QString() : QStringLiteral("\n")) % QString::fromStdString(problem);
        end(m_integrity, ChoreEnd::Partial, tr("%n problem(s)", nullptr, int(result->problems.size())));
    });
}

void DatabaseChores::vacuum()
{
    if (!beginLong(m_vacuum))
        return;
    m_service.vacuum(this, [this](const auto &result) {
        if (!result)
            return breakOff(m_vacuum, saidText(result.error()));
        end(m_vacuum, ChoreEnd::Fine,
            tr("%1 → %2").arg(bytes(result->bytesBefore), bytes(result->bytesAfter)));
    });
}

void DatabaseChores::backUp()
{
    if (!beginLong(m_backup))
        return;
    m_service.backup(this, [this](const auto &result) {
        if (!result)
            return breakOff(m_backup, saidText(result.error()));
        end(m_backup, ChoreEnd::Fine,
            tr("%1, %2, %3")
                .arg(QFileInfo(QString::fromStdString(result->path)).fileName(), bytes(result->bytes),
                     millisecondsText(result->elapsedMs)));
    });
}

} // namespace ui::models
