// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at what the ledger tells of the traffic: slow requests, clients with a wrong base URL.
#include "relay/model/phrase.h"
#include "relay/service/answered.h"
#include "relay/service/doctor_looks.h"
#include "relay/storage/query.h"
#include "relay/storage/usage_table.h"

#include <algorithm>

namespace relay::service {

namespace {

using api::Finding;
using api::Verdict;
using model::phrase;

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr int kMostRows = 1000;
constexpr std::chrono::seconds kPatience{5};

// What `read` made of a reading connection. None: it did not come in time.
template <typename T>
std::optional<Result<T>> fromLedger(const DoctorSight &sight,
                                    std::function<Result<T>(storage::Connection &)> read)
{
    const auto told = std::make_shared<std::promise<Result<T>>>();
    std::future<Result<T>> answer = told->get_future();
    const bool posted = sight.store.post(
        [told, read = std::move(read)](Result<storage::Connection *> connection,
                                       const platform::Aes256Gcm &) {
            told->set_value(
                answered([&] { return connection ? read(**connection) : Result<T>(connection.error()); }));
        },
        Store::Lane::Read, "the doctor");
    if (!posted || !sight.thread.awaits(answer, kPatience))
        return std::nullopt;
    return answer.get();
}

model::Quantity ofMicroseconds(std::int64_t us)
{
    return {static_cast<double>(us) / 1000, model::Unit::Milliseconds};
}

struct SlowSums
{
    std::int64_t upstreamUs = 0;
    std::int64_t waitingUs = 0; // for a free connection
    std::int64_t overheadUs = 0;
};

std::int64_t timeOf(const model::UsageRecord &record)
{
    return record.stream && record.ttftUs >= 0 ? record.ttftUs : record.elapsedUs;
}

void sayWhy(const std::vector<api::UsageRow> &rows, Finding &finding)
{
    SlowSums sums;
    for (const api::UsageRow &row : rows) {
        sums.upstreamUs += row.record.upstreamUs + row.record.connectUs;
        sums.waitingUs += row.record.queueUs;
        sums.overheadUs += row.record.overheadUs;
    }
    const std::int64_t most = std::max({sums.upstreamUs, sums.waitingUs, sums.overheadUs});
    if (most == sums.waitingUs && most > 0) {
        finding.evidence += phrase("slow.waiting");
        finding.remedy = phrase("slow.waiting.remedy");
    } else if (most == sums.overheadUs && most > 0) {
        finding.evidence += phrase("slow.relay");
        finding.remedy = phrase("slow.relay.remedy");
    } else {
        finding.evidence += phrase("slow.upstream");
        finding.remedy = phrase("slow.upstream.remedy");
    }
}

// Without rows the hour's metrics tell how many there were, and where the time went by on the whole.
Finding slowByMetrics(const DoctorSight &sight, std::int64_t thresholdUs)
{
    Finding finding{.name = "slow-requests"};
    const api::MetricsSnapshot metrics = sight.service.metrics();
    if (!sight.running() || !metrics.enabled) {
        finding.evidence = phrase("traffic.no-rows");
        return finding;
    }
    const api::WindowFigures &hour = metrics.hour;
    finding.evidence = phrase("slow.some", static_cast<std::int64_t>(hour.requests),
                              std::to_string(hour.slow), ofMicroseconds(thresholdUs));
    finding.evidence += phrase("slow.by-metrics");
    finding.verdict = Verdict::Fine;
    if (hour.slow == 0)
        return finding;
    const bool own = hour.overhead.averageUs * 2 > hour.total.averageUs;
    finding.evidence += own ? phrase("slow.relay") : phrase("slow.upstream");
    finding.remedy = own ? phrase("slow.relay.remedy") : phrase("slow.upstream.remedy");
    finding.verdict = hour.slow * 100 >= hour.requests ? Verdict::Trouble : Verdict::Hint;
    return finding;
}

} // namespace

void writeStaged(const DoctorSight &sight)
{
    const auto done = std::make_shared<std::promise<void>>();
    const std::future<void> written = done->get_future();
    sight.ledger.flushNow([done](const Result<void> &) { done->set_value(); });
    (void)sight.thread.awaits(written, kPatience);
}

Finding lookAtSlowRequests(const DoctorSight &sight)
{
    Finding finding{.name = "slow-requests"};
    const std::int64_t thresholdUs = sight.values().metrics.slowRequestThreshold.count() * 1000;
    if (!sight.values().ledger.consumeEnabled)
        return slowByMetrics(sight, thresholdUs);
    api::UsageQuery recent;
    recent.startMs = Clock::system().unixMs() - kHourMs;
    api::UsageQuery slow = recent;
    slow.slowerThanUs = thresholdUs;
    slow.limit = kMostRows;
    const auto sums = fromLedger<api::UsageStat>(
        sight, [recent](storage::Connection &c) { return storage::UsageTable(c).stat(recent); });
    const auto page = fromLedger<api::UsagePage>(
        sight, [slow](storage::Connection &c) { return storage::UsageTable(c).page(slow); });
    if (!sums || !*sums || !page || !*page) {
        finding.evidence = phrase("slow.unreadable");
        return finding;
    }
    const std::vector<api::UsageRow> &rows = (**page).rows;
    const std::int64_t all = (**sums).requests;
    const std::string some = std::to_string(rows.size());
    finding.evidence = (**page).next != 0 ? phrase("slow.many", all, some, ofMicroseconds(thresholdUs))
                                          : phrase("slow.some", all, some, ofMicroseconds(thresholdUs));
    if (rows.empty()) {
        finding.verdict = Verdict::Fine;
        return finding;
    }
    const auto slowest =
        std::ranges::max_element(rows, {}, [](const api::UsageRow &row) { return timeOf(row.record); });
    const model::Quantity longest = ofMicroseconds(timeOf(slowest->record));
    finding.evidence += slowest->channelName.empty()
                            ? phrase("slow.slowest-nowhere", longest, slowest->record.model)
                            : phrase("slow.slowest", longest, slowest->record.model, slowest->channelName);
    sayWhy(rows, finding);
    const bool many = static_cast<std::int64_t>(rows.size()) * 100 >= all;
    finding.verdict = many ? Verdict::Trouble : Verdict::Hint;
    return finding;
}

Finding lookAtClientUrls(const DoctorSight &sight)
{
    Finding finding{.name = "base-url"};
    struct Wrong
    {
        std::string path;
        std::int64_t count = 0;
    };
    const std::int64_t since = Clock::system().unixMs() - kDayMs;
    const auto seen = fromLedger<std::vector<Wrong>>(
        sight, [since](storage::Connection &connection) -> Result<std::vector<Wrong>> {
            storage::Query query(
                connection, "SELECT coalesce(n.text, u.endpoint), count(*) FROM usage u LEFT JOIN names n "
                            "ON n.id = u.endpoint AND typeof(u.endpoint) = 'integer' WHERE u.created_at "
                            ">= ? AND u.status = 404 AND u.error LIKE 'unknown path %' GROUP BY 1 "
                            "ORDER BY 2 DESC LIMIT 5");
            if (const Result<void> done = query.bind(since).run(); !done)
                return done.error();
            std::vector<Wrong> all;
            while (query.next())
                all.push_back({query.text(0), query.integer(1)});
            return all;
        });
    if (!seen || !*seen) {
        finding.evidence = phrase("slow.unreadable");
        return finding;
    }
    if ((**seen).empty() && !sight.values().ledger.consumeEnabled) {
        finding.evidence = phrase("traffic.no-rows");
        return finding;
    }
    if ((**seen).empty()) {
        finding.verdict = Verdict::Fine;
        finding.evidence = phrase("url.right");
        return finding;
    }
    finding.verdict = Verdict::Trouble;
    for (const Wrong &wrong : **seen)
        finding.evidence += phrase("url.wrong", wrong.path, wrong.count);
    const std::string url = sight.service.status().baseUrl;
    finding.remedy =
        phrase("url.wrong.remedy",
               url.empty() ? "http://127.0.0.1:" + std::to_string(sight.values().server.port) + "/v1" : url);
    return finding;
}

} // namespace relay::service
