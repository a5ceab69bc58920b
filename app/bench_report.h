// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench_compare.h"
#include "app/bench_statistics.h"

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace app {

// What a run against the running relay came to.
struct BenchOutcome
{
    BenchPlan plan; // with what was chosen where nothing was asked for
    QString address;
    relay::bench::LoadReport relay;
    std::optional<relay::bench::LoadReport> direct; // the upstream itself, where it can be asked
};

QJsonObject benchJson(const BenchOutcome &outcome);
QString benchText(const BenchOutcome &outcome);

// One line of the comparison's table.
struct ComparedFigure
{
    QString name; // p99_overhead
    QString unit; // us
    QString text; // overhead p99, ms
    double shownPer = 1;
    int decimals = 1;
    Difference difference;
};

std::vector<ComparedFigure> comparedFigures(const ComparePlan &plan, const std::vector<CompareRound> &rounds);

QJsonObject compareJson(const ComparePlan &plan, const std::vector<CompareRound> &rounds);
QString compareText(const ComparePlan &plan, const std::vector<CompareRound> &rounds);

} // namespace app
