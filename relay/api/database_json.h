// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"

#include <QJsonObject>

// The contract's database objects, as the admin API and the sub-commands show them. Thread-safe.
namespace relay::api {

QJsonObject databaseJson(const DatabaseSnapshot &database);
QJsonObject checkpointJson(const CheckpointResult &result);
QJsonObject integrityJson(const IntegrityResult &result);
QJsonObject vacuumJson(const VacuumResult &result);
QJsonObject backupJson(const BackupResult &result);
QJsonObject backupFileJson(const BackupFile &file);
QJsonObject restoreJson(const RestoreResult &result);

} // namespace relay::api
