// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"
#include "relay/base/phrase.h"
#include "relay/config/change_history.h"
#include "relay/config/presets.h"
#include "relay/config/setting_change.h"
#include "relay/config/setting_value.h"
#include "relay/config/settings_text.h"

#include <QMetaObject>

#include <algorithm>
#include <map>
#include <utility>

namespace tests {

// The real table, checks, presets and undo, in memory: no file and no engine. Replies come in a later turn.
// Lives on its thread.
class FakeSettings final : public relay::api::SettingsService
{
public:
    FakeSettings();

    std::int64_t nowMs = 1'700'000'000'000;                 // of the next entry, a minute later each time
    std::map<std::string, std::string> engine;              // what it says where that is not what is set
    std::vector<relay::config::HistoryEntry> entries;       // oldest first
    relay::api::SettingsFileEdit edited;                    // takeFile() takes its changes
    std::vector<std::pair<std::string, std::string>> asked; // to be changed, the last time
    int changes = 0;                                        // calls that change something
    int differences = 0;                                    // of presets that were asked for
    std::optional<relay::Error> refuses;                    // of all of them
    std::vector<relay::Phrase> warnings;                    // of each outcome
    relay::config::LoadedSettings loaded;

    std::string value(std::string_view name) const;
    void set(std::string_view name, std::string_view value);  // as if at the start, from .env
    void lock(std::string_view name, std::string_view value); // by the environment
    relay::Result<relay::api::SettingsOutcome>
    apply(const std::vector<std::pair<std::string, std::string>> &values,
          relay::config::HistoryEntry entry = {.cause = relay::config::ChangeCause::User});

    void settings(QObject *context, relay::api::Reply<std::vector<relay::api::SettingRow>> reply) override;
    void changeSettings(std::vector<std::pair<std::string, std::string>> values, QObject *context,
                        relay::api::Reply<relay::api::SettingsOutcome> reply) override;
    void history(QObject *context,
                 relay::api::Reply<std::vector<relay::api::SettingsHistoryRow>> reply) override;
    void undo(std::optional<std::int64_t> entry, QObject *context,
              relay::api::Reply<relay::api::SettingsOutcome> reply) override;
    void undoBackTo(std::int64_t entry, QObject *context,
                    relay::api::Reply<relay::api::SettingsOutcome> reply) override;
    void fileEdit(QObject *context, relay::api::Reply<relay::api::SettingsFileEdit> reply) override;
    void takeFile(QObject *context, relay::api::Reply<relay::api::SettingsOutcome> reply) override;
    std::vector<relay::api::PresetRow> presets() const override;
    void presetDifference(std::string name, QObject *context,
                          relay::api::Reply<std::vector<relay::api::SettingEdit>> reply) override;
    void applyPreset(std::string name, QObject *context,
                     relay::api::Reply<relay::api::SettingsOutcome> reply) override;

private:
    template <typename T>
    static void later(QObject *context, relay::api::Reply<T> reply, relay::Result<T> result)
    {
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), result = std::move(result)] { reply(result); },
            Qt::QueuedConnection);
    }
    relay::Result<relay::api::SettingsOutcome> keep(relay::Result<relay::config::ChangedSettings> changed,
                                                    relay::config::HistoryEntry entry);
    relay::Result<relay::api::SettingsOutcome> undone(const relay::Result<relay::config::UndoPlan> &plan,
                                                      const std::string &note);
};

namespace fake_settings {

inline relay::api::SettingKind kindOf(const relay::config::SettingSpec &spec)
{
    switch (spec.type) {
    case relay::config::SettingType::Bool:
        return relay::api::SettingKind::Switch;
    case relay::config::SettingType::Choice:
        return relay::api::SettingKind::Choice;
    case relay::config::SettingType::Integer:
        return relay::api::SettingKind::Integer;
    case relay::config::SettingType::Decimal:
        return relay::api::SettingKind::Decimal;
    case relay::config::SettingType::Secret:
        return relay::api::SettingKind::Secret;
    default:
        return relay::api::SettingKind::Text;
    }
}

inline std::vector<relay::api::SettingEdit> editsOf(const std::vector<relay::config::SettingChange> &changes)
{
    std::vector<relay::api::SettingEdit> edits;
    for (const relay::config::SettingChange &change : changes)
        edits.push_back({change.name, change.from, change.to});
    return edits;
}

inline relay::api::SettingsHistoryRow rowOf(const relay::config::HistoryEntry &entry)
{
    return {.id = entry.id,
            .atMs = entry.atMs,
            .cause = std::string(relay::config::causeName(entry.cause)),
            .note = entry.note,
            .changes = editsOf(entry.changes),
            .undone = entry.undone};
}

inline std::size_t indexOf(std::string_view name)
{
    const std::optional<std::size_t> index = relay::config::findSetting(name);
    Q_ASSERT(index);
    return *index;
}

} // namespace fake_settings

