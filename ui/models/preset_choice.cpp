// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/preset_choice.h"

#include "ui/models/window_language.h"

#include <algorithm>

namespace ui::models {

namespace {

using relay::api::PresetRow;

// Those that say how everything is, not a part of it.
bool isWhole(const PresetRow &preset)
{
    return preset.kind == "tuning" || preset.name == "Full rollback";
}

} // namespace

QString presetTitle(const PresetRow &preset)
{
    return inWindowLanguage(preset.name, preset.chineseName);
}

QString presetTitle(const std::vector<PresetRow> &presets, std::string_view name)
{
    const auto known = std::ranges::find(presets, name, &PresetRow::name);
    return known == presets.end() ? QString::fromStdString(std::string(name)) : presetTitle(*known);
}

QString presetText(const PresetRow &preset)
{
    return asSentence(inWindowLanguage(preset.textEnglish, preset.textChinese));
}

PresetChoice::PresetChoice(relay::api::SettingsService &settings)
    : m_settings(settings)
    , m_presets(settings.presets())
{
}

std::vector<PresetRow> PresetChoice::ofKind(std::string_view kind) const
{
    std::vector<PresetRow> rows;
    std::ranges::copy_if(m_presets, std::back_inserter(rows),
                         [kind](const PresetRow &preset) { return preset.kind == kind; });
    return rows;
}

void PresetChoice::refresh()
{
    const int generation = ++m_generation;
    m_told.clear();
    m_asked = std::size_t(std::ranges::count_if(m_presets, isWhole));
    for (const PresetRow &preset : m_presets) {
        if (!isWhole(preset))
            continue;
        m_settings.presetDifference(
            preset.name, this, [this, generation, name = preset.name](const relay::Result<Edits> &edits) {
                if (generation == m_generation && edits)
                    take(name, *edits);
            });
    }
}

// The first of those that differ least, in the presets' order.
void PresetChoice::take(const std::string &name, const Edits &edits)
{
    m_told[name] = edits;
    if (m_told.size() < m_asked)
        return;
    const PresetRow *best = nullptr;
    for (const PresetRow &preset : m_presets) {
        if (isWhole(preset) && (!best || m_told[preset.name].size() < m_told[best->name].size()))
            best = &preset;
    }
    if (!best)
        return;
    m_nearest = best->name;
    m_difference = m_told[best->name];
    emit changed();
}

} // namespace ui::models
