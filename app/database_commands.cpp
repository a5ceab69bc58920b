// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/database_commands.h"

#include "app/text_table.h"
#include "relay/api/database_json.h"
#include "relay/base/clock.h"

#include <QDateTime>
#include <QJsonArray>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::api::DatabaseService;
using Answer = ControlCommands::Answer;

template <typename T>
relay::api::Reply<T> told(const Answer &answer, QJsonObject (*shape)(const T &))
{
    return [answer, shape](Result<T> result) {
        answer(result ? QJsonObject{{u"data"_s, shape(*result)}} : ControlCommands::failure(result.error()));
    };
}

void checkpoint(DatabaseService &database, QObject *context, const std::string &mode, const Answer &answer)
{
    const Result<relay::api::CheckpointMode> known = relay::api::checkpointMode(mode);
    if (!known)
        return answer(ControlCommands::failure(known.error()));
    database.checkpoint(*known, context,
                        told<relay::api::CheckpointResult>(answer, relay::api::checkpointJson));
}

// The relay that answers this one ends; the one that begins anew tells the outcome.
void restore(DatabaseService &database, QObject *context, std::string file, const Answer &answer)
{
    const std::int64_t now = relay::Clock::system().unixMs();
    database.restore(std::move(file), context,
                     [answer, now](const Result<relay::api::RestoreResult> &result) {
                         if (!result)
                             return answer(ControlCommands::failure(result.error()));
                         QJsonObject data = relay::api::restoreJson(*result);
                         data[u"since"_s] = qint64{now};
                         answer({{u"data"_s, data}});
                     });
}

void restoreOutcome(const relay::api::WatchService &watch, qint64 sinceMs, const Answer &answer)
{
    using relay::api::EventKind;
    for (const relay::api::Event &event : watch.events(0)) {
        if (event.atMs < sinceMs)
            continue;
        const QString text = QString::fromStdString(event.text.english());
        if (event.kind == EventKind::RestoreFailed)
            return answer(ControlCommands::failure({relay::ErrorKind::Storage, text}));
        if (event.kind == EventKind::DatabaseRestored)
            return answer({{u"data"_s, QJsonObject{{u"text"_s, text}}}});
    }
    answer({{u"data"_s, QJsonObject()}}); // not yet
}

void check(DatabaseService &database, QObject *context, const Answer &answer)
{
    database.integrityCheck(context, [answer](const Result<relay::api::IntegrityResult> &result) {
        if (!result)
            return answer(ControlCommands::failure(result.error()));
        QJsonObject told;
        if (!result->ok) {
            QString problems;
            for (const std::string &problem : result->problems)
                problems += u'\n' % QString::fromStdString(problem);
            told = ControlCommands::failure(
                {relay::ErrorKind::Storage,
                 u"the database is broken: put a backup in its place with trayrelay restore"_s % problems});
        }
        told[u"data"_s] = relay::api::integrityJson(*result);
        answer(told);
    });
}

void backups(DatabaseService &database, QObject *context, const Answer &answer)
{
    database.backups(context, [answer](const Result<std::vector<relay::api::BackupFile>> &files) {
        if (!files)
            return answer(ControlCommands::failure(files.error()));
        QJsonArray list;
        for (const relay::api::BackupFile &file : *files)
            list.append(relay::api::backupFileJson(file));
        answer({{u"data"_s, list}});
    });
}

QString megabytes(const QJsonValue &bytes)
{
    return QString::number(bytes.toDouble() / 1'000'000, 'f', 1) % u" MB"_s;
}

QString seconds(const QJsonValue &ms)
{
    return QString::number(ms.toDouble() / 1000, 'f', 1) % u" s"_s;
}

QString checkpointText(const QJsonObject &result)
{
    if (result[u"log"_s].toInteger() < 0)
        return u"the database has no write-ahead log (journal_mode is not WAL)\n"_s;
    QString text = result[u"busy"_s].toInt() == 0 ? u"done"_s : u"not to the end"_s;
    text += u" in "_s % QString::number(result[u"elapsed_ms"_s].toDouble(), 'f', 1) % u" ms: "_s %
            QString::number(result[u"checkpointed"_s].toInteger()) % u" of "_s %
            QString::number(result[u"log"_s].toInteger()) % u" frames"_s;
    const QString holder = result[u"holder"_s].toString();
    if (!holder.isEmpty())
        text += u"; held by "_s % holder;
    return text % u'\n';
}

