// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench_child.h"
#include "app/bench_load.h"
#include "app/bench_plan.h"
#include "relay/bench/upstream_thread.h"

#include <QString>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace app {

// What one side cost in one round. Times are the client's; overhead is what the same upstream, asked directly
// in the same round, does not take.
struct SideRound
{
    relay::bench::LoadReport relay;
    double writeTransactionsPerRequest = 0;
    double readsPerRequest = 0;
    double processorUsPerRequest = 0;
    double residentBytes = 0;
};

struct CompareRound
{
    SideRound before;
    SideRound after;
    relay::bench::LoadReport direct;
};

// Two relays side by side, each in a process and a folder of its own, and an upstream in ours. Both stay
// alive; one at a time is asked, in turns: before, direct, after, then after, direct, before. What a side has
// staged is written before its turn ends, and counts as its own. Lives on gui.
class BenchCompare final
{
public:
    BenchCompare(const ComparePlan &plan, const QString &folder, BenchPause &pause);
    ~BenchCompare();

    // An error where a request failed, or the ledger does not hold exactly what was answered.
    relay::Result<std::vector<CompareRound>> run();

private:
    struct Side
    {
        CompareSide what;
        std::unique_ptr<BenchChild> child;
        bool keepsRows = true;
        std::uint64_t answered = 0;
        ChildFigures lookItself; // what it costs to ask for the figures: reads and writes
    };

    relay::Result<void> startSide(Side &side, const QString &folder);
    relay::Result<void> warmUp(Side &side);
    relay::Result<CompareRound> round(int number);
    relay::Result<void> sideRound(Side &side, const QString &title, SideRound &into);
    relay::Result<relay::bench::LoadReport> load(std::uint16_t port, const std::string &key,
                                                 std::uint64_t requests, const QString &title);
    relay::Result<void> checkTotals(Side &side);
    relay::Error interrupted() const;

    const ComparePlan m_plan;
    const QString m_folder;
    BenchPause &m_pause;
    BenchLoad m_load;
    relay::bench::UpstreamThread m_upstream;
    std::uint16_t m_upstreamPort = 0;
    Side m_before;
    Side m_after;
};

} // namespace app
