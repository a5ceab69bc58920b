// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/database_json.h"

#include "relay/base/phrase.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <cctype>

namespace relay::api {

namespace {

using namespace Qt::StringLiterals;

constexpr std::array<std::pair<std::string_view, CheckpointMode>, 4> kModes = {{
    {"passive", CheckpointMode::Passive},
    {"full", CheckpointMode::Full},
    {"restart", CheckpointMode::Restart},
    {"truncate", CheckpointMode::Truncate},
}};

QJsonObject pragmasJson(const PragmaRows &rows)
{
    QJsonObject object;
    for (const auto &[name, value] : rows)
        object[QString::fromStdString(name)] = QString::fromStdString(value);
    return object;
}

QJsonValue number(std::int64_t value)
{
    return QJsonValue(qint64{value});
}

} // namespace

Result<CheckpointMode> checkpointMode(std::string_view name)
{
    if (name.empty())
        return CheckpointMode::Passive;
    const auto same = [name](const auto &mode) {
        return std::ranges::equal(name, mode.first,
                                  [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
    };
    const auto found = std::ranges::find_if(kModes, same);
    if (found == kModes.end())
        return Error{ErrorKind::BadRequest,
                     said(QT_TRANSLATE_NOOP("Phrases", "mode must be passive, full, restart or truncate"))};
    return found->second;
}

QJsonObject databaseJson(const DatabaseSnapshot &database)
{
    QJsonArray readers;
    for (const PragmaRows &rows : database.readers)
        readers.append(pragmasJson(rows));
    return {
        {u"path"_s, QString::fromStdString(database.path)},
        {u"file_bytes"_s, number(database.fileBytes)},
        {u"wal_bytes"_s, number(database.walBytes)},
        {u"journal_bytes"_s, number(database.journalBytes)},
        {u"journal_used_bytes"_s, number(database.journalUsedBytes)},
        {u"wal_frames"_s, number(database.walFrames)},
        {u"last_checkpoint"_s,
         database.lastCheckpointMs == 0 ? QJsonValue(QJsonValue::Null) : number(database.lastCheckpointMs)},
        {u"open_connections"_s, qint64(database.openConnections)},
        {u"idle_connections"_s, qint64(database.idleConnections)},
        {u"sqlite_version"_s, QString::fromStdString(database.sqliteVersion)},
        {u"at_risk"_s,
         QJsonObject{{u"staged_rows"_s, number(database.atRisk.stagedRows)},
                     {u"unsynced_rows"_s, number(database.atRisk.unsyncedRows)},
                     {u"unsynced_edits"_s, number(database.atRisk.unsyncedEdits)},
                     {u"oldest"_s, database.atRisk.oldestMs == 0 ? QJsonValue(QJsonValue::Null)
                                                                 : number(database.atRisk.oldestMs)}}},
        {u"pragmas"_s, QJsonObject{{u"writer"_s, pragmasJson(database.writer)}, {u"readers"_s, readers}}},
    };
}

QJsonObject checkpointJson(const CheckpointResult &result)
{
    return {
        {u"busy"_s, result.busy},
        {u"log"_s, number(result.log)},
        {u"checkpointed"_s, number(result.checkpointed)},
        {u"elapsed_ms"_s, result.elapsedMs},
        {u"holder"_s, QString::fromStdString(result.holder)},
    };
}

QJsonObject integrityJson(const IntegrityResult &result)
{
    QJsonArray problems;
    for (const std::string &problem : result.problems)
        problems.append(QString::fromStdString(problem));
    return {{u"ok"_s, result.ok}, {u"problems"_s, problems}, {u"elapsed_ms"_s, result.elapsedMs}};
}

QJsonObject vacuumJson(const VacuumResult &result)
{
    return {
        {u"bytes_before"_s, number(result.bytesBefore)},
        {u"bytes_after"_s, number(result.bytesAfter)},
        {u"elapsed_ms"_s, result.elapsedMs},
    };
}

QJsonObject backupJson(const BackupResult &result)
{
    return {
        {u"path"_s, QString::fromStdString(result.path)},
        {u"bytes"_s, number(result.bytes)},
        {u"elapsed_ms"_s, result.elapsedMs},
    };
}

QJsonObject backupFileJson(const BackupFile &file)
{
    return {{u"path"_s, QString::fromStdString(file.path)},
            {u"bytes"_s, number(file.bytes)},
            {u"changed_at"_s, number(file.changedMs)}};
}

QJsonObject restoreJson(const RestoreResult &result)
{
    return {{u"file"_s, QString::fromStdString(result.file)}, {u"bytes"_s, number(result.bytes)}};
}

} // namespace relay::api