QString restoreText(const QJsonObject &result)
{
    if (result.contains(u"text"_s)) // of a running relay
        return result[u"text"_s].toString() % u'\n';
    const QString kept = result[u"safety_copy"_s].toString();
    return u"restored, "_s % megabytes(result[u"bytes"_s]) %
           (kept.isEmpty() ? QString() : u"; what was there before is in "_s % kept) % u'\n';
}

QString showText(const QJsonObject &database)
{
    const auto count = [](const QJsonValue &value) { return QString::number(value.toInteger()); };
    QList<QStringList> rows{
        {u"file"_s, database[u"path"_s].toString()},
        {u"size"_s, megabytes(database[u"file_bytes"_s])},
        {u"write-ahead log"_s, megabytes(database[u"wal_bytes"_s]) % u", "_s %
                                   count(database[u"wal_frames"_s]) % u" frames to bring in"_s},
        {u"journal"_s, megabytes(database[u"journal_used_bytes"_s]) % u" of "_s %
                           megabytes(database[u"journal_bytes"_s]) % u" wait for the database"_s},
        {u"reading connections"_s, count(database[u"open_connections"_s]) % u" open, "_s %
                                       count(database[u"idle_connections"_s]) % u" idle"_s}};
    const QJsonObject pragmas = database[u"pragmas"_s][u"writer"_s].toObject();
    for (auto pragma = pragmas.constBegin(); pragma != pragmas.constEnd(); ++pragma)
        rows.append({pragma.key(), pragma.value().toString()});
    return textTable(rows);
}

QString backupsText(const QJsonArray &files)
{
    QString text;
    for (const QJsonValue &file : files)
        text += QDateTime::fromMSecsSinceEpoch(file[u"changed_at"_s].toInteger()).toString(Qt::ISODate) %
                u"  "_s % file[u"path"_s].toString() % u", "_s % megabytes(file[u"bytes"_s]) % u'\n';
    return text.isEmpty() ? u"there is none; trayrelay backup makes one\n"_s : text;
}

} // namespace

bool runDatabaseCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                        const Answer &answer)
{
    const QString command = request[u"command"_s].toString();
    DatabaseService &database = service.databaseService();
    if (command == "checkpoint"_L1)
        checkpoint(database, context, request[u"mode"_s].toString().toStdString(), answer);
    else if (command == "backup"_L1)
        database.backup(context, told<relay::api::BackupResult>(answer, relay::api::backupJson));
    else if (command == "restore"_L1)
        restore(database, context, request[u"file"_s].toString().toStdString(), answer);
    else if (command == "restore.outcome"_L1)
        restoreOutcome(service.watchService(), request[u"since"_s].toInteger(), answer);
    else if (command == "database.show"_L1)
        database.database(context, told<relay::api::DatabaseSnapshot>(answer, relay::api::databaseJson));
    else if (command == "database.check"_L1)
        check(database, context, answer);
    else if (command == "database.vacuum"_L1)
        database.vacuum(context, told<relay::api::VacuumResult>(answer, relay::api::vacuumJson));
    else if (command == "database.backups"_L1)
        backups(database, context, answer);
    else
        return false;
    return true;
}

QString databaseReport(const QString &command, const QJsonValue &data)
{
    const QJsonObject object = data.toObject();
    if (command == "checkpoint"_L1)
        return checkpointText(object);
    if (command == "backup"_L1)
        return object[u"path"_s].toString() % u", "_s % megabytes(object[u"bytes"_s]) % u'\n';
    if (command == "restore"_L1)
        return restoreText(object);
    if (command == "database.show"_L1)
        return showText(object);
    if (command == "database.backups"_L1)
        return backupsText(data.toArray());
    if (command == "database.vacuum"_L1)
        return u"written anew in "_s % seconds(object[u"elapsed_ms"_s]) % u": "_s %
               megabytes(object[u"bytes_before"_s]) % u" before, "_s % megabytes(object[u"bytes_after"_s]) %
               u" now\n"_s;
    return u"sound, looked through in "_s % seconds(object[u"elapsed_ms"_s]) % u'\n';
}

} // namespace app
