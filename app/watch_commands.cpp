// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/watch_commands.h"

#include "app/text_table.h"
#include "relay/api/watch_json.h"
#include "relay/metrics/metrics_json.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::api::HistorySpan;
using Answer = ControlCommands::Answer;

QJsonObject parsed(const std::string &json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

QJsonObject metrics(const relay::api::RelayService &service, const QString &span)
{
    static constexpr std::array<std::pair<QLatin1StringView, HistorySpan>, 4> kSpans = {
        {{"5m"_L1, HistorySpan::FiveMinutes},
         {"1h"_L1, HistorySpan::Hour},
         {"24h"_L1, HistorySpan::Day},
         {"30d"_L1, HistorySpan::Month}}};
    if (span.isEmpty())
        return {{u"data"_s, parsed(relay::metrics::metricsJson(service.metrics()))}};
    for (const auto &[name, wanted] : kSpans)
        if (span == name)
            return {{u"data"_s, parsed(relay::metrics::historyJson(service.metricsHistory(wanted)))}};
    return ControlCommands::failure({relay::ErrorKind::BadRequest, u"--span must be 5m, 1h, 24h or 30d"_s});
}

QJsonArray alerts(const relay::api::WatchService &watch)
{
    QJsonArray list;
    for (const relay::api::AlertRow &alert : watch.alerts())
        list.append(relay::api::alertJson(alert));
    return list;
}

QJsonArray events(const relay::api::WatchService &watch, qint64 after)
{
    QJsonArray list;
    for (const relay::api::Event &event : watch.events(after))
        list.append(relay::api::eventJson(event));
    return list;
}

QString number(const QJsonValue &value)
{
    return value.isNull() ? u"-"_s : QString::number(value.toDouble(), 'g', 5);
}

QString alertsText(const QJsonArray &alerts)
{
    QList<QStringList> rows{
        {u"ALERT"_s, u"STATE"_s, u"VALUE"_s, u"LIMIT"_s, u"UNIT"_s, u"SETTING"_s, u"TEXT"_s}};
    for (const QJsonValue &alert : alerts) {
        const QString state = alert[u"raised"_s].toBool()  ? u"RAISED"_s
                              : alert[u"limit"_s].isNull() ? u"off"_s
                                                           : u"fine"_s;
        rows.append({alert[u"name"_s].toString(), state, number(alert[u"value"_s]), number(alert[u"limit"_s]),
                     alert[u"unit"_s].toString(), alert[u"setting"_s].toString(),
                     alert[u"text"_s].toString()});
    }
    return textTable(rows);
}

QString eventsText(const QJsonArray &events)
{
    QString text;
    for (const QJsonValue &event : events)
        text += QString::number(event[u"id"_s].toInteger()) % u"  "_s %
                QDateTime::fromMSecsSinceEpoch(event[u"created_at"_s].toInteger()).toString(Qt::ISODate) %
                u"  "_s % event[u"kind"_s].toString() % u"  "_s % event[u"text"_s].toString() % u'\n';
    return text.isEmpty() ? u"nothing has happened since the start\n"_s : text;
}

QStringList windowRow(const QString &name, const QJsonObject &window)
{
    const auto ms = [](const QJsonValue &latency, const QString &field) {
        return latency.isObject() ? QString::number(latency[field].toDouble() / 1000, 'f', 2) : u"-"_s;
    };
    const QJsonValue total = window[u"total"_s];
    const QJsonValue overhead = window[u"overhead"_s];
    return {name,
            QString::number(window[u"requests"_s].toInteger()),
            QString::number(window[u"failed"_s].toInteger()),
            QString::number(window[u"slow"_s].toInteger()),
            ms(total, u"p50_us"_s),
            ms(total, u"p95_us"_s),
            ms(total, u"p99_us"_s),
            ms(overhead, u"p50_us"_s),
            ms(overhead, u"p99_us"_s)};
}

QString metricsText(const QJsonObject &metrics)
{
    QList<QStringList> rows{{QString(), u"REQUESTS"_s, u"FAILED"_s, u"SLOW"_s, u"P50 MS"_s, u"P95 MS"_s,
                             u"P99 MS"_s, u"OVERHEAD P50"_s, u"P99"_s}};
    rows.append(windowRow(u"last minute"_s, metrics[u"minute"_s].toObject()));
    rows.append(windowRow(u"last hour"_s, metrics[u"hour"_s].toObject()));
    rows.append(windowRow(u"since reset"_s, metrics[u"since_reset"_s].toObject()));
    for (const QJsonValue &channel : metrics[u"channels"_s].toArray())
        rows.append(windowRow(u"channel "_s % channel[u"name"_s].toString(), channel.toObject()));
    for (const QJsonValue &model : metrics[u"models"_s].toArray())
        rows.append(windowRow(u"model "_s % model[u"name"_s].toString(), model.toObject()));
    return textTable(rows);
}

QString historyText(const QJsonObject &history)
{
    QList<QStringList> rows{{u"FROM"_s, u"REQUESTS"_s, u"FAILED"_s, u"SLOW"_s, u"P50 MS"_s, u"P95 MS"_s,
                             u"P99 MS"_s, u"OVERHEAD P50"_s, u"P99"_s}};
    for (const QJsonValue &point : history[u"points"_s].toArray())
        rows.append(
            windowRow(QDateTime::fromMSecsSinceEpoch(point[u"start"_s].toInteger()).toString(Qt::ISODate),
                      point.toObject()));
    for (QStringList &row : rows)
        row.removeAt(3); // a history does not tell it
    return textTable(rows);
}

} // namespace

bool runWatchCommand(relay::api::RelayService &service, const QJsonObject &request, const Answer &answer)
{
    static const QStringList kOurs{u"alert.list"_s, u"event.list"_s, u"metrics"_s, u"metrics.reset"_s};
    const QString command = request[u"command"_s].toString();
    if (!kOurs.contains(command))
        return false;
    if (service.status().port == 0) { // only the files are open
        answer(ControlCommands::failure(
            {relay::ErrorKind::Unavailable, u"only a running relay can tell that; start trayrelay first"_s}));
    } else if (command == "alert.list"_L1) {
        answer({{u"data"_s, alerts(service.watchService())}});
    } else if (command == "event.list"_L1) {
        answer({{u"data"_s, events(service.watchService(), request[u"after"_s].toInteger())}});
    } else if (command == "metrics"_L1) {
        answer(metrics(service, request[u"span"_s].toString()));
    } else {
        service.resetMetrics();
        answer({{u"data"_s, QJsonObject()}});
    }
    return true;
}

QString watchReport(const QString &command, const QJsonValue &data)
{
    if (command == "alert.list"_L1)
        return alertsText(data.toArray());
    if (command == "event.list"_L1)
        return eventsText(data.toArray());
    if (command == "metrics.reset"_L1)
        return u"the figures since the last reset begin anew\n"_s;
    const QJsonObject object = data.toObject();
    return object.contains(u"points"_s) ? historyText(object) : metricsText(object);
}

} // namespace app
