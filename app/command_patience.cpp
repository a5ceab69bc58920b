// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_patience.h"

#include <QStringList>

namespace app {

namespace {

using namespace Qt::StringLiterals;

constexpr std::chrono::seconds kSnapshotPatience{60};

// Told from memory, or by one short query.
bool isSnapshot(const QString &command)
{
    static const QStringList kOthers{u"status"_s,          u"metrics"_s,        u"config.get"_s,
                                     u"config.file"_s,     u"config.history"_s, u"channel.providers"_s,
                                     u"restore.outcome"_s, u"guard"_s};
    return command.endsWith(".list"_L1) || command.endsWith(".show"_L1) || kOthers.contains(command);
}

} // namespace

std::chrono::milliseconds patienceFor(const QJsonObject &request)
{
    const QString command = request[u"command"_s].toString();
    const bool waitsForLedger = command.startsWith("log."_L1); // what is staged is written first
    return isSnapshot(command) && !waitsForLedger ? kSnapshotPatience : kNoLimit;
}

bool onlyReads(const QJsonObject &request)
{
    static const QStringList kLong{u"spend"_s,      u"channel.test"_s,   u"channel.models"_s, u"log.stat"_s,
                                   u"log.export"_s, u"database.check"_s, u"update.check"_s};
    const QString command = request[u"command"_s].toString();
    return isSnapshot(command) || kLong.contains(command) ||
           (command == "doctor"_L1 && !request.contains("fix"_L1));
}

} // namespace app
