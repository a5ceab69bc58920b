// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/log_commands.h"

#include "app/terminal.h"
#include "app/text_table.h"
#include "relay/api/usage_csv.h"
#include "relay/api/usage_filter.h"
#include "relay/api/usage_json.h"
#include "relay/base/regular_file.h"

#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QSaveFile>

#include <algorithm>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::api::SettingRow;
using relay::api::UsagePage;
using relay::api::UsageQuery;
using relay::api::UsageStat;
using Answer = ControlCommands::Answer;

constexpr int kExportPage = 500; // rows: some 100 KB

// A day or a time of this computer's clock is a time, too.
std::string unixMs(const QString &word)
{
    const QDateTime time = QDateTime::fromString(word, Qt::ISODate);
    return time.isValid() ? std::to_string(time.toMSecsSinceEpoch()) : word.toStdString();
}

Result<UsageQuery> filterOf(const QJsonObject &request, std::chrono::milliseconds slowThreshold)
{
    return relay::api::usageFilter(
        [&request](std::string_view name) {
            const QString word = request[QString::fromUtf8(name.data(), qsizetype(name.size()))].toString();
            return name == "start" || name == "end" ? unixMs(word) : word.toStdString();
        },
        slowThreshold);
}

// "slow" without a number of its own means what the relay calls slow.
void withSlowThreshold(relay::api::SettingsService &settings, QObject *context, const QJsonObject &request,
                       const Answer &answer, const std::function<void(std::chrono::milliseconds)> &next)
{
    if (request[u"slow"_s] != "true"_L1)
        return next({});
    settings.settings(context, [answer, next](const Result<std::vector<SettingRow>> &rows) {
        if (!rows)
            return answer(ControlCommands::failure(rows.error()));
        const auto row = std::ranges::find(*rows, "SLOW_REQUEST_THRESHOLD_MS", &SettingRow::name);
        next(std::chrono::milliseconds(row == rows->end() ? 0
                                                          : QString::fromStdString(row->value).toLongLong()));
    });
}

void list(relay::api::RelayService &service, QObject *context, const UsageQuery &query, const Answer &answer)
{
    service.usage(query, context, [answer](const Result<UsagePage> &page) {
        answer(page ? QJsonObject{{u"data"_s, relay::api::usagePageJson(*page)}}
                    : ControlCommands::failure(page.error()));
    });
}

void stat(relay::api::RelayService &service, QObject *context, const UsageQuery &query, const Answer &answer)
{
    service.usageStat(query, context, [answer](const Result<UsageStat> &sums) {
        answer(sums ? QJsonObject{{u"data"_s, relay::api::usageStatJson(*sums)}}
                    : ControlCommands::failure(sums.error()));
    });
}

void exportPage(relay::api::RelayService &service, QObject *context, UsageQuery query, const Answer &answer)
{
    const bool first = query.cursor == 0;
    query.limit = kExportPage;
    service.usage(query, context, [answer, first](const Result<UsagePage> &page) {
        if (!page)
            return answer(ControlCommands::failure(page.error()));
        std::string csv;
        if (first)
            csv = relay::api::usageCsvHeader();
        for (const relay::api::UsageRow &row : page->rows)
            relay::api::appendUsageCsv(csv, row);
        const QJsonValue next =
            page->next == 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(qint64(page->next));
        answer({{u"data"_s, QJsonObject{{u"csv"_s, QString::fromStdString(csv)},
                                        {u"rows"_s, qint64(page->rows.size())},
                                        {u"next"_s, next}}}});
    });
}

QString count(const QJsonValue &value)
{
    return value.isNull() ? u"-"_s : QString::number(value.toInteger());
}

QString cost(const QJsonValue &usd)
{
    return usd.isNull() ? u"-"_s : QString::number(usd.toDouble(), 'f', 6);
}

