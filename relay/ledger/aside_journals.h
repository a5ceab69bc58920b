// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>

#include <cstdint>
#include <vector>

// Journals that were set aside because another database than theirs was opened: beside the journal, named by
// the database they belong to. Its next start takes them back. Reentrant.
namespace relay::ledger {

struct AsideJournal
{
    QString path;
    std::uint64_t database = 0;
    std::uint64_t records = 0; // those at most: some may have been written
};

// The readable ones that hold records.
std::vector<AsideJournal> asideJournals(const QString &journal);

// The name under which what is no journal, or cannot be told whose, is kept.
QString asideName(const QString &journal);

// What stands at `journal` makes room if it is another database's, and `database` gets its own back: a rename
// each, so whoever is killed in between goes on at the next start. `known`: the largest sequence that this
// database has seen.
Result<void> exchangeJournals(const QString &journal, std::uint64_t database, std::uint64_t known);

} // namespace relay::ledger
