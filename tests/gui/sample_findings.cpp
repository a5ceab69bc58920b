// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/sample_findings.h"

#include <QDateTime>

namespace tests {

namespace {

using relay::api::AlertRow;
using relay::api::Event;
using relay::api::EventKind;
using relay::api::Finding;
using relay::api::Verdict;

std::int64_t agoMs(int minutes)
{
    return QDateTime::currentMSecsSinceEpoch() - std::int64_t(minutes) * 60'000;
}

} // namespace

std::vector<Finding> sampleFindings()
{
    return {
        {.name = "locked-database",
         .verdict = Verdict::Fine,
         .evidence = "written in 2 ms; nobody else holds it"},
        {.name = "wal",
         .verdict = Verdict::Trouble,
         .evidence = "the write-ahead log has 81 MB (alert at 64 MB): reader 2 keeps frame 412",
         .remedy = "write it back now and empty it, and do so twice as often from now on",
         .preset = "Remedy: WAL too large"},
        {.name = "memory",
         .verdict = Verdict::Fine,
         .evidence = "the relay uses 61 MB of memory (alert at 1024 MB), with 3 exchanges under way and 4 "
                     "clients connected"},
        {.name = "slow-requests",
         .verdict = Verdict::Hint,
         .evidence = "14 of 731 requests in the last hour took longer than 10 s, 13 of them at the upstream",
         .remedy = "DeepSeek answers slowly: give another channel a higher priority for its models"},
        {.name = "port", .verdict = Verdict::Fine, .evidence = "listening on 127.0.0.1:3000"},
        {.name = "upstream",
         .verdict = Verdict::Trouble,
         .evidence = "SiliconFlow answers 401: it does not know the key sk-••••p0Zw",
         .remedy = "enter a key that is valid there"},
        {.name = "base-url", .verdict = Verdict::Fine, .evidence = "no client asked for a wrong path"},
        {.name = "proxy", .verdict = Verdict::Unknown, .evidence = "no proxy is set"},
        {.name = "certificate",
         .verdict = Verdict::Fine,
         .evidence = "6 upstreams have certificates that are valid for 21 days at least"},
        {.name = "clock", .verdict = Verdict::Fine, .evidence = "within 1 s of the upstreams' clocks"},
        {.name = "permissions",
         .verdict = Verdict::Hint,
         .evidence = "other users may read or change /home/me/.local/share/trayrelay/ledger.journal",
         .remedy = "chmod 600 '/home/me/.local/share/trayrelay/ledger.journal'"},
        {.name = "disk-space",
         .verdict = Verdict::Fine,
         .evidence = "81412 MB free on /, the database has 48 MB"},
        {.name = "descriptors", .verdict = Verdict::Fine, .evidence = "41 of 1048576 open"},
        {.name = "ledger", .verdict = Verdict::Fine, .evidence = "1 row waits in the journal"},
        {.name = "backup", .verdict = Verdict::Fine, .evidence = "7 kept, the last one 11 h old"}};
}

std::vector<AlertRow> sampleAlerts()
{
    return {{.name = "p99",
             .setting = "ALERT_P99_MS",
             .unit = "ms",
             .limit = 10'000,
             .value = 1'170,
             .known = true,
             .text = "requests are slow"},
            {.name = "error_rate",
             .setting = "ALERT_ERROR_RATE",
             .unit = "%",
             .limit = 1,
             .value = 0.19,
             .known = true,
             .text = "requests fail"},
            {.name = "wal",
             .setting = "ALERT_WAL_MB",
             .unit = "MB",
             .limit = 64,
             .value = 81.2,
             .known = true,
             .raised = true,
             .sinceMs = agoMs(12),
             .text =
                 "the write-ahead log is large: 81.2 MB, more than 64 MB (ALERT_WAL_MB); write it back with "
                 "a checkpoint"},
            {.name = "rss",
             .setting = "ALERT_RSS_MB",
             .unit = "MB",
             .limit = 1024,
             .value = 61,
             .known = true,
             .text = "the process takes much memory"},
            {.name = "loop_lag",
             .setting = "ALERT_LOOP_LAG_MS",
             .unit = "ms",
             .limit = 50,
             .value = 0.21,
             .known = true,
             .text = "the event loop lags"},
            {.name = "budget",
             .setting = "ALERT_BUDGET_USD_DAY",
             .unit = "$",
             .limit = 0,
             .value = 1.36,
             .known = true,
             .text = "the day costs much"}};
}

std::vector<Event> sampleEvents()
{
    return {{.id = 1,
             .atMs = agoMs(190),
             .kind = EventKind::GuardUndid,
             .text = "SQLITE_CACHE_SIZE went back to -64000: p95 of overhead grew from 1.6 to 2.7 ms"},
            {.id = 2,
             .atMs = agoMs(44),
             .kind = EventKind::SlowRequests,
             .text = "3 slow requests in the last minute, the slowest took 14.2 s (DeepSeek)"},
            {.id = 3,
             .atMs = agoMs(12),
             .kind = EventKind::AlertRaised,
             .subject = "wal",
             .text = "the write-ahead log is large: 81.2 MB, more than 64 MB"}};
}

} // namespace tests
