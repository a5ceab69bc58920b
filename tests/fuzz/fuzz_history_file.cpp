// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever the history of settings holds: it is read, in part where lines are none, and goes on to be
// written.
#include "relay/service/history_file.h"
#include "tests/fuzz/fuzz_input.h"

#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <limits>

using fuzz::require;
using relay::service::HistoryFile;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("history"));
    QFile file(path);
    require(file.open(QFile::WriteOnly | QFile::Truncate));
    file.write(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    file.close();
    const HistoryFile history(path);
    const auto before = history.read();
    require(before.size() <= size);
    relay::config::HistoryEntry entry;
    entry.id = before.empty() ? 1 : before.back().id;
    if (entry.id == std::numeric_limits<std::int64_t>::max())
        return 0;
    ++entry.id;
    entry.changes = {{"PORT", "3000", "3001"}};
    require(history.append(entry).has_value());
    const auto after = history.read();
    require(!after.empty() && after.size() <= std::min(before.size() + 1, HistoryFile::kMostEntries));
    require(after.back().changes.size() == 1 && after.back().changes[0].to == "3001");
    (void)history.sealClearText();
    return 0;
}
