// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/nearest_name.h"
#include "relay/config/setting_spec.h"

#include <algorithm>
#include <array>

namespace relay::config {

namespace {

using enum SettingGroup;
using enum TakesEffect;
using Text = std::string_view;

constexpr SettingSpec flag(Text name, SettingGroup group, TakesEffect takesEffect, Text defaultText,
                           Text english, Text chinese)
{
    return {name, SettingType::Bool, group, takesEffect, defaultText, "", 0, 0, "", english, chinese};
}

constexpr SettingSpec integer(Text name, SettingGroup group, TakesEffect takesEffect, Text defaultText,
                              Text unit, std::int64_t min, std::int64_t max, Text english, Text chinese)
{
    return {name,   SettingType::Integer, group, takesEffect, defaultText, unit, min, max, "", english,
            chinese};
}

constexpr SettingSpec decimal(Text name, SettingGroup group, TakesEffect takesEffect, Text defaultText,
                              Text unit, std::int64_t min, std::int64_t max, Text english, Text chinese)
{
    return {name,   SettingType::Decimal, group, takesEffect, defaultText, unit, min, max, "", english,
            chinese};
}

constexpr SettingSpec choice(Text name, SettingGroup group, TakesEffect takesEffect, Text defaultText,
                             Text unit, Text choices, Text english, Text chinese)
{
    return {name,   SettingType::Choice, group, takesEffect, defaultText, unit, 0, 0, choices, english,
            chinese};
}

constexpr SettingSpec text(Text name, SettingType type, SettingGroup group, TakesEffect takesEffect,
                           Text defaultText, Text choices, Text english, Text chinese)
{
    return {name, type, group, takesEffect, defaultText, "", 0, 0, choices, english, chinese};
}

constexpr SettingSpec pragma(SettingSpec spec)
{
    spec.isPragma = true;
    return spec;
}

// clang-format off
constexpr auto kTable = std::to_array<SettingSpec>({
    flag("SQLITE_OPTIMIZE_ENABLED", PhaseA, AtOnce, "true",
            "apply the SQLite settings below; off: DELETE, FULL and SQLite's own defaults, with the busy timeout alone",
            "应用下列 SQLite 设置；关闭时仅保留忙等待超时，其余为 DELETE、FULL 与 SQLite 默认值"),
    pragma(choice("SQLITE_JOURNAL_MODE", PhaseA, AtOnce, "WAL", "", "WAL DELETE TRUNCATE PERSIST MEMORY OFF",
            "how SQLite keeps a transaction undoable; MEMORY and OFF can break the file when the process is killed",
            "SQLite 日志模式；MEMORY 与 OFF 在进程被杀死时可能损坏数据库文件")),
    pragma(choice("SQLITE_SYNCHRONOUS", PhaseA, AtOnce, "NORMAL", "", "OFF NORMAL FULL EXTRA",
            "how often SQLite waits for the disk",
            "SQLite 等待磁盘落盘的程度")),
    pragma(integer("SQLITE_CACHE_SIZE", PhaseA, AtOnce, "-64000", "KiB if negative, pages if positive", -4194304, 4194304,
            "page cache of the writing connection",
            "写连接的页缓存；负数为 KiB，正数为页数")),
    pragma(integer("SQLITE_MMAP_SIZE", PhaseA, AtOnce, "268435456", "bytes", 0, 70368744177664,
            "how much of the file is read through memory mapping; 0: none",
            "以内存映射方式读取的文件大小；0 表示不使用")),
    pragma(choice("SQLITE_TEMP_STORE", PhaseA, AtOnce, "MEMORY", "", "DEFAULT FILE MEMORY",
            "where temporary tables live",
            "临时表的存放位置")),
    pragma(integer("SQLITE_BUSY_TIMEOUT", PhaseA, AtOnce, "5000", "ms", 0, 3600000,
            "how long a connection waits for a locked database",
            "数据库被锁定时的等待时间")),
    pragma(integer("SQLITE_WAL_AUTO_CHECKPOINT", PhaseA, AtOnce, "1000", "pages", 0, 10000000,
            "size of the write-ahead log at which it is written back; 0: never by itself",
            "WAL 达到此页数时自动写回；0 表示不自动写回")),
    pragma(flag("SQLITE_FOREIGN_KEYS", PhaseA, AtOnce, "false",
            "let SQLite enforce foreign keys",
            "由 SQLite 检查外键约束")),
    pragma(choice("SQLITE_PAGE_SIZE", PhaseA, NextVacuum, "4096", "bytes", "512 1024 2048 4096 8192 16384 32768 65536",
            "page size of a new file, or from the next VACUUM on",
            "新文件的页大小；已有文件在下次 VACUUM 时生效")),
    pragma(choice("SQLITE_AUTO_VACUUM", PhaseA, NextVacuum, "INCREMENTAL", "", "NONE FULL INCREMENTAL",
            "how free pages are given back, in a new file or from the next VACUUM on",
            "空闲页的回收方式；已有文件在下次 VACUUM 时生效")),
    integer("SQLITE_MAX_OPEN_CONNS", PhaseA, AtOnce, "5", "connections", 1, 64,
            "reading connections to the database at most",
            "数据库读连接数上限"),
    integer("SQLITE_MAX_IDLE_CONNS", PhaseA, AtOnce, "2", "connections", 0, 64,
            "reading connections kept open when idle",
            "空闲时保留的数据库读连接数"),
    integer("HTTP_KEEPALIVE", PhaseA, NextConnection, "90", "s", 1, 32767,
            "TCP keep-alive period of upstream connections",
            "上游连接的 TCP 保活周期"),
    integer("HTTP_MAX_IDLE_CONNS", PhaseA, AtOnce, "100", "connections", 0, 65535,
            "idle upstream connections kept in all",
            "保留的上游空闲连接总数"),
    integer("HTTP_MAX_IDLE_CONNS_PER_HOST", PhaseA, AtOnce, "20", "connections", 0, 65535,
            "idle upstream connections kept per host",
            "每个上游主机保留的空闲连接数"),
    integer("HTTP_MAX_CONNS_PER_HOST", PhaseA, AtOnce, "50", "connections", 1, 65535,
            "connections per upstream host; beyond it requests wait in order",
            "每个上游主机的连接数上限；超出的请求按顺序等待"),
    integer("HTTP_DIAL_TIMEOUT", PhaseA, NextConnection, "10", "s", 1, 3600,
            "wait for an upstream to take the connection",
            "与上游建立连接的超时"),
    integer("HTTP_TLS_TIMEOUT", PhaseA, NextConnection, "10", "s", 1, 3600,
            "wait for the TLS handshake",
            "TLS 握手的超时"),
    integer("HTTP_RESPONSE_HEADER_TIMEOUT", PhaseA, AtOnce, "30", "s", 1, 86400,
            "wait for the head of an answer that streams",
            "流式请求等待响应头的超时"),
    integer("HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM", PhaseA, AtOnce, "600", "s", 1, 86400,
            "wait for the head of an answer that comes whole",
            "非流式请求等待响应头的超时"),
    integer("HTTP_STREAM_IDLE_TIMEOUT", PhaseA, AtOnce, "300", "s", 1, 86400,
            "longest silence inside a stream",
            "流中允许的最长静默时间"),
    integer("HTTP_IDLE_CONN_TIMEOUT", PhaseA, AtOnce, "90", "s", 1, 86400,
            "idle upstream connections are closed after this",
            "上游空闲连接的关闭时间"),
    flag("LOG_BATCH_ENABLED", PhaseB, AtOnce, "true",
            "write usage rows in batches; off: each in a transaction before its answer ends",
            "批量写入用量日志；关闭时每条在响应结束前单独提交"),
    integer("LOG_BATCH_SIZE", PhaseB, AtOnce, "50", "rows", 1, 100000,
            "usage rows that make a batch",
            "每批用量日志的行数"),
    integer("LOG_BATCH_FLUSH_INTERVAL", PhaseB, AtOnce, "5", "s", 1, 3600,
            "longest wait of a usage row for its batch",
            "用量日志等待成批写入的最长时间"),
    flag("LOG_CONSUME_ENABLED", PhaseB, AtOnce, "true",
            "keep a usage row for each request; off: totals alone",
            "为每个请求保留用量日志；关闭时仅保留合计"),
    flag("LOCAL_CACHE_ENABLED", PhaseB, AtOnce, "true",
            "keep tokens, quota and channels in memory; off: read the database for each request",
            "在内存中缓存令牌、额度与渠道；关闭时每个请求都读取数据库"),
    integer("LOCAL_CACHE_TTL", PhaseB, AtOnce, "60", "s", 1, 86400,
            "how long a cached entry lives",
            "缓存条目的有效期"),
    flag("BATCH_UPDATE_ENABLED", PhaseB, AtOnce, "true",
            "write totals of tokens and channels in batches; off: before each answer ends",
            "批量更新令牌与渠道合计；关闭时在每个响应结束前更新"),
    integer("BATCH_UPDATE_INTERVAL", PhaseB, AtOnce, "5", "s", 1, 3600,
            "how often totals are written",
            "合计写入的间隔"),
    flag("PPROF_ENABLED", PhaseC, AtOnce, "false",
            "profiling server on the loopback interface",
            "在回环地址上开启性能分析服务"),
    integer("PPROF_PORT", PhaseC, AtOnce, "6060", "port", 1, 65535,
            "port of the profiling server",
            "性能分析服务的端口"),
    flag("METRICS_ENABLED", PhaseC, AtOnce, "true",
            "keep latency percentiles",
            "保留延迟百分位数"),
    integer("METRICS_RESET_INTERVAL", PhaseC, AtOnce, "3600", "s", 0, 31536000,
            "how often the since-reset window begins anew; 0: never",
            "统计窗口自动重置的间隔；0 表示不重置"),
    integer("SLOW_REQUEST_THRESHOLD_MS", PhaseC, AtOnce, "10000", "ms", 1, 86400000,
            "a request that takes longer (a stream: to its first token) is logged as slow",
            "超过此时间的请求（流式请求按首个令牌时间）记为慢请求"),
    integer("RETRY_TIMES", Relay, AtOnce, "3", "attempts", 0, 100,
            "further attempts at other channels after the first",
            "首次失败后在其他渠道重试的次数"),
    integer("RELAY_MAX_BODY_MB", Relay, AtOnce, "64", "MiB", 1, 2047,
            "largest request body; beyond it: 413",
            "请求体大小上限；超出返回 413"),
    text("SQLITE_PATH", SettingType::Path, Relay, Restart, "trayrelay.db", "",
            "the database file, relative to the data directory",
            "数据库文件，相对于数据目录"),
    choice("LOG_LEVEL", Relay, AtOnce, "info", "", "error warn info debug trace",
            "how much is logged",
            "记录多少内容"),
    integer("LEDGER_JOURNAL_MB", Relay, Restart, "64", "MiB", 1, 16384,
            "journal in which usage records are staged; allocated at start",
            "暂存用量记录的日志文件大小，启动时分配"),
    integer("LOG_RETENTION_DAYS", Relay, AtOnce, "90", "days", 0, 36500,
            "older usage rows are summed per day and deleted; 0: kept for ever",
            "更早的用量日志按天汇总后删除；0 表示永久保留"),
    integer("BACKUP_INTERVAL_HOURS", Relay, AtOnce, "24", "h", 0, 8760,
            "how often the database is backed up; 0: never",
            "数据库备份的间隔；0 表示不备份"),
    integer("BACKUP_KEEP", Relay, AtOnce, "7", "copies", 1, 1000,
            "backups kept",
            "保留的备份数量"),
    integer("BREAKER_FAILURES", Relay, AtOnce, "5", "failures", 1, 1000,
            "failures in a row after which a channel rests",
            "渠道连续失败多少次后暂停使用"),
    integer("BREAKER_COOLDOWN", Relay, AtOnce, "30", "s", 1, 86400,
            "how long a channel rests, unless its upstream says otherwise",
            "渠道暂停的时间；上游给出 Retry-After 时以其为准"),
    flag("GUARD_ENABLED", Relay, AtOnce, "true",
            "undo a change of settings by itself when it makes things worse",
            "设置变更使情况变差时自动撤销"),
    integer("GUARD_SECONDS", Relay, AtOnce, "60", "s", 1, 3600,
            "how long a change is watched",
            "变更后的观察时间"),
    decimal("GUARD_FACTOR", Relay, AtOnce, "1.5", "ratio", 1, 100,
            "how much worse counts as worse",
            "变差到多少倍时撤销"),
    integer("ALERT_P99_MS", Relay, AtOnce, "10000", "ms", 0, 86400000,
            "alert when p99 latency is above; 0: off",
            "p99 延迟超过此值时告警；0 表示关闭"),
    decimal("ALERT_ERROR_RATE", Relay, AtOnce, "1", "%", 0, 100,
            "alert when more requests fail, clients' own mistakes not counted; 0: off",
            "失败率（不计客户端自身的错误）超过此值时告警；0 表示关闭"),
    integer("ALERT_WAL_MB", Relay, AtOnce, "64", "MB", 0, 1048576,
            "alert when the write-ahead log is larger; 0: off",
            "WAL 超过此大小时告警；0 表示关闭"),
    integer("ALERT_RSS_MB", Relay, AtOnce, "1024", "MB", 0, 1048576,
            "alert when the process takes more memory; 0: off",
            "进程内存超过此值时告警；0 表示关闭"),
    integer("ALERT_LOOP_LAG_MS", Relay, AtOnce, "50", "ms", 0, 3600000,
            "alert when the event loop lags more; 0: off",
            "事件循环延迟超过此值时告警；0 表示关闭"),
    decimal("ALERT_BUDGET_USD_DAY", Relay, AtOnce, "0", "$", 0, 1000000,
            "alert when a day costs more; 0: off",
            "当日费用超过此值时告警；0 表示关闭"),
    integer("PORT", Network, Restart, "3000", "port", 0, 65535,
            "port that clients call; 0: a free one",
            "客户端访问的端口；0 表示任选空闲端口"),
    text("LISTEN_ADDRESS", SettingType::Address, Network, Restart, "127.0.0.1", "",
            "address that clients call; 0.0.0.0 opens the relay to the network",
            "监听地址；0.0.0.0 表示对网络开放"),
    text("RELAY_PROXY", SettingType::Url, Network, NextConnection, "", "http socks5 socks5h",
            "proxy for all upstreams; a channel may have its own",
            "所有上游使用的代理；渠道可单独设置"),
    text("OTEL_EXPORTER_OTLP_ENDPOINT", SettingType::Url, Network, AtOnce, "", "http https",
            "where traces go over OTLP/HTTP; empty: nowhere",
            "OTLP/HTTP 追踪数据的接收地址；留空表示关闭"),
    flag("UPDATE_CHECK_ENABLED", Network, AtOnce, "false",
            "ask at start and once a day whether there is a newer version; nothing is downloaded or installed",
            "启动时及每天一次查询是否有新版本；不会下载或安装"),
    text("UPDATE_CHECK_URL", SettingType::Url, Network, AtOnce, "", "https http",
            "where the signed announcement of the newest version is; empty: nobody is asked",
            "带签名的最新版本公告地址；留空表示不查询"),
    text("CORS_ALLOWED_ORIGINS", SettingType::Origins, Security, AtOnce, "", "",
            "web pages that may call, comma-separated; none by default",
            "允许调用的网页来源，以逗号分隔；默认没有"),
    text("INITIAL_ROOT_TOKEN", SettingType::Secret, Security, Restart, "", "",
            "first start alone: the first client token; empty: generated",
            "仅首次启动：首个客户端令牌；留空则自动生成"),
    text("INITIAL_ROOT_ACCESS_TOKEN", SettingType::Secret, Security, Restart, "", "",
            "first start alone: the admin token; empty: generated",
            "仅首次启动：管理令牌；留空则自动生成"),
});
// clang-format on

} // namespace

std::span<const SettingSpec> settingsTable()
{
    return kTable;
}

std::optional<std::size_t> findSetting(std::string_view name)
{
    for (std::size_t i = 0; i < kTable.size(); ++i) {
        if (kTable[i].name == name)
            return i;
    }
    return std::nullopt;
}

std::string_view nearestSetting(std::string_view name)
{
    std::array<std::string_view, kTable.size()> names;
    std::transform(kTable.begin(), kTable.end(), names.begin(),
                   [](const SettingSpec &spec) { return spec.name; });
    return nearestName(name, names);
}

} // namespace relay::config
