// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/watch_service.h"
#include "relay/config/settings.h"
#include "relay/metrics/relay_metrics.h"
#include "relay/model/phrase.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace relay::service {

// Watches what follows a change of settings. begin() is called before the engine takes it, judge() every
// second: errors of the relay's own making or p95 of overhead that got worse by GUARD_FACTOR, over at least
// kFewestRequests before and since, are a verdict against the change. What is watched is noted in a file, so
// that the next start knows of a change that the process did not survive. Thread-safe.
class Guard final
{
public:
    static constexpr std::uint64_t kFewestRequests = 50;
    static constexpr std::uint64_t kFewestErrors = 3;
    // Less is the machine's own noise: a median overhead is some 50 us.
    static constexpr std::chrono::microseconds kLeastWorse{200};
    static constexpr int kLooks = 3; // in a row that must agree: one hiccup passes by

    struct Verdict
    {
        std::int64_t entry = 0; // of the history
        model::Phrase reason;
    };

    Guard(const metrics::RelayMetrics &metrics, QString notePath)
        : m_metrics(metrics)
        , m_notePath(std::move(notePath))
    {
    }

    void begin(std::int64_t entry, const config::GuardSettings &settings, SteadyTime now);
    // A change that the last process did not survive and that could not be undone: this one may not survive
    // it either, and the next one tries again.
    void keepNoted(std::int64_t entry, const config::GuardSettings &settings, SteadyTime now);
    void forget(std::int64_t entry); // it was not kept, or is undone
    std::optional<Verdict> judge(SteadyTime now);
    void end(); // the process leaves in good order

    // Of the latest change that is watched.
    api::GuardSnapshot snapshot(SteadyTime now) const;

    // The entries that were watched when the last process ended without end(), the oldest first.
    std::vector<std::int64_t> leftBehind() const;
    void clearNote() const;

private:
    struct Watched
    {
        std::int64_t entry = 0;
        config::GuardSettings settings;
        SteadyTime begun;
        std::unique_ptr<metrics::ExchangeTally> before; // null: too few requests to compare with
        std::unique_ptr<metrics::ExchangeTally> since;  // all there was when the watch began
        int worseLooks = 0;
    };

    // None: it is not.
    std::optional<model::Phrase> worse(const Watched &watched, const metrics::ExchangeTally &after) const;
    void note() const;

    const metrics::RelayMetrics &m_metrics;
    const QString m_notePath;
    mutable std::mutex m_mutex; // guards the rest
    std::vector<Watched> m_watched;
};

} // namespace relay::service
