// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/sample_findings.h"

#include "relay/model/phrase.h"

#include <QDateTime>

namespace tests {

namespace {

using relay::api::AlertRow;
using relay::api::Event;
using relay::api::EventKind;
using relay::api::Finding;
using relay::api::Verdict;
using relay::model::phrase;
using relay::model::Quantity;
using relay::model::Saying;
using relay::model::Unit;

Quantity megabytes(double value)
{
    return {value * 1024 * 1024, Unit::Bytes};
}

std::int64_t agoMs(int minutes)
{
    return QDateTime::currentMSecsSinceEpoch() - std::int64_t(minutes) * 60'000;
}

Saying walRaised()
{
    Saying text = phrase("alert.wal.raised", megabytes(81.2), megabytes(64));
    text += phrase("alert.wal.remedy");
    return text;
}

Saying guardUndid()
{
    Saying text = phrase("guard.undone", "SQLITE_CACHE_SIZE=-128000");
    text +=
        phrase("guard.overhead", Quantity{1.6, Unit::Milliseconds}, Quantity{2.7, Unit::Milliseconds}, 74);
    return text;
}

} // namespace

std::vector<Finding> sampleFindings()
{
    std::vector<Finding> all{
        {.name = "locked-database", .verdict = Verdict::Fine, .evidence = phrase("lock.none")},
        {.name = "wal",
         .verdict = Verdict::Trouble,
         .evidence = phrase("wal.size", megabytes(81)),
         .remedy = phrase("wal.remedy"),
         .preset = "Remedy: WAL too large"},
        {.name = "memory",
         .verdict = Verdict::Fine,
         .evidence = phrase("memory.used", megabytes(61), megabytes(1024))},
        {.name = "slow-requests",
         .verdict = Verdict::Hint,
         .evidence = phrase("slow.some", 731, "14", Quantity{10'000, Unit::Milliseconds}),
         .remedy = phrase("slow.upstream.remedy")},
        {.name = "port",
         .verdict = Verdict::Fine,
         .evidence = phrase("port.answers", "http://127.0.0.1:3000/v1")},
        {.name = "upstream",
         .verdict = Verdict::Trouble,
         .evidence = phrase("upstream.key", "SiliconFlow", 401),
         .remedy = phrase("upstream.remedy")},
        {.name = "base-url", .verdict = Verdict::Fine, .evidence = phrase("url.right")},
        {.name = "proxy", .verdict = Verdict::Fine, .evidence = phrase("proxy.none")},
        {.name = "certificate", .verdict = Verdict::Unknown, .evidence = phrase("start-relay")},
        {.name = "clock",
         .verdict = Verdict::Fine,
         .evidence = phrase("clock.right", Quantity{1, Unit::Seconds})},
        {.name = "permissions",
         .verdict = Verdict::Hint,
         .evidence = phrase("rights.open", "/home/me/.local/share/trayrelay/ledger.journal"),
         .remedy =
             phrase("rights.open.remedy", "chmod 600 '/home/me/.local/share/trayrelay/ledger.journal'")},
        {.name = "disk-space",
         .verdict = Verdict::Fine,
         .evidence = phrase("disk.free", megabytes(81'412), "/", megabytes(48))},
        {.name = "descriptors",
         .verdict = Verdict::Fine,
         .evidence = phrase("descriptors.open", 41, 1'048'576)},
        {.name = "ledger",
         .verdict = Verdict::Fine,
         .evidence = phrase("ledger.journal", 1, Quantity{0, Unit::Percent})},
        {.name = "backup", .verdict = Verdict::Fine, .evidence = phrase("backup.kept", 7)}};
    all[1].evidence += phrase("wal.frames", 412);
    all[1].evidence += phrase("wal.bound", megabytes(64));
    all[2].evidence += phrase("memory.exchanges", 3);
    all[2].evidence += phrase("memory.clients", 1);
    all[3].evidence += phrase("slow.upstream");
    all[14].evidence += phrase("backup.newest", Quantity{double(agoMs(11 * 60)), Unit::UnixMs});
    return all;
}

std::vector<AlertRow> sampleAlerts()
{
    return {{.name = "p99",
             .setting = "ALERT_P99_MS",
             .unit = "ms",
             .limit = 10'000,
             .value = 1'170,
             .known = true,
             .text = phrase("alert.p99")},
            {.name = "error_rate",
             .setting = "ALERT_ERROR_RATE",
             .unit = "%",
             .limit = 1,
             .value = 0.19,
             .known = true,
             .text = phrase("alert.errors")},
            {.name = "wal",
             .setting = "ALERT_WAL_MB",
             .unit = "MB",
             .limit = 64,
             .value = 81.2,
             .known = true,
             .raised = true,
             .sinceMs = agoMs(12),
             .text = walRaised()},
            {.name = "rss",
             .setting = "ALERT_RSS_MB",
             .unit = "MB",
             .limit = 1024,
             .value = 61,
             .known = true,
             .text = phrase("alert.memory")},
            {.name = "loop_lag",
             .setting = "ALERT_LOOP_LAG_MS",
             .unit = "ms",
             .limit = 50,
             .value = 0.21,
             .known = true,
             .text = phrase("alert.lag")},
            {.name = "budget",
             .setting = "ALERT_BUDGET_USD_DAY",
             .unit = "$",
             .limit = 0,
             .value = 1.36,
             .known = true,
             .text = phrase("alert.budget")}};
}

std::vector<Event> sampleEvents()
{
    return {
        {.id = 1, .atMs = agoMs(190), .kind = EventKind::GuardUndid, .text = guardUndid()},
        {.id = 2,
         .atMs = agoMs(44),
         .kind = EventKind::SlowRequests,
         .text = phrase("slow.event", 3, "10000")},
        {.id = 3, .atMs = agoMs(12), .kind = EventKind::AlertRaised, .subject = "wal", .text = walRaised()}};
}

} // namespace tests
