// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/database_path.h"

#include "relay/base/phrase.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <iterator>

namespace relay::service {

namespace {

// Of the data directory.
constexpr const char *kFiles[] = {".env",         "settings-history.jsonl", "settings-guard", "master.key",
                                  "control.sock", "update-check.json",      "instance.lock"};
constexpr const char *kFolders[] = {"logs/", "backups/", "bench/"};
constexpr const char *kJournal = "ledger.journal"; // and what is kept of earlier ones

// Links followed, also where the file itself is not there yet.
QString followed(const QString &path)
{
    const QFileInfo file(QDir::cleanPath(path));
    if (file.exists())
        return file.canonicalFilePath();
    const QString folder = file.dir().canonicalPath();
    return folder.isEmpty() ? file.filePath() : QDir(folder).filePath(file.fileName());
}

// Some disks do not tell upper case from lower.
bool startsWith(const QString &name, const char *with)
{
    return name.startsWith(QLatin1String(with), Qt::CaseInsensitive);
}

} // namespace

Result<void> checkDatabasePath(const QString &database, const QString &dataDir, const QString &envFile)
{
    const QString path = followed(database);
    const QString name = QDir(followed(dataDir)).relativeFilePath(path);
    const bool taken = startsWith(name, kJournal) || path == followed(envFile) ||
                       std::any_of(std::begin(kFiles), std::end(kFiles),
                                   [&](const char *file) {
                                       return name.compare(QLatin1String(file), Qt::CaseInsensitive) == 0;
                                   }) ||
                       std::any_of(std::begin(kFolders), std::end(kFolders),
                                   [&](const char *folder) { return startsWith(name, folder); });
    if (!taken)
        return {};
    return Error{ErrorKind::BadRequest,
                 said(QT_TRANSLATE_NOOP("Phrases", "SQLITE_PATH names %1, which TrayRelay keeps for itself: "
                                                   "the database needs another name, such as trayrelay.db"),
                      QDir::toNativeSeparators(path))};
}

} // namespace relay::service
