// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench_plan.h"

#include <cstdint>
#include <string>

namespace app {

// Whom `bench` asks: the running relay, with a client's key.
struct BenchTarget
{
    std::string host;
    std::uint16_t port = 0;
    std::string basePath;
    std::string key;
    QString address; // the base URL
    QString model;
    bool demo = false; // the built-in upstream answers: costs nothing, and can be asked directly
    std::uint16_t demoPort = 0;
    std::string instanceId; // who asks the demo upstream says for whom
};

bool relayRuns(const QString &dataDir);

// By the control socket of that data directory. Unavailable: none runs there. Waits; for a process that does
// nothing else.
relay::Result<BenchTarget> findBenchTarget(const BenchPlan &plan, const QString &dataDir);

} // namespace app
