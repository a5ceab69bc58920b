// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <QDate>
#include <QString>

#include <optional>

// What the Overview's strip of numbers says. Reentrant.
namespace ui::pages {

struct OverviewFigures
{
    const relay::api::MetricsSnapshot &metrics;
    std::vector<relay::api::AlertRow> alerts;
    std::optional<relay::api::DatabaseSnapshot> database; // none: has not answered yet
    std::optional<relay::api::UsageStat> today;           // likewise
};

struct OverviewCell
{
    QString figure;
    QString unit;
    QString fact;
    QString whole; // what the fact stands for, where it is shortened
};

// Success rate, LLM tokens, cost today, cache hits, database writes, write-ahead log, memory.
inline constexpr std::size_t kOverviewCells = 7;
OverviewCell overviewCell(std::size_t index, const OverviewFigures &figures);

// When today's sums were last asked for; ticks are seconds.
struct TodayAsked
{
    QDate date;
    int tick = 0;
    std::uint64_t requests = 0; // that there were

    // What nothing was added to needs no new sums, but a new day begins with none.
    bool isStale(const QDate &today, int tickNow, int leastTicks, std::uint64_t requestsNow) const
    {
        return date != today || (tickNow - tick >= leastTicks && requests != requestsNow);
    }
};

struct ModelChoice
{
    std::string toTry;                             // of the demo channel if it is on: it costs nothing
    bool isFree = false;                           // toTry is of the demo channel
    std::string toShow;                            // in snippets: of the first other channel that is on
    std::optional<relay::model::Channel> idleDemo; // it is there, and off
};

ModelChoice chooseModels(const std::vector<relay::model::Channel> &channels);

} // namespace ui::pages
