// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_report.h"
#include "app/text_table.h"
#include "relay/config/setting_value.h"

#include <QJsonArray>

#include <functional>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Nanos;
using relay::bench::LoadReport;
using relay::bench::Percentiles;

// What is taken from one side of one round.
using Reading = std::function<double(const CompareRound &, const SideRound &)>;
using Which = Percentiles LoadReport::*;

Reading overhead(Which times, Nanos Percentiles::*percentile)
{
    return [=](const CompareRound &round, const SideRound &side) {
        const Nanos more = side.relay.*times.*percentile - round.direct.*times.*percentile;
        return static_cast<double>(more.count()) / 1000;
    };
}

Reading field(double SideRound::*figure)
{
    return [figure](const CompareRound &, const SideRound &side) { return side.*figure; };
}

Difference difference(const std::vector<CompareRound> &rounds, const Reading &reading)
{
    std::vector<double> before;
    std::vector<double> after;
    for (const CompareRound &round : rounds) {
        before.push_back(reading(round, round.before));
        after.push_back(reading(round, round.after));
    }
    return differenceOf(before, after);
}

QString number(double value, const ComparedFigure &figure)
{
    return QString::number(value / figure.shownPer, 'f', figure.decimals);
}

QString spreadText(const Spread &spread, const ComparedFigure &figure)
{
    return number(spread.median, figure) % u" ("_s % number(spread.least, figure) % u"–"_s %
           number(spread.most, figure) % u')';
}

QString changeText(const Difference &difference)
{
    if (!difference.measurable)
        return u"no measurable difference"_s;
    if (!difference.changePercent)
        return u"–"_s;
    const double change = *difference.changePercent;
    return (change > 0 ? u"+"_s : u"−"_s) % QString::number(std::abs(change), 'f', 1) % u" %"_s;
}

QJsonObject spreadJson(const Spread &spread)
{
    return {{u"median"_s, spread.median}, {u"min"_s, spread.least}, {u"max"_s, spread.most}};
}

QString planText(const ComparePlan &plan)
{
    return QString::number(plan.rounds) % u" rounds of "_s % QString::number(plan.requests) %
           u" requests on each side, "_s % QString::number(plan.concurrency) % u" at once"_s %
           (plan.stream ? u", streamed"_s : QString()) % u", the upstream answers "_s %
           (plan.upstream.count() == 0 ? u"at once"_s
                                       : u"after "_s % QString::number(plan.upstream.count()) % u" ms"_s);
}

QJsonArray differingJson(const ComparePlan &plan)
{
    QJsonArray settings;
    for (const relay::config::SettingChange &change : differencesOf(plan))
        settings.append(QJsonObject{{u"name"_s, QString::fromStdString(change.name)},
                                    {u"before"_s, QString::fromStdString(change.from)},
                                    {u"after"_s, QString::fromStdString(change.to)}});
    return settings;
}

QJsonObject sideJson(const CompareRound &round, const SideRound &side)
{
    QJsonObject object{{u"requests_per_second"_s, side.relay.ratePerSecond()},
                       {u"total_p50_us"_s, double(side.relay.total.p50.count()) / 1000},
                       {u"total_p95_us"_s, double(side.relay.total.p95.count()) / 1000},
                       {u"total_p99_us"_s, double(side.relay.total.p99.count()) / 1000},
                       {u"direct_p50_us"_s, double(round.direct.total.p50.count()) / 1000},
                       {u"direct_p95_us"_s, double(round.direct.total.p95.count()) / 1000},
                       {u"direct_p99_us"_s, double(round.direct.total.p99.count()) / 1000},
                       {u"write_transactions_per_request"_s, side.writeTransactionsPerRequest},
                       {u"sql_reads_per_request"_s, side.readsPerRequest},
                       {u"cpu_us_per_request"_s, side.processorUsPerRequest},
                       {u"memory_bytes"_s, side.residentBytes}};
    return object;
}

} // namespace

