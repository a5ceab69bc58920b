// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/database_chores.h"

#include "ui/models/figure_text.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>

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

bool DatabaseChores::isCheckpointing() const
{
    return std::ranges::any_of(m_checkpoints, &Chore::isRunning);
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

void DatabaseChores::checkpoint(CheckpointMode mode)
{
    if (isCheckpointing())
        return;
    Chore &chore = m_checkpoints[std::size_t(mode)];
    begin(chore);
    m_service.checkpoint(mode, this, [this, mode, &chore, before = m_walBytes](const auto &result) {
        if (result)
            return tellCheckpoint(mode, *result, before);
        end(chore, ChoreEnd::Partial, result.error().message);
        emit checkpointEnded(mode);
    });
}

// How large the log is now belongs to the answer.
void DatabaseChores::tellCheckpoint(CheckpointMode mode, const relay::api::CheckpointResult &result,
                                    std::int64_t before)
{
    m_holder = QString::fromStdString(result.holder);
    m_service.database(this, [this, mode, result, before](const auto &database) {
        const std::int64_t after = database ? database->walBytes : -1;
        const CheckpointSentence said = checkpointSentence(mode, result, before, after);
        if (after >= 0)
            m_walBytes = after;
        end(m_checkpoints[std::size_t(mode)], said.verdict, said.text);
        emit checkpointEnded(mode);
    });
}

void DatabaseChores::checkIntegrity()
{
    if (m_integrity.isRunning())
        return;
    begin(m_integrity);
    m_service.integrityCheck(this, [this](const auto &result) {
        m_problems.clear();
        if (!result)
            return end(m_integrity, ChoreEnd::Partial, result.error().message);
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
    if (m_vacuum.isRunning())
        return;
    begin(m_vacuum);
    m_service.vacuum(this, [this](const auto &result) {
        if (!result)
            return end(m_vacuum, ChoreEnd::Partial, result.error().message);
        end(m_vacuum, ChoreEnd::Fine,
            tr("%1 → %2, %3")
                .arg(bytes(result->bytesBefore), bytes(result->bytesAfter),
                     millisecondsText(result->elapsedMs)));
    });
}

void DatabaseChores::backUp()
{
    if (m_backup.isRunning())
        return;
    begin(m_backup);
    m_service.backup(this, [this](const auto &result) {
        if (!result)
            return end(m_backup, ChoreEnd::Partial, result.error().message);
        end(m_backup, ChoreEnd::Fine,
            tr("%1, %2, %3")
                .arg(QFileInfo(QString::fromStdString(result->path)).fileName(), bytes(result->bytes),
                     millisecondsText(result->elapsedMs)));
    });
}

} // namespace ui::models
