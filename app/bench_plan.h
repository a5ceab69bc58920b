// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/config/setting_change.h"

#include <QJsonObject>
#include <QString>

#include <chrono>
#include <cstdint>
#include <variant>
#include <vector>

namespace app {

// What `bench` was asked for, against the running relay. A value.
struct BenchPlan
{
    std::uint64_t requests = 0; // 0: as many as suits what answers
    std::uint32_t concurrency = 0;
    bool stream = false;
    QString model;   // empty: the demo's, or the channel's first
    QString channel; // empty: whoever answers for the model
};

struct CompareSide
{
    QString name; // Full rollback, or LOG_BATCH_ENABLED=false
    std::vector<relay::config::SettingAssignment> settings;
};

// What `bench --compare` was asked for. A value.
struct ComparePlan
{
    CompareSide before;
    CompareSide after;
    std::vector<relay::config::SettingAssignment> held; // the same on both sides
    std::uint64_t requests = 1000;                      // on each side in each round
    std::uint32_t concurrency = 20;
    int rounds = 5;
    std::chrono::milliseconds upstream{0}; // how long it waits with each answer
    bool stream = false;
    bool background = false; // behind all else that runs; progress is told in lines
};

// Everything is checked: names (the error names the nearest), values, bounds, what goes with what. Reentrant.
relay::Result<std::variant<BenchPlan, ComparePlan>> benchPlanOf(const QJsonObject &request);

// What differs between the two sides: name, before, after; in the table's order.
std::vector<relay::config::SettingChange> differencesOf(const ComparePlan &plan);

} // namespace app
