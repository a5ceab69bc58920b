// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ui::models {

struct MeasuredFigure
{
    QString name; // p95_overhead, cpu_per_request, ... as `bench --compare --json` has it
    double before = 0;
    double after = 0;
    std::optional<double> changePercent;
    bool measurable = false; // told apart from the rounds' own scatter
};

enum class Verdict { Better, Worse, NoChange };

// What `bench --compare SETTING=before,after` found out. A value.
struct Measurement
{
    std::string setting;
    std::string before;
    std::string after;
    std::int64_t atMs = 0; // Unix
    int rounds = 0;
    std::int64_t requests = 0; // on each side in each round
    std::vector<MeasuredFigure> figures;

    const MeasuredFigure *figure(const QString &name) const; // null: it was not measured

    QJsonObject toJson() const;
    // BadRequest: that is no measurement of this setting.
    static relay::Result<Measurement> fromJson(const QJsonObject &json);
    static relay::Result<Measurement> fromBench(const QByteArray &output, const std::string &setting,
                                                std::int64_t atMs);
};

bool lessIsBetter(const QString &figure);
Verdict verdictOf(const MeasuredFigure &figure);

// In a badge: p95 −38 %, no change, worse +12 %.
struct MeasuredBadge
{
    Verdict verdict = Verdict::NoChange;
    QString text;
};
MeasuredBadge badgeOf(const Measurement &measurement);
QStringList longestBadges(); // as wide as one of them gets

struct MeasuredRow
{
    QString name;
    QString before;
    QString after;
    QString change;
    Verdict verdict = Verdict::NoChange;
};
std::vector<MeasuredRow> tableOf(const Measurement &measurement);
QString planText(const Measurement &measurement, std::int64_t nowMs); // how and when it was measured

} // namespace ui::models
