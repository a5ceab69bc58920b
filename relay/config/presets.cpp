// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/presets.h"

#include "relay/base/phrase.h"
#include "relay/config/nearest_name.h"

#include <algorithm>
#include <array>

namespace relay::config {

namespace {

// clang-format off
constexpr auto kConservative = std::to_array<PresetValue>({
    {"SQLITE_OPTIMIZE_ENABLED", "true"},
    {"SQLITE_JOURNAL_MODE", "WAL"},
    {"SQLITE_SYNCHRONOUS", "NORMAL"},
    {"SQLITE_CACHE_SIZE", "-32000"},
    {"HTTP_KEEPALIVE", "60"},
    {"HTTP_MAX_IDLE_CONNS", "50"},
    {"LOCAL_CACHE_ENABLED", "true"},
    {"LOCAL_CACHE_TTL", "60"},
    {"LOG_BATCH_ENABLED", "false"},
    {"METRICS_ENABLED", "true"},
    {"PPROF_ENABLED", "false"},
});

constexpr auto kAggressive = std::to_array<PresetValue>({
    {"SQLITE_OPTIMIZE_ENABLED", "true"},
    {"SQLITE_JOURNAL_MODE", "WAL"},
    {"SQLITE_SYNCHRONOUS", "NORMAL"},
    {"SQLITE_CACHE_SIZE", "-128000"},
    {"SQLITE_MMAP_SIZE", "536870912"},
    {"HTTP_KEEPALIVE", "120"},
    {"HTTP_MAX_IDLE_CONNS", "200"},
    {"HTTP_MAX_IDLE_CONNS_PER_HOST", "50"},
    {"LOCAL_CACHE_ENABLED", "true"},
    {"LOCAL_CACHE_TTL", "120"},
    {"LOG_BATCH_ENABLED", "true"},
    {"LOG_BATCH_SIZE", "100"},
    {"LOG_CONSUME_ENABLED", "false"},
    {"METRICS_ENABLED", "true"},
    {"PPROF_ENABLED", "true"},
});

constexpr auto kAllOff = std::to_array<PresetValue>({
    {"SQLITE_OPTIMIZE_ENABLED", "false"},
    {"LOCAL_CACHE_ENABLED", "false"},
    {"LOG_BATCH_ENABLED", "false"},
    {"BATCH_UPDATE_ENABLED", "false"},
    {"METRICS_ENABLED", "false"},
    {"PPROF_ENABLED", "false"},
});

constexpr auto kSqliteOff = std::to_array<PresetValue>({{"SQLITE_OPTIMIZE_ENABLED", "false"}});
constexpr auto kJournalBack = std::to_array<PresetValue>({{"SQLITE_JOURNAL_MODE", "DELETE"}, {"SQLITE_SYNCHRONOUS", "FULL"}});
constexpr auto kBatchOff = std::to_array<PresetValue>({{"LOG_BATCH_ENABLED", "false"}});
constexpr auto kCacheOff = std::to_array<PresetValue>({{"LOCAL_CACHE_ENABLED", "false"}});
constexpr auto kLockedRemedy = std::to_array<PresetValue>({{"SQLITE_BUSY_TIMEOUT", "10000"}, {"SQLITE_MAX_OPEN_CONNS", "3"}});
constexpr auto kWalRemedy = std::to_array<PresetValue>({{"SQLITE_WAL_AUTO_CHECKPOINT", "500"}});
constexpr auto kMemoryRemedy = std::to_array<PresetValue>({{"LOCAL_CACHE_TTL", "30"}, {"LOG_BATCH_SIZE", "20"}});

constexpr auto kPresets = std::to_array<Preset>({
    {.name = "Recommended", .startsFromDefaults = true, .values = {}, .chineseName = "推荐",
     .english = "all optimizations at their defaults; right for nearly everybody",
     .chinese = "所有优化均为默认值，适合绝大多数用户"},
    {.name = "Conservative", .values = kConservative, .chineseName = "保守",
     .english = "smaller caches, and each usage row is written at once",
     .chinese = "缓存较小，每条用量日志立即写入"},
    {.name = "Aggressive", .values = kAggressive, .chineseName = "激进",
     .english = "large caches and batches, no usage rows (totals are kept), profiling on",
     .chinese = "大缓存与大批次，不保留用量日志（仍保留合计），开启性能分析"},
    {.name = "Full rollback", .kind = PresetKind::Rollback, .startsFromDefaults = true,
     .values = kAllOff, .chineseName = "完全回退",
     .english = "every optimization off, and the database file back to its rollback journal",
     .chinese = "关闭所有优化，数据库文件恢复为回滚日志模式"},
    {.name = "Rollback: SQLite only", .kind = PresetKind::Rollback, .values = kSqliteOff,
     .chineseName = "回退：仅 SQLite",
     .english = "SQLite as it is by itself; all else stays",
     .chinese = "SQLite 恢复自身默认行为，其余不变"},
    {.name = "Rollback: SQLite only (journal)", .kind = PresetKind::Rollback, .values = kJournalBack,
     .chineseName = "回退：仅 SQLite（日志模式）",
     .english = "rollback journal and full synchronization; the other SQLite settings stay",
     .chinese = "使用回滚日志并完全同步，其他 SQLite 设置不变"},
    {.name = "Rollback: batch logs only", .kind = PresetKind::Rollback, .values = kBatchOff,
     .chineseName = "回退：仅批量日志",
     .english = "each usage row is written before its answer ends",
     .chinese = "每条用量日志在响应结束前写入"},
    {.name = "Rollback: local cache only", .kind = PresetKind::Rollback, .values = kCacheOff,
     .chineseName = "回退：仅本地缓存",
     .english = "tokens and channels are read from the database for each request",
     .chinese = "每个请求都从数据库读取令牌与渠道"},
    {.name = "Remedy: locked database", .kind = PresetKind::Remedy, .values = kLockedRemedy,
     .chineseName = "修复：数据库被锁定",
     .english = "wait longer for a locked database, with fewer connections",
     .chinese = "延长锁等待时间并减少连接数"},
    {.name = "Remedy: WAL too large", .kind = PresetKind::Remedy, .checkpointTruncate = true, .values = kWalRemedy,
     .chineseName = "修复：WAL 过大",
     .english = "write the write-ahead log back now and empty it, and do so twice as often from now on",
     .chinese = "立即写回并清空 WAL，此后写回频率加倍"},
    {.name = "Remedy: memory", .kind = PresetKind::Remedy, .values = kMemoryRemedy,
     .chineseName = "修复：内存占用",
     .english = "cached entries live shorter, and batches are smaller",
     .chinese = "缩短缓存有效期，减小批次"},
});
// clang-format on

constexpr bool sameName(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

// The port is an address, no optimization: somebody chose it because another program has the default.
bool isOptimisation(const SettingSpec &spec)
{
    const bool inPhases = spec.group == SettingGroup::PhaseA || spec.group == SettingGroup::PhaseB ||
                          spec.group == SettingGroup::PhaseC;
    return inPhases && spec.name != "PPROF_PORT" && spec.name != "RELAY_PROXY";
}

} // namespace

std::span<const Preset> presets()
{
    return kPresets;
}

Result<const Preset *> findPreset(std::string_view name)
{
    const auto found =
        std::ranges::find_if(kPresets, [&](const Preset &preset) { return sameName(preset.name, name); });
    if (found != kPresets.end())
        return &*found;
    std::array<std::string_view, kPresets.size()> names;
    std::ranges::transform(kPresets, names.begin(), &Preset::name);
    if (const std::string_view nearest = nearestName(name, names); !nearest.empty())
        return Error{
            ErrorKind::NotFound,
            said(QT_TRANSLATE_NOOP("Phrases", "there is no preset of that name; did you mean %1?"), nearest)};
    std::string all;
    for (const std::string_view known : names)
        all.append(all.empty() ? "" : "; ").append(known);
    return Error{ErrorKind::NotFound,
                 said(QT_TRANSLATE_NOOP("Phrases", "there is no preset of that name; there are: %1"), all)};
}

std::vector<SettingAssignment> assignmentsOf(const Preset &preset)
{
    std::vector<SettingAssignment> assignments;
    if (preset.startsFromDefaults) {
        for (const SettingSpec &spec : settingsTable()) {
            if (isOptimisation(spec))
                assignments.emplace_back(spec.name, spec.defaultText);
        }
    }
    for (const PresetValue &value : preset.values) {
        const auto known = std::ranges::find(assignments, value.name, &SettingAssignment::first);
        if (known != assignments.end())
            known->second = value.value;
        else
            assignments.emplace_back(value.name, value.value);
    }
    return assignments;
}

std::vector<PresetDifference> differenceOf(const Preset &preset, const LoadedSettings &settings)
{
    std::vector<PresetDifference> differences;
    for (auto &[name, value] : assignmentsOf(preset)) {
        const auto index = findSetting(name);
        if (index && settings.texts[*index] != value)
            differences.push_back({name, settings.texts[*index], value, settings.locked(*index)});
    }
    return differences;
}

} // namespace relay::config
