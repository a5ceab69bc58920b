// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/aside_journals.h"

#include "relay/base/log.h"
#include "relay/ledger/journal.h"
#include "relay/platform/durable_file.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

#include <optional>

namespace relay::ledger {

namespace {

const auto kOf = QStringLiteral(".of-");       // then the database's id
const auto kAside = QStringLiteral(".aside-"); // then when that was: earlier versions, and what is damaged

QString nameFor(const QString &journal, std::uint64_t database)
{
    return journal % kOf % QStringLiteral("%1").arg(database, 16, 16, QLatin1Char('0'));
}

Result<void> setAside(const QString &journal, const JournalContent &content)
{
    QString aside = nameFor(journal, content.database);
    if (QFileInfo::exists(aside)) // somebody copied files: nothing is overwritten
        aside = asideName(journal);
    if (Result<void> moved = platform::renameDurably(journal, aside); !moved)
        return moved;
    log::ledger().error(
        "{} holds {} records of another database. They are kept as {} and written when the relay next "
        "starts with that database: set SQLITE_PATH back to it",
        journal.toStdString(), content.records, aside.toStdString());
    return {};
}

// By its name; or one of an earlier version, if the database has surely not gone on without it: its sequences
// would have been given twice.
std::optional<QString> asideOf(const QString &journal, std::uint64_t database, std::uint64_t known)
{
    if (QString named = nameFor(journal, database); QFileInfo::exists(named))
        return named;
    for (const AsideJournal &aside : asideJournals(journal)) {
        if (aside.database != database)
            continue;
        const Result<JournalContent> content = Journal::look(aside.path);
        if (content && content->before >= known)
            return aside.path;
    }
    return std::nullopt;
}

} // namespace

std::vector<AsideJournal> asideJournals(const QString &journal)
{
    const QFileInfo file(journal);
    const QDir folder = file.dir();
    std::vector<AsideJournal> found;
    for (const QString &name :
         folder.entryList({file.fileName() % kOf % u'*', file.fileName() % kAside % u'*'},
                          QDir::Files | QDir::Hidden, QDir::Name)) {
        const QString path = folder.absoluteFilePath(name);
        const Result<JournalContent> content = Journal::look(path);
        if (content && content->records > 0)
            found.push_back({path, content->database, content->records});
    }
    return found;
}

QString asideName(const QString &journal)
{
    return journal % kAside % QString::number(QDateTime::currentMSecsSinceEpoch());
}

Result<void> exchangeJournals(const QString &journal, std::uint64_t database, std::uint64_t known)
{
    if (QFileInfo::exists(journal)) {
        const Result<JournalContent> content = Journal::look(journal);
        if (!content || (content->records > 0 && content->database == database))
            return {}; // for Journal::open()
        if (content->records > 0) {
            if (Result<void> moved = setAside(journal, *content); !moved)
                return moved;
        }
    }
    const std::optional<QString> own = asideOf(journal, database, known);
    if (!own)
        return {};
    if (Result<void> moved = platform::renameDurably(*own, journal); !moved)
        return moved;
    log::ledger().info("records of this database waited in {}: they are written now", own->toStdString());
    return {};
}

} // namespace relay::ledger
