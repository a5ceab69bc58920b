// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_report.h"

#include "app/text_table.h"

#include <QJsonArray>

#include <array>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Nanos;
using relay::bench::LoadReport;
using relay::bench::Percentiles;

double us(Nanos time)
{
    return static_cast<double>(time.count()) / 1000;
}

QString ms(Nanos time)
{
    return QString::number(us(time) / 1000, 'f', 3);
}

QJsonValue percentilesJson(const Percentiles &times)
{
    if (times.count == 0)
        return QJsonValue::Null;
    return QJsonObject{{u"mean_us"_s, us(times.mean)},
                       {u"p50_us"_s, us(times.p50)},
                       {u"p95_us"_s, us(times.p95)},
                       {u"p99_us"_s, us(times.p99)},
                       {u"max_us"_s, us(times.max)}};
}

QJsonObject loadJson(const LoadReport &report)
{
    QJsonObject errors;
    for (const auto &[kind, count] : report.errors)
        errors[QString::fromStdString(kind)] = qint64(count);
    QJsonObject object{{u"answered"_s, qint64(report.answered)},
                       {u"failed"_s, qint64(report.failed)},
                       {u"errors"_s, errors},
                       {u"requests_per_second"_s, report.ratePerSecond()},
                       {u"elapsed_ms"_s, us(report.elapsed) / 1000},
                       {u"bytes_sent"_s, qint64(report.bytesSent)},
                       {u"bytes_received"_s, qint64(report.bytesReceived)},
                       {u"total"_s, percentilesJson(report.total)},
                       {u"ttft"_s, percentilesJson(report.ttft)}};
    if (report.failed > 0)
        object[u"first_error"_s] = QString::fromStdString(report.firstError);
    return object;
}

QJsonObject differencesJson(const Percentiles &relay, const Percentiles &direct)
{
    return {{u"p50_us"_s, us(relay.p50 - direct.p50)},
            {u"p95_us"_s, us(relay.p95 - direct.p95)},
            {u"p99_us"_s, us(relay.p99 - direct.p99)}};
}

QStringList timesRow(const QString &name, const Percentiles &times)
{
    if (times.count == 0) // nobody answered: there is no time
        return {name, u"–"_s, u"–"_s, u"–"_s, u"–"_s};
    return {name, ms(times.p50), ms(times.p95), ms(times.p99), ms(times.max)};
}

QString megabytes(std::uint64_t bytes)
{
    return QString::number(static_cast<double>(bytes) / 1'000'000, 'f', 2) % u" MB"_s;
}

} // namespace

QJsonObject benchJson(const BenchOutcome &outcome)
{
    const bool both = outcome.direct && outcome.direct->total.count > 0 && outcome.relay.total.count > 0;
    return {
        {u"address"_s, outcome.address},
        {u"model"_s, outcome.plan.model},
        {u"channel"_s,
         outcome.plan.channel.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(outcome.plan.channel)},
        {u"requests"_s, qint64(outcome.plan.requests)},
        {u"concurrency"_s, qint64(outcome.plan.concurrency)},
        {u"stream"_s, outcome.plan.stream},
        {u"interrupted"_s, outcome.relay.interrupted || (outcome.direct && outcome.direct->interrupted)},
        {u"relay"_s, loadJson(outcome.relay)},
        {u"direct"_s, outcome.direct ? QJsonValue(loadJson(*outcome.direct)) : QJsonValue(QJsonValue::Null)},
        {u"overhead"_s, both ? QJsonValue(differencesJson(outcome.relay.total, outcome.direct->total))
                             : QJsonValue(QJsonValue::Null)},
    };
}

QString benchText(const BenchOutcome &outcome)
{
    const LoadReport &relay = outcome.relay;
    QString text = outcome.address % u", model "_s % outcome.plan.model %
                   (outcome.plan.channel.isEmpty() ? QString() : u", channel "_s % outcome.plan.channel) %
                   u": "_s % QString::number(outcome.plan.requests) % u" requests, "_s %
                   QString::number(outcome.plan.concurrency) % u" at once"_s %
                   (outcome.plan.stream ? u", streamed"_s : QString()) %
                   (relay.interrupted ? u"; interrupted"_s : QString()) % u"\n\n"_s;
    QList<QStringList> rows{{u"ms"_s, u"p50"_s, u"p95"_s, u"p99"_s, u"most"_s}};
    rows.append(timesRow(u"total"_s, relay.total));
    if (relay.ttft.count > 0)
        rows.append(timesRow(u"to the first byte"_s, relay.ttft));
    if (outcome.direct && outcome.direct->total.count > 0) {
        const Percentiles &direct = outcome.direct->total;
        rows.append(timesRow(u"the same upstream, asked directly"_s, direct));
        if (relay.total.count > 0)
            rows.append({u"so the relay adds"_s, ms(relay.total.p50 - direct.p50),
                         ms(relay.total.p95 - direct.p95), ms(relay.total.p99 - direct.p99), QString()});
    }
    text += textTable(rows) % u'\n';
    QStringList errors;
    for (const auto &[kind, count] : relay.errors)
        errors.append(QString::number(count) % u" × "_s % QString::fromStdString(kind));
    text += QString::number(relay.answered) % u" answered in "_s %
            QString::number(us(relay.elapsed) / 1e6, 'f', 2) % u" s, "_s %
            QString::number(relay.ratePerSecond(), 'f', 0) % u" a second; "_s % megabytes(relay.bytesSent) %
            u" sent, "_s % megabytes(relay.bytesReceived) % u" received\n"_s;
    text += errors.isEmpty() ? u"no errors\n"_s
                             : u"errors: "_s % errors.join(u", "_s) % u"; the first: "_s %
                                   QString::fromStdString(relay.firstError).simplified() % u'\n';
    return text;
}

} // namespace app
