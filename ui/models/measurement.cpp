// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/measurement.h"

#include "ui/models/figure_text.h"
#include "ui/models/history_line.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;

Error noMeasurement(const QString &why)
{
    return {
        ErrorKind::BadRequest,
        QCoreApplication::translate("Measurement", "What the measuring program wrote is no measurement: %1.")
            .arg(why)};
}

Result<MeasuredFigure> figureFrom(const QJsonObject &json, const QJsonValue &before, const QJsonValue &after)
{
    MeasuredFigure figure{.name = json[u"name"_s].toString()};
    const QJsonValue change = json[u"change_percent"_s];
    const bool whole = !figure.name.isEmpty() && before.isDouble() && after.isDouble() &&
                       json[u"measurable"_s].isBool() && (change.isDouble() || change.isNull());
    if (!whole)
        return noMeasurement(QCoreApplication::translate("Measurement", "a figure is incomplete"));
    figure.before = before.toDouble();
    figure.after = after.toDouble();
    if (change.isDouble())
        figure.changePercent = change.toDouble();
    figure.measurable = json[u"measurable"_s].toBool();
    return figure;
}

QString percent(double change)
{
    const QString number = QLocale().toString(std::abs(change), 'f', std::abs(change) < 9.5 ? 1 : 0);
    return (change < 0 ? QChar(0x2212) : QChar(u'+')) % number % QChar(0x00A0) % u'%';
}

QString perRequest(double value)
{
    constexpr double kSmall = 0.095; // in hundredths it would be nothing
    if (value > 0 && value < kSmall)
        return numberText(value, std::min(6, 1 - int(std::floor(std::log10(value)))));
    return numberText(value, value < 9.995 ? 2 : 1);
}

QString shortName(const QString &figure)
{
    if (figure.endsWith(u"_overhead"_s))
        return figure.left(3);
    if (figure == u"cpu_per_request"_s)
        return u"CPU"_s;
    if (figure == u"write_transactions_per_request"_s)
        return QCoreApplication::translate("Measurement", "writes");
    return QCoreApplication::translate("Measurement", "reads");
}

// The program measures writes of a request and requests of a second. They tell of another rate only where a
// request writes more or less often.
std::optional<MeasuredFigure> writesPerSecond(const Measurement &measurement)
{
    const MeasuredFigure *writes = measurement.figure(u"write_transactions_per_request"_s);
    const MeasuredFigure *rate = measurement.figure(u"requests_per_second"_s);
    if (!writes || !rate)
        return std::nullopt;
    MeasuredFigure figure{.name = u"writes_per_second"_s,
                          .before = writes->before * rate->before,
                          .after = writes->after * rate->after,
                          .measurable = writes->measurable};
    if (figure.before > 0)
        figure.changePercent = 100 * (figure.after - figure.before) / figure.before;
    return figure;
}

// In the order of what counts most.
const QString kTelling[] = {u"p95_overhead"_s,
                            u"p50_overhead"_s,
                            u"p99_overhead"_s,
                            u"cpu_per_request"_s,
                            u"write_transactions_per_request"_s,
                            u"sql_reads_per_request"_s};

// Beyond ten times a factor is shorter than per cent, and says more.
QString briefChange(double change)
{
    constexpr double kMostPercent = 999.5;
    if (change < kMostPercent)
        return percent(change);
    return QChar(0x00D7) % QLocale().toString(1 + change / 100, 'f', 0);
}

QString worseText(double change)
{
    return QCoreApplication::translate("Measurement", "worse %1").arg(briefChange(change));
}

QString betterText(const QString &figure, double change)
{
    return QCoreApplication::translate("Measurement", "%1 %2").arg(shortName(figure), briefChange(change));
}

} // namespace

const MeasuredFigure *Measurement::figure(const QString &name) const
{
    const auto found = std::ranges::find(figures, name, &MeasuredFigure::name);
    return found == figures.end() ? nullptr : &*found;
}

QJsonObject Measurement::toJson() const
{
    QJsonArray list;
    for (const MeasuredFigure &figure : figures)
        list.append(QJsonObject{{u"name"_s, figure.name},
                                {u"before"_s, figure.before},
                                {u"after"_s, figure.after},
                                {u"change_percent"_s, figure.changePercent ? QJsonValue(*figure.changePercent)
                                                                           : QJsonValue(QJsonValue::Null)},
                                {u"measurable"_s, figure.measurable}});
    return {{u"setting"_s, QString::fromStdString(setting)},
            {u"before"_s, QString::fromStdString(before)},
            {u"after"_s, QString::fromStdString(after)},
            {u"at"_s, qint64{atMs}},
            {u"rounds"_s, rounds},
            {u"requests"_s, qint64{requests}},
            {u"figures"_s, list}};
}

