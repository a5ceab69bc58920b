// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::api {

enum class EventKind {
    AlertRaised,
    AlertRecovered,
    SlowRequests,
    GuardUndid,
    GuardFailed, // it should have, and could not
    SettingsFileEdited,
    DatabaseRestored,
    RestoreFailed,
    Restarted,
    RestartFailed,  // it goes on with what it had
    UpdateAvailable // subject: its version
};

std::string_view eventKindName(EventKind kind); // alert_raised, alert_recovered, slow_requests, ...

// Something that a person may want to be told of. A value.
struct Event
{
    std::int64_t id = 0;   // from 1, since start
    std::int64_t atMs = 0; // Unix
    EventKind kind = EventKind::AlertRaised;
    std::string subject; // of an alert its name, of a newer version its number; else empty
    Saying text;         // for people
};

// One alert rule and how it stands. A value.
struct AlertRow
{
    std::string name;    // p99, error_rate, wal, rss, loop_lag, budget, ledger
    std::string setting; // that holds its limit; empty: none does
    std::string unit;
    double limit = 0; // 0: off
    double value = 0;
    bool known = false; // false: there is too little to tell the value by
    bool raised = false;
    std::int64_t sinceMs = 0; // Unix: raised since
    Saying text;              // for people: what it means; while raised with what to do
};

// What the guard makes of the latest change that it watches. A value.
struct GuardSnapshot
{
    bool watching = false;
    std::int64_t entry = 0; // of the history
    int seconds = 0;        // it watches for so long
    int secondsLeft = 0;
    std::uint64_t requests = 0;       // since the change
    std::uint64_t requestsNeeded = 0; // before it judges
    // Errors are those of the relay's own making. None: there is nothing to tell it by, or no limit as there
    // were too few requests before the change.
    std::optional<double> errorPercent;
    std::optional<double> errorLimitPercent;
    std::optional<double> overheadP95Us;
    std::optional<double> overheadP95LimitUs;
};

// Alerts, events and the guard of the running relay. Thread-safe.
class WatchService
{
public:
    static constexpr std::size_t kKeptEvents = 200;

    virtual std::vector<AlertRow> alerts() const = 0;
    // Those with a larger id, the oldest first; at most the last kKeptEvents.
    virtual std::vector<Event> events(std::int64_t afterId) const = 0;
    virtual GuardSnapshot guard() const = 0;
    // A change stays whatever follows: the guard looks at it no more.
    virtual void keepChange(std::int64_t entry) = 0;
    // Each event from now on, told on the context's thread until the context is gone. To be called there.
    virtual void onEvent(QObject *context, std::function<void(const Event &)> told) = 0;

protected:
    ~WatchService() = default;
};

} // namespace relay::api
