// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>

// Which other processes hold SQLite's locks on a database, for people: "process 4711 (sqlite3)". Empty: none,
// or the system does not tell. Thread-safe.
namespace relay::storage {

std::string foreignUser(const QString &database); // has it open (WAL), or is at work in it
// Keeps us from writing: has the write lock, or any lock outside WAL, where each is in the way.
std::string foreignWriter(const QString &database);
std::string foreignReader(const QString &database); // is in a transaction: keeps a checkpoint from its end

} // namespace relay::storage
