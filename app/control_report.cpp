// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control_report.h"

#include "app/channel_commands.h"
#include "app/database_commands.h"
#include "app/doctor_commands.h"
#include "app/guard_command.h"
#include "app/ledger_commands.h"
#include "app/log_commands.h"
#include "app/price_commands.h"
#include "app/secret_commands.h"
#include "app/settings_commands.h"
#include "app/text_table.h"
#include "app/traffic_commands.h"
#include "app/update_commands.h"
#include "app/watch_commands.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>

namespace app {

namespace {

using namespace Qt::StringLiterals;

QString commaList(const QJsonValue &array, const QString &whenEmpty)
{
    QStringList words;
    for (const QJsonValue &value : array.toArray())
        words.append(value.toString());
    return words.isEmpty() ? whenEmpty : words.join(u", "_s);
}

QString milliseconds(const QJsonValue &us)
{
    return QString::number(us.toDouble() / 1000, 'f', 2);
}

QString latencyLine(const QJsonObject &latency)
{
    return u"p50 "_s % milliseconds(latency[u"p50_us"_s]) % u" · p95 "_s %
           milliseconds(latency[u"p95_us"_s]) % u" · p99 "_s % milliseconds(latency[u"p99_us"_s]) % u" ms"_s;
}

QString statusText(const QJsonObject &status)
{
    if (!status[u"running"_s].toBool())
        return u"TrayRelay "_s % status[u"version"_s].toString() % u" is not running\n"_s;
    const auto count = [&status](const QString &name) { return QString::number(status[name].toInteger()); };
    const bool timed = status[u"metrics_enabled"_s].toBool(true);
    const QString kMetricsOff = u"metrics are off (METRICS_ENABLED=false)"_s;
    QList<QStringList> rows{
        {u"TrayRelay"_s, status[u"version"_s].toString() % u", running"_s},
        {u"address"_s, status[u"base_url"_s].toString()},
        {u"requests"_s, count(u"total_requests"_s) % u", "_s % count(u"failed_requests"_s) % u" failed, "_s %
                            count(u"requests_last_minute"_s) % u" in the last minute"_s},
        {u"in flight"_s, count(u"in_flight"_s)},
        {u"response time"_s, timed ? latencyLine(status[u"latency"_s].toObject()) : kMetricsOff},
        {u"relay overhead"_s, timed ? latencyLine(status[u"overhead"_s].toObject()) : kMetricsOff},
        {u"journal"_s, count(u"journal_depth"_s) % u" records not yet in the database"_s},
        {u"memory"_s,
         QString::number(status[u"rss_bytes"_s].toDouble() / (1024 * 1024), 'f', 1) % u" MiB"_s}};
    if (status[u"paused"_s].toBool())
        rows.append({u"paused"_s, u"clients are answered 503; trayrelay resume serves them again"_s});
    if (!status[u"ledger_healthy"_s].toBool())
        rows.append({u"ledger"_s, status[u"ledger_trouble"_s].toString()});
    for (const QJsonValue &alert : status[u"alerts"_s].toArray())
        rows.append({u"alert"_s, alert.toString()});
    return textTable(rows);
}

QString tokensText(const QJsonArray &tokens)
{
    if (tokens.isEmpty())
        return u"there is no token; trayrelay token add NAME makes one\n"_s;
    QList<QStringList> rows{{u"ID"_s, u"NAME"_s, u"KEY"_s, u"STATE"_s, u"LEFT"_s, u"USED"_s, u"MODELS"_s}};
    for (const QJsonValue &token : tokens)
        rows.append(
            {QString::number(token[u"id"_s].toInteger()), token[u"name"_s].toString(),
             token[u"key"_s].toString(), token[u"status"_s].toInt() == 1 ? u"on"_s : u"off"_s,
             token[u"unlimited_quota"_s].toBool() ? u"unlimited"_s
                                                  : QString::number(token[u"remain_quota"_s].toInteger()),
             QString::number(token[u"used_quota"_s].toInteger()), commaList(token[u"models"_s], u"all"_s)});
    return textTable(rows);
}

QString channelsText(const QJsonArray &channels)
{
    if (channels.isEmpty())
        return u"there is no channel; trayrelay channel add NAME makes one\n"_s;
    QList<QStringList> rows{
        {u"ID"_s, u"NAME"_s, u"TYPE"_s, u"STATE"_s, u"PRIORITY"_s, u"WEIGHT"_s, u"ADDRESS"_s, u"MODELS"_s}};
    for (const QJsonValue &channel : channels)
        rows.append({QString::number(channel[u"id"_s].toInteger()), channel[u"name"_s].toString(),
                     channel[u"type"_s].toString(), channel[u"status"_s].toInt() == 1 ? u"on"_s : u"off"_s,
                     QString::number(channel[u"priority"_s].toInt()),
                     QString::number(channel[u"weight"_s].toInt()),
                     channel[u"base_url"_s].toString().isEmpty() ? u"the type's own"_s
                                                                 : channel[u"base_url"_s].toString(),
                     commaList(channel[u"models"_s], u"-"_s)});
    return textTable(rows);
}

} // namespace

QString testSentence(const QJsonObject &test)
{
    const int status = test[u"status"_s].toInt();
    const QString outcome = status == 0 ? u"no answer"_s : u"HTTP "_s % QString::number(status);
    const QJsonValue ttft = test[u"ttft_ms"_s];
    const QString first =
        ttft.isDouble() ? u"(first byte after "_s % QString::number(ttft.toDouble(), 'f', 1) % u" ms) "_s
                        : QString();
    return outcome % u" after "_s % QString::number(test[u"elapsed_ms"_s].toDouble(), 'f', 1) % u" ms "_s %
           first % test[u"message"_s].toString();
}

QString controlReport(const QString &command, const QJsonValue &data)
{
    const QJsonObject object = data.toObject();
    if (command.startsWith("config."_L1) || command.startsWith("preset."_L1))
        return settingsReport(command, data);
    if (command == "doctor"_L1)
        return doctorReport(data);
    if (command == "channel.models"_L1 || command == "channel.providers"_L1)
        return channelReport(command, data);
    if (command == "spend"_L1 || command == "import"_L1)
        return ledgerReport(command, data);
    if (command.startsWith("secrets."_L1))
        return secretReport(data);
    if (command.startsWith("update."_L1))
        return updateReport(data);
    if (command.startsWith("price."_L1))
        return priceReport(command, data);
    if (command == "status"_L1)
        return statusText(object);
    if (command == "token.list"_L1)
        return tokensText(data.toArray());
    if (command == "token.show"_L1 || command == "token.add"_L1)
        return object[u"key"_s].toString() % u'\n'; // alone on its line, for $(...)
    if (command == "token.revoke"_L1)
        return u"token "_s % object[u"name"_s].toString() % u" is revoked\n"_s;
    if (command == "token.edit"_L1 || command == "token.on"_L1 || command == "token.off"_L1)
        return tokensText({data});
    if (command == "channel.edit"_L1 || command == "channel.on"_L1 || command == "channel.off"_L1)
        return channelsText({data});
    if (command == "channel.remove"_L1)
        return u"channel "_s % object[u"name"_s].toString() % u" is removed\n"_s;
    if (command == "channel.list"_L1)
        return channelsText(data.toArray());
    if (command == "channel.test"_L1)
        return testSentence(object) % u'\n';
    if (command == "checkpoint"_L1 || command == "backup"_L1 || command == "restore"_L1 ||
        command.startsWith("database."_L1))
        return databaseReport(command, data);
    if (command.startsWith("log."_L1))
        return logReport(command, data);
    if (command == "pause"_L1 || command == "resume"_L1 || command == "restart"_L1 || command == "traffic"_L1)
        return trafficReport(command, data);
    if (command == "guard"_L1 || command == "guard.keep"_L1)
        return guardReport(command, data);
    if (command == "alert.list"_L1 || command == "event.list"_L1 || command.startsWith("metrics"_L1))
        return watchReport(command, data);
    return u"channel "_s % object[u"name"_s].toString() % u" has id "_s %
           QString::number(object[u"id"_s].toInteger()) % u'\n';
}

} // namespace app
