// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/api/watch_service.h"
#include "relay/base/clock.h"
#include "relay/base/phrase.h"
#include "relay/config/settings.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::service {

// What alerts are judged by. A value.
struct AlertFigures
{
    api::WindowFigures minute;
    std::uint64_t callersErrors = 0; // of the minute's failed ones
    bool timed = true;               // metrics are on
    std::uint64_t walBytes = 0;
    std::uint64_t rssBytes = 0;
    double worstLagUs = 0;
    std::optional<double> spentTodayUsd;
    Saying ledgerTrouble;      // why the database cannot be written; empty: it can
    std::uint64_t staged = 0;  // records in the journal
    double journalPercent = 0; // that they fill
};

// The alert rules: each is raised once when its value has been above its limit for as long as the rule says,
// and recovers once when it has been below as long. What cannot be told counts as below. The ledger's, which
// no setting limits, is raised at once, and again when its journal is half full. Pure but for what it
// remembers. Reentrant.
class AlertRules final
{
public:
    static constexpr std::string_view kLedger = "ledger";
    static constexpr std::uint64_t kFewestRequests = 20; // in a minute, for its p99 and error rate

    // What is new. To be called every second or so.
    std::vector<api::Event> judge(const config::AlertSettings &limits, const AlertFigures &figures,
                                  SteadyTime now, std::int64_t unixMs);
    std::vector<api::AlertRow> rows() const;

private:
    static constexpr std::size_t kRules = 6;

    void judgeOne(std::size_t rule, double limit, std::optional<double> value, SteadyTime now,
                  std::int64_t unixMs, std::vector<api::Event> &events);

    void judgeLedger(const AlertFigures &figures, std::int64_t unixMs, std::vector<api::Event> &events);

    struct Since
    {
        std::optional<SteadyTime> above;
        std::optional<SteadyTime> below;
    };
    std::array<Since, kRules> m_since;
    std::array<api::AlertRow, kRules> m_rows;
    api::AlertRow m_ledger;
    bool m_halfTold = false;
};

} // namespace relay::service
