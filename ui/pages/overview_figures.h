// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

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
};

// Success rate, LLM tokens, cost today, cache hits, database writes, write-ahead log, memory.
inline constexpr std::size_t kOverviewCells = 7;
OverviewCell overviewCell(std::size_t index, const OverviewFigures &figures);

struct ModelChoice
{
    std::string toTry;  // of the demo channel if it is on: it costs nothing
    std::string toShow; // in snippets: of the first other channel that is on
};

ModelChoice chooseModels(const std::vector<relay::model::Channel> &channels);

} // namespace ui::pages
