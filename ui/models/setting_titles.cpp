// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/setting_titles.h"

#include <QtGlobal>

#include <algorithm>
#include <array>

namespace ui::models {

namespace {

// clang-format off
constexpr auto kTitles = std::to_array<SettingTitle>({
    {"SQLITE_OPTIMIZE_ENABLED", QT_TRANSLATE_NOOP("Settings", "SQLite tuning"), true,
     QT_TRANSLATE_NOOP("Settings", "Safe: off, the database is slower and nothing else.")},
    {"SQLITE_JOURNAL_MODE", QT_TRANSLATE_NOOP("Settings", "Journal mode"), false,
     QT_TRANSLATE_NOOP("Settings", "WAL, DELETE, TRUNCATE and PERSIST are safe. MEMORY and OFF can break the file when the program is killed.")},
    {"SQLITE_SYNCHRONOUS", QT_TRANSLATE_NOOP("Settings", "Synchronous"), false,
     QT_TRANSLATE_NOOP("Settings", "With WAL, NORMAL never breaks the file; a power cut can cost the last moments. OFF can break it.")},
    {"SQLITE_CACHE_SIZE", QT_TRANSLATE_NOOP("Settings", "Page cache"), true, QT_TRANSLATE_NOOP("Settings", "Safe: takes up to that much memory.")},
    {"SQLITE_MMAP_SIZE", QT_TRANSLATE_NOOP("Settings", "Memory mapping"), true, QT_TRANSLATE_NOOP("Settings", "Safe: takes address space, not memory.")},
    {"SQLITE_TEMP_STORE", QT_TRANSLATE_NOOP("Settings", "Temporary tables"), true, QT_TRANSLATE_NOOP("Settings", "Safe: temporary tables are small here.")},
    {"SQLITE_BUSY_TIMEOUT", QT_TRANSLATE_NOOP("Settings", "Busy timeout"), true,
     QT_TRANSLATE_NOOP("Settings", "Safe: too short, and another program's lock shows as an error.")},
    {"SQLITE_WAL_AUTO_CHECKPOINT", QT_TRANSLATE_NOOP("Settings", "Automatic checkpoint"), false,
     QT_TRANSLATE_NOOP("Settings", "With 0 the log grows until a checkpoint is asked for.")},
    {"SQLITE_FOREIGN_KEYS", QT_TRANSLATE_NOOP("Settings", "Foreign keys"), true, QT_TRANSLATE_NOOP("Settings", "Safe: checks cost a little at each write.")},
    {"SQLITE_PAGE_SIZE", QT_TRANSLATE_NOOP("Settings", "Page size"), true, QT_TRANSLATE_NOOP("Settings", "Safe: VACUUM writes the whole file anew.")},
    {"SQLITE_AUTO_VACUUM", QT_TRANSLATE_NOOP("Settings", "Auto-vacuum"), true, QT_TRANSLATE_NOOP("Settings", "Safe: FULL moves pages at each commit and costs time.")},
    {"SQLITE_MAX_OPEN_CONNS", QT_TRANSLATE_NOOP("Settings", "Reading connections"), true, QT_TRANSLATE_NOOP("Settings", "Safe: with few, long reads wait for each other.")},
    {"SQLITE_MAX_IDLE_CONNS", QT_TRANSLATE_NOOP("Settings", "Idle reading connections"), true, QT_TRANSLATE_NOOP("Settings", "Safe: each keeps a cache of 2 MB.")},
    {"HTTP_KEEPALIVE", QT_TRANSLATE_NOOP("Settings", "Keep-alive period"), true, QT_TRANSLATE_NOOP("Settings", "Safe: too long, and a dead connection is found late.")},
    {"HTTP_MAX_IDLE_CONNS", QT_TRANSLATE_NOOP("Settings", "Idle connections"), true, QT_TRANSLATE_NOOP("Settings", "Safe: with none, each request shakes hands anew.")},
    {"HTTP_MAX_IDLE_CONNS_PER_HOST", QT_TRANSLATE_NOOP("Settings", "Idle connections per host"), true,
     QT_TRANSLATE_NOOP("Settings", "Safe: with none, each request shakes hands anew.")},
    {"HTTP_MAX_CONNS_PER_HOST", QT_TRANSLATE_NOOP("Settings", "Connections per host"), false,
     QT_TRANSLATE_NOOP("Settings", "Too few, and requests wait in line; some providers refuse too many.")},
    {"HTTP_DIAL_TIMEOUT", QT_TRANSLATE_NOOP("Settings", "Connect timeout"), false, QT_TRANSLATE_NOOP("Settings", "Too short, and a slow network looks like a broken one.")},
    {"HTTP_TLS_TIMEOUT", QT_TRANSLATE_NOOP("Settings", "TLS timeout"), false, QT_TRANSLATE_NOOP("Settings", "Too short, and a slow network looks like a broken one.")},
    {"HTTP_RESPONSE_HEADER_TIMEOUT", QT_TRANSLATE_NOOP("Settings", "First-answer timeout, streams"), false,
     QT_TRANSLATE_NOOP("Settings", "Too short, and models that think long are cut off.")},
    {"HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM", QT_TRANSLATE_NOOP("Settings", "First-answer timeout, whole answers"), false,
     QT_TRANSLATE_NOOP("Settings", "Too short, and long answers are cut off: they come all at once.")},
    {"HTTP_STREAM_IDLE_TIMEOUT", QT_TRANSLATE_NOOP("Settings", "Silence in a stream"), false,
     QT_TRANSLATE_NOOP("Settings", "Too short, and models that think long are cut off.")},
    {"HTTP_IDLE_CONN_TIMEOUT", QT_TRANSLATE_NOOP("Settings", "Idle connection lifetime"), true,
     QT_TRANSLATE_NOOP("Settings", "Safe: too long, and the provider closes first.")},
    {"LOG_BATCH_ENABLED", QT_TRANSLATE_NOOP("Settings", "Batch usage rows"), true, QT_TRANSLATE_NOOP("Settings", "Safe: a crash of the program loses nothing.")},
    {"LOG_BATCH_SIZE", QT_TRANSLATE_NOOP("Settings", "Rows per batch"), true, QT_TRANSLATE_NOOP("Settings", "Safe: rows wait in the journal, which survives a crash.")},
    {"LOG_BATCH_FLUSH_INTERVAL", QT_TRANSLATE_NOOP("Settings", "Longest wait of a batch"), true,
     QT_TRANSLATE_NOOP("Settings", "Safe: rows wait in the journal, which survives a crash.")},
    {"LOG_CONSUME_ENABLED", QT_TRANSLATE_NOOP("Settings", "Usage rows"), false,
     QT_TRANSLATE_NOOP("Settings", "Off, the Requests page stays empty: only totals are kept.")},
    {"LOCAL_CACHE_ENABLED", QT_TRANSLATE_NOOP("Settings", "Local cache"), true, QT_TRANSLATE_NOOP("Settings", "Safe: an edit here is seen at once.")},
    {"LOCAL_CACHE_TTL", QT_TRANSLATE_NOOP("Settings", "Cache lifetime"), true,
     QT_TRANSLATE_NOOP("Settings", "Safe: what another program writes into the database is seen this late.")},
    {"BATCH_UPDATE_ENABLED", QT_TRANSLATE_NOOP("Settings", "Batch totals"), true, QT_TRANSLATE_NOOP("Settings", "Safe: a crash of the program loses nothing.")},
    {"BATCH_UPDATE_INTERVAL", QT_TRANSLATE_NOOP("Settings", "Totals every"), true, QT_TRANSLATE_NOOP("Settings", "Safe: a crash of the program loses nothing.")},
    {"PPROF_ENABLED", QT_TRANSLATE_NOOP("Settings", "Profiling server"), true, QT_TRANSLATE_NOOP("Settings", "Only programs on this machine can reach it.")},
    {"PPROF_PORT", QT_TRANSLATE_NOOP("Settings", "Profiling port")},
    {"METRICS_ENABLED", QT_TRANSLATE_NOOP("Settings", "Metrics"), true, QT_TRANSLATE_NOOP("Settings", "Safe: off, there are no percentiles and no charts.")},
    {"METRICS_RESET_INTERVAL", QT_TRANSLATE_NOOP("Settings", "Metrics reset"), true, QT_TRANSLATE_NOOP("Settings", "Safe: charts and totals are not touched.")},
    {"SLOW_REQUEST_THRESHOLD_MS", QT_TRANSLATE_NOOP("Settings", "Slow request"), true, QT_TRANSLATE_NOOP("Settings", "Safe: it is logged and told, nothing else.")},
    {"RETRY_TIMES", QT_TRANSLATE_NOOP("Settings", "Retries")},
    {"RELAY_MAX_BODY_MB", QT_TRANSLATE_NOOP("Settings", "Largest request")},
    {"SQLITE_PATH", QT_TRANSLATE_NOOP("Settings", "Database file")},
    {"LOG_LEVEL", QT_TRANSLATE_NOOP("Settings", "Log level")},
    {"LEDGER_JOURNAL_MB", QT_TRANSLATE_NOOP("Settings", "Ledger journal")},
    {"LOG_RETENTION_DAYS", QT_TRANSLATE_NOOP("Settings", "Keep usage rows"), false, QT_TRANSLATE_NOOP("Settings", "Older rows are deleted; their daily sums stay.")},
    {"BACKUP_INTERVAL_HOURS", QT_TRANSLATE_NOOP("Settings", "Backup every")},
    {"BACKUP_KEEP", QT_TRANSLATE_NOOP("Settings", "Backups kept")},
    {"BREAKER_FAILURES", QT_TRANSLATE_NOOP("Settings", "Failures until a rest")},
    {"BREAKER_COOLDOWN", QT_TRANSLATE_NOOP("Settings", "Rest of a channel")},
    {"GUARD_ENABLED", QT_TRANSLATE_NOOP("Settings", "Guard"), false, QT_TRANSLATE_NOOP("Settings", "Off, a change that makes things worse stays until you undo it.")},
    {"GUARD_SECONDS", QT_TRANSLATE_NOOP("Settings", "Watch a change for")},
    {"GUARD_FACTOR", QT_TRANSLATE_NOOP("Settings", "Worse means times")},
    {"ALERT_P99_MS", QT_TRANSLATE_NOOP("Settings", "Alert: p99")},
    {"ALERT_ERROR_RATE", QT_TRANSLATE_NOOP("Settings", "Alert: error rate")},
    {"ALERT_WAL_MB", QT_TRANSLATE_NOOP("Settings", "Alert: write-ahead log")},
    {"ALERT_RSS_MB", QT_TRANSLATE_NOOP("Settings", "Alert: memory")},
    {"ALERT_LOOP_LAG_MS", QT_TRANSLATE_NOOP("Settings", "Alert: event loop")},
    {"ALERT_BUDGET_USD_DAY", QT_TRANSLATE_NOOP("Settings", "Alert: cost of a day")},
    {"PORT", QT_TRANSLATE_NOOP("Settings", "Port")},
    {"LISTEN_ADDRESS", QT_TRANSLATE_NOOP("Settings", "Address")},
    {"RELAY_PROXY", QT_TRANSLATE_NOOP("Settings", "Upstream proxy")},
    {"OTEL_EXPORTER_OTLP_ENDPOINT", QT_TRANSLATE_NOOP("Settings", "Trace collector")},
    {"UPDATE_CHECK_ENABLED", QT_TRANSLATE_NOOP("Settings", "Look for newer versions"), false, QT_TRANSLATE_NOOP("Settings", "One question at start and once a day at most. Nothing is downloaded or installed.")},
    {"UPDATE_CHECK_URL", QT_TRANSLATE_NOOP("Settings", "Ask at"), false, QT_TRANSLATE_NOOP("Settings", "An announcement counts only if it is signed by who made this program.")},
    {"CORS_ALLOWED_ORIGINS", QT_TRANSLATE_NOOP("Settings", "Web pages that may call")},
    {"INITIAL_ROOT_TOKEN", QT_TRANSLATE_NOOP("Settings", "First client token")},
    {"INITIAL_ROOT_ACCESS_TOKEN", QT_TRANSLATE_NOOP("Settings", "First admin token")},
});
// clang-format on

} // namespace

const SettingTitle *findSettingTitle(std::string_view name)
{
    const auto title = std::ranges::find(kTitles, name, &SettingTitle::name);
    return title == kTitles.end() ? nullptr : &*title;
}

} // namespace ui::models
