// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ledger_commands.h"

#include "app/text_table.h"
#include "relay/api/spend_json.h"
#include "relay/base/clock.h"

#include <QDateTime>
#include <QJsonArray>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::api::ImportReport;
using relay::api::SpendRow;
using Answer = ControlCommands::Answer;

constexpr qint64 kUsualDays = 30;

// Today and the days before it, up to so many.
void spend(relay::api::SpendService &service, QObject *context, const QJsonObject &request,
           const Answer &answer)
{
    const auto by = relay::api::spendBy(request[u"by"_s].toString(u"day"_s).toStdString());
    const qint64 days = request[u"days"_s].toInteger(kUsualDays);
    if (!by)
        return answer(ControlCommands::failure(by.error()));
    if (days < 1 || days > relay::api::kMostSpendDays)
        return answer(ControlCommands::failure(
            {relay::ErrorKind::BadRequest,
             u"--days must be from 1 to "_s % QString::number(relay::api::kMostSpendDays)}));
    relay::api::SpendQuery query;
    query.startMs = QDate::currentDate().addDays(1 - days).startOfDay().toMSecsSinceEpoch();
    query.endMs = relay::Clock::system().unixMs() + 1;
    query.by = *by;
    service.spend(query, context, [answer, by = *by](const Result<std::vector<SpendRow>> &rows) {
        answer(rows ? QJsonObject{{u"data"_s, relay::api::spendJson(*rows, by)}}
                    : ControlCommands::failure(rows.error()));
    });
}

QString spendText(const QJsonArray &sums)
{
    if (sums.isEmpty())
        return u"nothing was used in that time\n"_s;
    static const QList<std::pair<QString, QString>> kKeys{{u"day"_s, u"DAY"_s},
                                                          {u"model"_s, u"MODEL"_s},
                                                          {u"token_name"_s, u"TOKEN"_s},
                                                          {u"channel_name"_s, u"CHANNEL"_s}};
    const auto count = [](const QJsonValue &value) { return QString::number(value.toInteger()); };
    QList<QStringList> rows(1);
    for (const QJsonValue &sum : sums) {
        QStringList cells;
        for (const auto &[field, heading] : kKeys) {
            if (sum[field].isUndefined())
                continue;
            if (rows.size() == 1)
                rows.first().append(heading);
            cells.append(sum[field].toString().isEmpty() ? u"-"_s : sum[field].toString());
        }
        cells << QString::number(sum[u"cost_usd"_s].toDouble(), 'f', 4) << count(sum[u"requests"_s])
              << count(sum[u"failed"_s]) << count(sum[u"prompt_tokens"_s])
              << count(sum[u"completion_tokens"_s]) << count(sum[u"unpriced"_s]);
        rows.append(cells);
    }
    rows.first() << u"COST $"_s << u"REQUESTS"_s << u"FAILED"_s << u"INPUT"_s << u"OUTPUT"_s << u"UNPRICED"_s;
    return textTable(rows);
}

QString importText(const QJsonObject &report)
{
    const auto line = [&report](const QString &field, const QString &name) {
        const QJsonObject counts = report[field].toObject();
        const auto count = [&counts](const QString &key) { return QString::number(counts[key].toInteger()); };
        return QStringList{name, count(u"found"_s) % u" found"_s, count(u"taken"_s) % u" taken"_s,
                           count(u"known"_s) % u" here already"_s, count(u"refused"_s) % u" left out"_s};
    };
    QString text = textTable({line(u"channels"_s, u"channels"_s), line(u"tokens"_s, u"tokens"_s),
                              line(u"prices"_s, u"prices"_s), line(u"logs"_s, u"usage rows"_s)});
    const QJsonObject settings = report[u"settings"_s].toObject();
    for (auto setting = settings.constBegin(); setting != settings.constEnd(); ++setting)
        text += u"setting "_s % setting.key() % u'=' % setting.value().toString() % u'\n';
    for (const QJsonValue &note : report[u"notes"_s].toArray())
        text += note.toString() % u'\n';
    if (report[u"dry_run"_s].toBool())
        text += u"a dry run: nothing was changed\n"_s;
    return text;
}

} // namespace

bool runLedgerCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                      const Answer &answer)
{
    const QString command = request[u"command"_s].toString();
    if (command == "spend"_L1) {
        spend(service.spendService(), context, request, answer);
        return true;
    }
    if (command != "import"_L1)
        return false;
    service.importService().importOneApi(
        request[u"file"_s].toString().toStdString(), request[u"dry_run"_s].toBool(), context,
        [answer](const Result<ImportReport> &report) {
            answer(report ? QJsonObject{{u"data"_s, relay::api::importJson(*report)}}
                          : ControlCommands::failure(report.error()));
        });
    return true;
}

QString ledgerReport(const QString &command, const QJsonValue &data)
{
    return command == "spend"_L1 ? spendText(data.toArray()) : importText(data.toObject());
}

} // namespace app
