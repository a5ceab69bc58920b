// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/settings_text.h"

#include "relay/config/setting_value.h"

#include <algorithm>
#include <array>

namespace relay::config {

namespace {

using Texts = std::array<std::string_view, 2>; // by Language

constexpr std::array<Texts, 6> kGroups = {{
    {"Phase A: SQLite and upstream HTTP", "阶段 A：SQLite 与上游 HTTP"},
    {"Phase B: caches and batches", "阶段 B：缓存与批量写入"},
    {"Phase C: profiling and metrics", "阶段 C：性能分析与指标"},
    {"Relay", "中继"},
    {"Network", "网络"},
    {"Security", "安全"},
}};

constexpr std::array<Texts, 4> kTakesEffect = {{
    {"at once", "立即生效"},
    {"at the next connection", "下次连接时生效"},
    {"at the next VACUUM", "下次 VACUUM 时生效"},
    {"at restart", "重启后生效"},
}};

std::string_view description(const SettingSpec &spec, Language language)
{
    return language == Language::English ? spec.english : spec.chinese;
}

// What may stand on the right of the equals sign, in few words: "ms, 0 to 3600000", "WAL, DELETE".
std::string valueHint(const SettingSpec &spec)
{
    switch (spec.type) {
    case SettingType::Integer:
    case SettingType::Decimal:
        return std::string(spec.unit) + ", " + std::to_string(spec.min) + " to " + std::to_string(spec.max);
    case SettingType::Choice: {
        std::string words(spec.choices);
        std::replace(words.begin(), words.end(), ' ', '|');
        return words;
    }
    case SettingType::Bool:
        return "true|false";
    default:
        return {};
    }
}

} // namespace

std::string_view groupTitle(SettingGroup group, Language language)
{
    return kGroups[static_cast<std::size_t>(group)][static_cast<std::size_t>(language)];
}

std::string_view takesEffectText(TakesEffect takesEffect, Language language)
{
    return kTakesEffect[static_cast<std::size_t>(takesEffect)][static_cast<std::size_t>(language)];
}

std::string helpText(Language language)
{
    const auto table = settingsTable();
    std::size_t width = 0;
    for (const SettingSpec &spec : table)
        width = std::max(width, spec.name.size() + 1 + spec.defaultText.size());
    std::string help;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const SettingSpec &spec = table[i];
        if (i == 0 || table[i - 1].group != spec.group) {
            help.append(i == 0 ? "" : "\n").append(groupTitle(spec.group, language)).append("\n");
        }
        const std::string assignment = std::string(spec.name) + "=" + std::string(spec.defaultText);
        const std::string hint = valueHint(spec);
        help.append("  ").append(assignment).append(width + 2 - assignment.size(), ' ');
        help.append(description(spec, language));
        if (!hint.empty())
            help.append(" (").append(hint).append(")");
        help.append("\n");
    }
    return help;
}

std::string markdownTable()
{
    std::string text = "| setting | default | takes effect | what it does |\n|---|---|---|---|\n";
    const auto table = settingsTable();
    for (std::size_t i = 0; i < table.size(); ++i) {
        const SettingSpec &spec = table[i];
        if (i == 0 || table[i - 1].group != spec.group)
            text.append("| **").append(groupTitle(spec.group, Language::English)).append("** | | | |\n");
        std::string hint = valueHint(spec);
        for (std::size_t bar = hint.find('|'); bar != std::string::npos; bar = hint.find('|', bar + 2))
            hint.replace(bar, 1, ", ");
        text.append("| `").append(spec.name).append("` | ").append(spec.defaultText).append(" | ");
        text.append(takesEffectText(spec.takesEffect, Language::English)).append(" | ").append(spec.english);
        text.append(hint.empty() ? "" : " (").append(hint).append(hint.empty() ? " |\n" : ") |\n");
    }
    return text;
}

std::string envTemplate()
{
    std::string text =
        "# Settings of TrayRelay. Copy this file to .env in the data directory and take the # off a line to\n"
        "# change it. The environment and the command line win over this file. Values may be quoted, and\n"
        "# followed by a blank and a # comment.\n";
    const auto table = settingsTable();
    for (std::size_t i = 0; i < table.size(); ++i) {
        const SettingSpec &spec = table[i];
        if (i == 0 || table[i - 1].group != spec.group)
            text.append("\n# --- ").append(groupTitle(spec.group, Language::English)).append(" ---\n");
        text.append("\n# ").append(spec.english).append(".\n");
        const std::string hint = valueHint(spec);
        text.append("# ").append(hint).append(hint.empty() ? "" : "; ");
        text.append("takes effect ")
            .append(takesEffectText(spec.takesEffect, Language::English))
            .append(".\n");
        text.append("#").append(spec.name).append("=").append(spec.defaultText).append("\n");
    }
    return text;
}

} // namespace relay::config