inline FakeSettings::FakeSettings()
    : loaded(relay::config::loadSettings({}))
{
}

inline std::string FakeSettings::value(std::string_view name) const
{
    return loaded.texts[fake_settings::indexOf(name)];
}

inline void FakeSettings::set(std::string_view name, std::string_view value)
{
    loaded.texts[fake_settings::indexOf(name)] = value;
    loaded.sources[fake_settings::indexOf(name)] = relay::config::SettingSource::User;
    relay::config::computeValues(loaded);
}

inline void FakeSettings::lock(std::string_view name, std::string_view value)
{
    set(name, value);
    loaded.sources[fake_settings::indexOf(name)] = relay::config::SettingSource::Environment;
}

inline relay::Result<relay::api::SettingsOutcome>
FakeSettings::keep(relay::Result<relay::config::ChangedSettings> changed, relay::config::HistoryEntry entry)
{
    ++changes;
    if (refuses)
        return *refuses;
    if (!changed)
        return changed.error();
    relay::api::SettingsOutcome outcome{.entry = {}, .skipped = fake_settings::editsOf(changed->skipped)};
    outcome.warnings = warnings;
    if (changed->changes.empty() && entry.undoes.empty())
        return outcome;
    loaded = changed->settings;
    entry.id = entries.empty() ? 1 : entries.back().id + 1;
    entry.atMs = nowMs;
    entry.changes = changed->changes;
    nowMs += 60'000;
    for (const relay::config::SettingChange &change : entry.changes) {
        const relay::config::TakesEffect when =
            relay::config::settingsTable()[fake_settings::indexOf(change.name)].takesEffect;
        if (when == relay::config::TakesEffect::Restart || when == relay::config::TakesEffect::NextVacuum)
            engine.try_emplace(change.name, change.from);
        if (when == relay::config::TakesEffect::Restart)
            outcome.atRestart.push_back(change.name);
        if (when == relay::config::TakesEffect::NextVacuum)
            outcome.atVacuum.push_back(change.name);
    }
    entries.push_back(entry);
    relay::config::markUndone(entries);
    outcome.entry = fake_settings::rowOf(entry);
    return outcome;
}

inline relay::Result<relay::api::SettingsOutcome>
FakeSettings::apply(const std::vector<std::pair<std::string, std::string>> &values,
                    relay::config::HistoryEntry entry)
{
    return keep(relay::config::changedSettings(loaded, values), std::move(entry));
}

inline relay::Result<relay::api::SettingsOutcome>
FakeSettings::undone(const relay::Result<relay::config::UndoPlan> &plan, const std::string &note)
{
    if (!plan)
        return plan.error();
    relay::Result<relay::api::SettingsOutcome> outcome =
        keep(relay::config::changedSettings(loaded, relay::config::assignmentsOf(plan->changes)),
             {.cause = relay::config::ChangeCause::Undo, .note = note, .undoes = plan->undoes});
    if (outcome)
        outcome->kept = plan->kept;
    return outcome;
}