QString listText(const QJsonObject &page)
{
    QList<QStringList> rows{{u"TIME"_s, u"TOKEN"_s, u"CHANNEL"_s, u"MODEL"_s, u"STATUS"_s, u"MS"_s,
                             u"INPUT"_s, u"OUTPUT"_s, u"COST $"_s, u"ERROR"_s}};
    const QJsonArray items = page[u"items"_s].toArray();
    for (const QJsonValue &row : items)
        rows.append({QDateTime::fromMSecsSinceEpoch(row[u"created_at"_s].toInteger()).toString(Qt::ISODate),
                     row[u"token_name"_s].toString(), row[u"channel_name"_s].toString(),
                     row[u"model"_s].toString(), count(row[u"status"_s]),
                     QString::number(row[u"elapsed_ms"_s].toDouble(), 'f', 1), count(row[u"prompt_tokens"_s]),
                     count(row[u"completion_tokens"_s]), cost(row[u"cost_usd"_s]),
                     row[u"error"_s].toString().simplified()});
    if (items.isEmpty())
        return u"no such exchange\n"_s;
    const QJsonValue next = page[u"next"_s];
    return textTable(rows) % (next.isNull()
                                  ? QString()
                                  : u"older ones: --cursor "_s % QString::number(next.toInteger()) % u'\n');
}

QString statText(const QJsonObject &sums)
{
    return textTable({{u"exchanges"_s, count(sums[u"requests"_s])},
                      {u"failed"_s, count(sums[u"failed"_s])},
                      {u"input tokens"_s, count(sums[u"prompt_tokens"_s])},
                      {u"output tokens"_s, count(sums[u"completion_tokens"_s])},
                      {u"quota units"_s, count(sums[u"quota"_s])},
                      {u"cost $"_s, cost(sums[u"cost_usd"_s])}});
}

} // namespace

bool runLogCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                   const Answer &answer)
{
    const QString command = request[u"command"_s].toString();
    if (command != "log.list"_L1 && command != "log.stat"_L1 && command != "log.export"_L1)
        return false;
    withSlowThreshold(service.settingsService(), context, request, answer,
                      [&service, context, request, command, answer](std::chrono::milliseconds slowThreshold) {
                          const Result<UsageQuery> query = filterOf(request, slowThreshold);
                          if (!query)
                              return answer(ControlCommands::failure(query.error()));
                          if (command == "log.list"_L1)
                              return list(service, context, *query, answer);
                          if (command == "log.stat"_L1)
                              return stat(service, context, *query, answer);
                          exportPage(service, context, *query, answer);
                      });
    return true;
}

QJsonObject withExportWritten(const QJsonObject &request, const QJsonObject &firstPage,
                              const std::function<QJsonObject(const QJsonObject &)> &ask)
{
    if (request[u"command"_s] != "log.export"_L1)
        return firstPage;
    const bool toOutput = request[u"file"_s] == "-"_L1;
    const QString path = toOutput ? u"-"_s : QFileInfo(request[u"file"_s].toString()).absoluteFilePath();
    if (const auto other = toOutput ? std::nullopt : relay::insteadOfFile(path)) {
        return ControlCommands::failure( // which would be replaced
            {relay::ErrorKind::Storage,
             u"cannot write "_s % path % u": it is "_s % QString::fromStdString(other->english())});
    }
    QSaveFile file(path);
    const auto unwritten = [&] {
        return ControlCommands::failure(
            {relay::ErrorKind::Storage, u"cannot write "_s % path % u": "_s % file.errorString()});
    };
    if (!toOutput && !file.open(QSaveFile::WriteOnly))
        return unwritten();
    qint64 rows = 0;
    QJsonObject page = firstPage;
    for (QJsonObject next = request; true;) {
        if (page.contains(u"error"_s))
            return page;
        const QJsonObject data = page[u"data"_s].toObject();
        const QByteArray csv = data[u"csv"_s].toString().toUtf8();
        rows += data[u"rows"_s].toInteger();
        const bool written = toOutput ? sayBytes(csv) : file.write(csv) == csv.size();
        if (!written && !toOutput)
            return unwritten();
        if (!written || data[u"next"_s].isNull())
            break;
        next[u"cursor"_s] = QString::number(data[u"next"_s].toInteger());
        page = ask(next);
    }
    if (!toOutput && !(file.flush() && file.commit()))
        return unwritten();
    return {{u"data"_s, QJsonObject{{u"path"_s, path}, {u"rows"_s, rows}}}};
}

QString logReport(const QString &command, const QJsonValue &data)
{
    const QJsonObject object = data.toObject();
    if (command == "log.list"_L1)
        return listText(object);
    if (command == "log.stat"_L1)
        return statText(object);
    return object[u"path"_s].toString() % u": "_s % count(object[u"rows"_s]) % u" rows\n"_s;
}

} // namespace app
