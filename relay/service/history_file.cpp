// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/history_file.h"

#include "relay/base/log.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <optional>

namespace relay::service {

namespace {

QByteArray lineOf(const config::HistoryEntry &entry)
{
    QJsonArray changes;
    for (const config::SettingChange &change : entry.changes)
        changes.append(QJsonArray{QString::fromStdString(change.name), QString::fromStdString(change.from),
                                  QString::fromStdString(change.to)});
    QJsonArray undoes;
    for (const std::int64_t id : entry.undoes)
        undoes.append(static_cast<qint64>(id));
    const std::string_view cause = config::causeName(entry.cause);
    const QJsonObject object{
        {QStringLiteral("id"), static_cast<qint64>(entry.id)},
        {QStringLiteral("at"), static_cast<qint64>(entry.atMs)},
        {QStringLiteral("cause"), QString::fromUtf8(cause.data(), static_cast<qsizetype>(cause.size()))},
        {QStringLiteral("note"), QString::fromStdString(entry.note)},
        {QStringLiteral("changes"), changes},
        {QStringLiteral("undoes"), undoes}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

// Of a file that is not there: nothing. None: it cannot be read whole.
std::optional<QByteArray> wholeContent(QFile &file)
{
    if (!file.exists())
        return QByteArray();
    if (!file.open(QFile::ReadOnly))
        return std::nullopt;
    const qint64 size = file.size();
    QByteArray bytes = file.readAll();
    if (file.error() != QFile::NoError || bytes.size() != size)
        return std::nullopt;
    return bytes;
}

// The last so many lines.
QByteArray lastLines(const QByteArray &bytes, std::size_t most)
{
    std::size_t lines = 0;
    for (qsizetype at = bytes.size() - 1; at > 0; --at)
        if (bytes[at - 1] == '\n' && ++lines == most)
            return bytes.mid(at);
    return bytes;
}

bool readLine(const QByteArray &line, config::HistoryEntry &entry)
{
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const auto cause = config::causeFromName(object[QStringLiteral("cause")].toString().toStdString());
    entry.id = object[QStringLiteral("id")].toInteger();
    if (entry.id <= 0 || !cause)
        return false;
    entry.atMs = object[QStringLiteral("at")].toInteger();
    entry.cause = *cause;
    entry.note = object[QStringLiteral("note")].toString().toStdString();
    for (const QJsonValue &value : object[QStringLiteral("changes")].toArray()) {
        const QJsonArray parts = value.toArray();
        entry.changes.push_back({parts.at(0).toString().toStdString(), parts.at(1).toString().toStdString(),
                                 parts.at(2).toString().toStdString()});
    }
    for (const QJsonValue &value : object[QStringLiteral("undoes")].toArray())
        entry.undoes.push_back(value.toInteger());
    return true;
}

} // namespace

std::vector<config::HistoryEntry> HistoryFile::read() const
{
    std::vector<config::HistoryEntry> history;
    QFile file(m_path);
    if (!file.open(QFile::ReadOnly))
        return history;
    int broken = 0;
    while (!file.atEnd()) {
        config::HistoryEntry entry;
        if (!readLine(file.readLine(), entry) || (!history.empty() && entry.id <= history.back().id))
            ++broken;
        else
            history.push_back(std::move(entry));
    }
    if (broken > 0)
        log::sys().warn("{} lines of the settings' history cannot be read", broken);
    if (history.size() > kMostEntries)
        history.erase(history.begin(), history.end() - static_cast<std::ptrdiff_t>(kMostEntries));
    config::markUndone(history);
    return history;
}

Result<void> HistoryFile::append(const config::HistoryEntry &entry) const
{
    // Written anew and replaced in one step: a history is small, and half a line must never hide the next.
    QFile old(m_path);
    const std::optional<QByteArray> before = wholeContent(old);
    if (!before)
        return Error{ErrorKind::Storage,
                     QStringLiteral("the settings' history %1 cannot be read, and is left as it is: %2")
                         .arg(m_path, old.errorString())};
    QByteArray bytes = *before;
    if (!bytes.isEmpty() && !bytes.endsWith('\n'))
        bytes += '\n';
    bytes = lastLines(bytes, kMostEntries - 1);
    QSaveFile file(m_path);
    const bool done = file.open(QFile::WriteOnly) &&
                      file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
                      file.write(bytes + lineOf(entry)) >= 0 && file.commit();
    if (!done)
        return Error{
            ErrorKind::Storage,
            QStringLiteral("cannot write the settings' history %1: %2").arg(m_path, file.errorString())};
    return {};
}

} // namespace relay::service