Result<Measurement> Measurement::fromJson(const QJsonObject &json)
{
    Measurement measurement{.setting = json[u"setting"_s].toString().toStdString(),
                            .before = json[u"before"_s].toString().toStdString(),
                            .after = json[u"after"_s].toString().toStdString(),
                            .atMs = json[u"at"_s].toInteger(),
                            .rounds = json[u"rounds"_s].toInt(),
                            .requests = json[u"requests"_s].toInteger()};
    for (const QJsonValue &value : json[u"figures"_s].toArray()) {
        const QJsonObject one = value.toObject();
        Result<MeasuredFigure> figure = figureFrom(one, one[u"before"_s], one[u"after"_s]);
        if (!figure)
            return figure.error();
        measurement.figures.push_back(std::move(*figure));
    }
    if (measurement.setting.empty() || measurement.rounds < 1 || measurement.requests < 1 ||
        measurement.atMs <= 0 || !measurement.figure(u"p95_overhead"_s))
        return noMeasurement(QCoreApplication::translate("Measurement", "it says not what was measured"));
    return measurement;
}

Result<Measurement> Measurement::fromBench(const QByteArray &output, const std::string &setting,
                                           std::int64_t atMs)
{
    QJsonParseError wrong{};
    const QJsonDocument document = QJsonDocument::fromJson(output, &wrong);
    if (!document.isObject())
        return noMeasurement(output.trimmed().isEmpty()
                                 ? QCoreApplication::translate("Measurement", "it is empty")
                                 : QCoreApplication::translate("Measurement", "it is no JSON object"));
    const QJsonObject told = document.object();
    const QJsonArray settings = told[u"settings"_s].toArray();
    const QString name = QString::fromStdString(setting);
    if (settings.size() != 1 || settings[0][u"name"_s].toString() != name)
        return noMeasurement(QCoreApplication::translate("Measurement", "it is of another setting"));
    QJsonArray figures;
    for (const QJsonValue &value : told[u"figures"_s].toArray()) {
        QJsonObject figure = value.toObject();
        figure[u"before"_s] = figure[u"before"_s].toObject()[u"median"_s];
        figure[u"after"_s] = figure[u"after"_s].toObject()[u"median"_s];
        figures.append(figure);
    }
    return fromJson({{u"setting"_s, name},
                     {u"before"_s, settings[0][u"before"_s]},
                     {u"after"_s, settings[0][u"after"_s]},
                     {u"at"_s, qint64{atMs}},
                     {u"rounds"_s, told[u"rounds"_s]},
                     {u"requests"_s, told[u"requests"_s]},
                     {u"figures"_s, figures}});
}

bool lessIsBetter(const QString &figure)
{
    return figure != u"requests_per_second"_s;
}

Verdict verdictOf(const MeasuredFigure &figure)
{
    if (!figure.measurable || figure.after == figure.before)
        return Verdict::NoChange;
    return (figure.after < figure.before) == lessIsBetter(figure.name) ? Verdict::Better : Verdict::Worse;
}

MeasuredBadge badgeOf(const Measurement &measurement)
{
    for (const QString &name : kTelling) {
        const MeasuredFigure *figure = measurement.figure(name);
        if (!figure || !figure->changePercent)
            continue;
        const Verdict verdict = verdictOf(*figure);
        if (verdict == Verdict::Better)
            return {verdict, betterText(name, *figure->changePercent)};
        if (verdict == Verdict::Worse)
            return {verdict, worseText(*figure->changePercent)};
    }
    return {Verdict::NoChange, QCoreApplication::translate("Measurement", "no change")};
}

QStringList longestBadges()
{
    constexpr double kMore = 999;
    constexpr double kLess = -100;
    QStringList badges{worseText(kMore), QCoreApplication::translate("Measurement", "no change")};
    for (const QString &name : kTelling)
        badges.append(betterText(name, kLess));
    return badges;
}

std::vector<MeasuredRow> tableOf(const Measurement &measurement)
{
    std::vector<MeasuredRow> rows;
    const auto addFigure = [&](const MeasuredFigure &figure, const QString &shown, const auto &text) {
        const Verdict verdict = verdictOf(figure);
        const QString change = verdict == Verdict::NoChange
                                   ? QCoreApplication::translate("Measurement", "no change")
                               : figure.changePercent ? percent(*figure.changePercent)
                                                      : dash();
        rows.push_back({shown, text(figure.before), text(figure.after), change, verdict});
    };
    const auto add = [&](const QString &name, const QString &shown, const auto &text) {
        if (const MeasuredFigure *figure = measurement.figure(name))
            addFigure(*figure, shown, text);
    };
    const auto time = [](double us) { return durationText(us).whole(); };
    add(u"p50_overhead"_s, QCoreApplication::translate("Measurement", "overhead p50"), time);
    add(u"p95_overhead"_s, QCoreApplication::translate("Measurement", "overhead p95"), time);
    add(u"p99_overhead"_s, QCoreApplication::translate("Measurement", "overhead p99"), time);
    add(u"write_transactions_per_request"_s, QCoreApplication::translate("Measurement", "writes per request"),
        perRequest);
    if (const auto perSecond = writesPerSecond(measurement))
        addFigure(*perSecond, QCoreApplication::translate("Measurement", "writes per second"), perRequest);
    add(u"cpu_per_request"_s, QCoreApplication::translate("Measurement", "CPU per request"), time);
    return rows;
}

QString planText(const Measurement &measurement, std::int64_t nowMs)
{
    return QCoreApplication::translate("Measurement", "%1 × %2 requests in turns, built-in upstream, %3")
        .arg(QLocale().toString(measurement.rounds), QLocale().toString(qlonglong(measurement.requests)),
             historyTime(measurement.atMs, nowMs));
}

} // namespace ui::models