std::vector<ComparedFigure> comparedFigures(const ComparePlan &plan, const std::vector<CompareRound> &rounds)
{
    std::vector<ComparedFigure> figures;
    const auto add = [&](const QString &name, const QString &unit, const QString &text, double shownPer,
                         int decimals, const Reading &reading) {
        figures.push_back({name, unit, text, shownPer, decimals, difference(rounds, reading)});
    };
    const std::pair<QString, Nanos Percentiles::*> kPercentiles[] = {
        {u"p50"_s, &Percentiles::p50}, {u"p95"_s, &Percentiles::p95}, {u"p99"_s, &Percentiles::p99}};
    for (const auto &[name, percentile] : kPercentiles)
        add(name % u"_overhead"_s, u"us"_s, u"overhead "_s % name % u", ms"_s, 1000, 3,
            overhead(&LoadReport::total, percentile));
    for (const auto &[name, percentile] : kPercentiles) {
        if (plan.stream)
            add(name % u"_ttft_overhead"_s, u"us"_s, u"the same to the first byte, "_s % name % u", ms"_s,
                1000, 3, overhead(&LoadReport::ttft, percentile));
    }
    add(u"write_transactions_per_request"_s, {}, u"write transactions per request"_s, 1, 3,
        field(&SideRound::writeTransactionsPerRequest));
    add(u"sql_reads_per_request"_s, {}, u"SQL reads per request"_s, 1, 3, field(&SideRound::readsPerRequest));
    add(u"cpu_per_request"_s, u"us"_s, u"CPU per request, µs"_s, 1, 1,
        field(&SideRound::processorUsPerRequest));
    add(u"memory"_s, u"bytes"_s, u"memory (RSS), MB"_s, 1e6, 1, field(&SideRound::residentBytes));
    add(u"requests_per_second"_s, u"1/s"_s, u"requests per second"_s, 1, 0,
        [](const CompareRound &, const SideRound &side) { return side.relay.ratePerSecond(); });
    return figures;
}

QJsonObject compareJson(const ComparePlan &plan, const std::vector<CompareRound> &rounds)
{
    QJsonArray figures;
    for (const ComparedFigure &figure : comparedFigures(plan, rounds)) {
        const Difference &difference = figure.difference;
        figures.append(
            QJsonObject{{u"name"_s, figure.name},
                        {u"unit"_s, figure.unit},
                        {u"text"_s, figure.text},
                        {u"before"_s, spreadJson(difference.before)},
                        {u"after"_s, spreadJson(difference.after)},
                        {u"change_percent"_s, difference.changePercent ? QJsonValue(*difference.changePercent)
                                                                       : QJsonValue(QJsonValue::Null)},
                        {u"measurable"_s, difference.measurable},
                        {u"verdict"_s, changeText(difference)}});
    }
    QJsonObject held;
    for (const auto &[name, value] : plan.held)
        held[QString::fromStdString(name)] = QString::fromStdString(value);
    QJsonArray singles;
    for (const CompareRound &round : rounds)
        singles.append(QJsonObject{{u"before"_s, sideJson(round, round.before)},
                                   {u"after"_s, sideJson(round, round.after)}});
    return {{u"before"_s, plan.before.name},
            {u"after"_s, plan.after.name},
            {u"settings"_s, differingJson(plan)},
            {u"held"_s, held},
            {u"requests"_s, qint64(plan.requests)},
            {u"concurrency"_s, qint64(plan.concurrency)},
            {u"rounds"_s, plan.rounds},
            {u"upstream_ms"_s, qint64(plan.upstream.count())},
            {u"stream"_s, plan.stream},
            {u"rule"_s, measurableRule()},
            {u"figures"_s, figures},
            {u"single_rounds"_s, singles}};
}

QString compareText(const ComparePlan &plan, const std::vector<CompareRound> &rounds)
{
    QString text =
        u"before: "_s % plan.before.name % u"; after: "_s % plan.after.name % u'\n' % planText(plan) % u'\n';
    if (!plan.held.empty()) {
        QStringList held;
        for (const auto &[name, value] : plan.held)
            held.append(QString::fromStdString(name) % u'=' % QString::fromStdString(value));
        text += u"on both sides: "_s % held.join(u", "_s) % u'\n';
    }
    text += u"median (least–most) of the rounds; overhead: what the client waits longer than at the same "
            "upstream, asked directly\n"_s %
            measurableRule() % u"\n\n"_s;
    QList<QStringList> rows{{QString(), u"before"_s, u"after"_s, u"change"_s}};
    for (const ComparedFigure &figure : comparedFigures(plan, rounds))
        rows.append({figure.text, spreadText(figure.difference.before, figure),
                     spreadText(figure.difference.after, figure), changeText(figure.difference)});
    return text % textTable(rows) %
           u"\nthe ledgers hold exactly what was answered: checked after each round\n"_s;
}

} // namespace app