inline void FakeSettings::settings(QObject *context,
                                   relay::api::Reply<std::vector<relay::api::SettingRow>> reply)
{
    std::vector<relay::api::SettingRow> rows;
    const auto table = relay::config::settingsTable();
    for (std::size_t i = 0; i < table.size(); ++i) {
        const relay::config::SettingSpec &spec = table[i];
        relay::api::SettingRow row{.name = std::string(spec.name), .kind = fake_settings::kindOf(spec)};
        if (row.kind == relay::api::SettingKind::Choice) {
            for (std::string_view rest = spec.choices; !rest.empty();) {
                const std::size_t end = std::min(rest.find(' '), rest.size());
                row.choices.emplace_back(rest.substr(0, end));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
        row.least = spec.min;
        row.most = spec.max;
        row.value = relay::config::shownValue(spec, loaded.texts[i]);
        row.defaultValue = spec.defaultText;
        const auto said = engine.find(row.name);
        row.effective = said == engine.end() ? row.value : said->second;
        row.source = relay::config::sourceName(loaded.sources[i]);
        row.locked = loaded.locked(i);
        row.group = relay::config::groupTitle(spec.group, relay::config::Language::English);
        row.unit = spec.unit;
        row.takesEffect = relay::config::takesEffectText(spec.takesEffect, relay::config::Language::English);
        row.allowed = relay::config::allowedText(spec);
        row.textEnglish = spec.english;
        row.textChinese = spec.chinese;
        rows.push_back(std::move(row));
    }
    later(context, std::move(reply), relay::Result(std::move(rows)));
}

inline void FakeSettings::changeSettings(std::vector<std::pair<std::string, std::string>> values,
                                         QObject *context,
                                         relay::api::Reply<relay::api::SettingsOutcome> reply)
{
    asked = values;
    later(context, std::move(reply), apply(values));
}

inline void FakeSettings::history(QObject *context,
                                  relay::api::Reply<std::vector<relay::api::SettingsHistoryRow>> reply)
{
    std::vector<relay::api::SettingsHistoryRow> rows;
    std::transform(entries.rbegin(), entries.rend(), std::back_inserter(rows), fake_settings::rowOf);
    later(context, std::move(reply), relay::Result(std::move(rows)));
}

inline void FakeSettings::undo(std::optional<std::int64_t> entry, QObject *context,
                               relay::api::Reply<relay::api::SettingsOutcome> reply)
{
    const std::optional<std::int64_t> id = entry ? entry : relay::config::lastUndoable(entries);
    if (!id) {
        later<relay::api::SettingsOutcome>(
            context, std::move(reply),
            relay::Error{relay::ErrorKind::Conflict, QStringLiteral("there is nothing to undo")});
        return;
    }
    later(context, std::move(reply),
          undone(relay::config::undoOf(entries, *id, loaded), "entry " + std::to_string(*id)));
}

inline void FakeSettings::undoBackTo(std::int64_t entry, QObject *context,
                                     relay::api::Reply<relay::api::SettingsOutcome> reply)
{
    later(
        context, std::move(reply),
        undone(relay::config::undoBackTo(entries, entry, loaded), "back to entry " + std::to_string(entry)));
}

inline void FakeSettings::fileEdit(QObject *context, relay::api::Reply<relay::api::SettingsFileEdit> reply)
{
    later(context, std::move(reply), relay::Result(edited));
}

inline void FakeSettings::takeFile(QObject *context, relay::api::Reply<relay::api::SettingsOutcome> reply)
{
    std::vector<std::pair<std::string, std::string>> values;
    for (const relay::api::SettingEdit &edit : std::exchange(edited, {}).changes)
        values.emplace_back(edit.name, edit.to);
    later(context, std::move(reply),
          apply(values, {.cause = relay::config::ChangeCause::File, .note = "edited by hand"}));
}

inline std::vector<relay::api::PresetRow> FakeSettings::presets() const
{
    std::vector<relay::api::PresetRow> rows;
    for (const relay::config::Preset &preset : relay::config::presets()) {
        const char *kind = preset.kind == relay::config::PresetKind::Tuning     ? "tuning"
                           : preset.kind == relay::config::PresetKind::Rollback ? "rollback"
                                                                                : "remedy";
        rows.push_back({std::string(preset.name), std::string(preset.chineseName), kind,
                        std::string(preset.english), std::string(preset.chinese)});
    }
    return rows;
}

inline void FakeSettings::presetDifference(std::string name, QObject *context,
                                           relay::api::Reply<std::vector<relay::api::SettingEdit>> reply)
{
    ++differences;
    const auto preset = relay::config::findPreset(name);
    if (!preset) {
        later<std::vector<relay::api::SettingEdit>>(context, std::move(reply), preset.error());
        return;
    }
    std::vector<relay::api::SettingEdit> edits;
    for (const relay::config::PresetDifference &edit : relay::config::differenceOf(**preset, loaded))
        edits.push_back({edit.name, edit.from, edit.to, edit.locked});
    later(context, std::move(reply), relay::Result(std::move(edits)));
}

inline void FakeSettings::applyPreset(std::string name, QObject *context,
                                      relay::api::Reply<relay::api::SettingsOutcome> reply)
{
    const auto preset = relay::config::findPreset(name);
    if (!preset) {
        later<relay::api::SettingsOutcome>(context, std::move(reply), preset.error());
        return;
    }
    later(context, std::move(reply),
          keep(relay::config::changedSettings(loaded, relay::config::assignmentsOf(**preset),
                                              relay::config::LockedSettings::Skip),
               {.cause = relay::config::ChangeCause::Preset, .note = std::string((*preset)->name)}));
}

} // namespace tests
