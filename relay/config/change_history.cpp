// SPDX-License-Identifier: GPL-3.0-or-later
//
// How an undo is computed. Entries never go away. One that has `undoes` says which are undone by it and
// nothing else: it is skipped when values are replayed. An entry is undone if one that is not undone itself
// says so; links point backwards alone, so one pass from the newest to the oldest finds it out, and undoing
// an undo brings back exactly what stood before. What a setting should be is the last standing entry's value
// of it or, if none stands, what it was before the first.
//
// Two neighbouring entries whose values do not meet (one left 2, the next found 7) mean a change that has no
// entry; it is replayed as one that stands, and so is a present value other than what the last entry left.
#include "relay/config/change_history.h"

#include "relay/base/phrase.h"
#include "relay/config/presets.h"

#include <algorithm>
#include <array>
#include <set>

namespace relay::config {

namespace {

constexpr std::array<std::string_view, 5> kCauses = {"user", "preset", "guard", "file", "undo"};

const SettingChange *changeOf(const HistoryEntry &entry, std::string_view name)
{
    const auto found = std::ranges::find(entry.changes, name, &SettingChange::name);
    return found == entry.changes.end() ? nullptr : &*found;
}

using Ids = std::set<std::int64_t>;

// Of all entries, if a further one undid `more`.
Ids undoneIds(std::span<const HistoryEntry> history, std::span<const std::int64_t> more = {})
{
    Ids undone(more.begin(), more.end());
    for (auto entry = history.rbegin(); entry != history.rend(); ++entry) {
        if (undone.contains(entry->id))
            continue;
        for (const std::int64_t id : entry->undoes) {
            if (id < entry->id) // else the data is damaged
                undone.insert(id);
        }
    }
    return undone;
}

bool stands(const HistoryEntry &entry, const Ids &undone)
{
    return entry.undoes.empty() && !undone.contains(entry.id);
}

// What a setting should be; see the head of this file.
std::string replayed(std::span<const HistoryEntry> history, const Ids &undone, std::string_view name,
                     const std::string &current)
{
    const std::string *left = nullptr; // by the entry before
    const std::string *value = &current;
    for (const HistoryEntry &entry : history) {
        const SettingChange *change = changeOf(entry, name);
        if (!change)
            continue;
        if (!left || *left != change->from)
            value = &change->from;
        if (stands(entry, undone))
            value = &change->to;
        left = &change->to;
    }
    return left && *left == current ? *value : current;
}

// Of the entries that stand before or after, but not both; each name once.
std::vector<std::string> turnedNames(std::span<const HistoryEntry> history, const Ids &before,
                                     const Ids &after)
{
    std::vector<std::string> names;
    for (const HistoryEntry &entry : history) {
        if (stands(entry, before) == stands(entry, after))
            continue;
        for (const SettingChange &change : entry.changes) {
            if (std::ranges::find(names, change.name) == names.end())
                names.push_back(change.name);
        }
    }
    return names;
}

// What the last entry left of a setting: where it is locked, the present value does not say what is in the
// file.
std::string leftBy(std::span<const HistoryEntry> history, std::string_view name)
{
    for (auto entry = history.rbegin(); entry != history.rend(); ++entry) {
        if (const SettingChange *change = changeOf(*entry, name))
            return change->to;
    }
    return {};
}

UndoPlan planFor(std::span<const HistoryEntry> history, std::vector<std::int64_t> undoes,
                 const LoadedSettings &current)
{
    UndoPlan plan;
    const Ids undone = undoneIds(history, undoes);
    for (std::string &name : turnedNames(history, undoneIds(history), undone)) {
        const auto index = findSetting(name);
        const bool locked = index && current.locked(*index);
        const std::string left = index && !locked ? current.texts[*index] : leftBy(history, name);
        std::string wanted = replayed(history, undone, name, left);
        if (!index || wanted == left)
            plan.kept.push_back(std::move(name));
        else
            (locked ? plan.skipped : plan.changes)
                .push_back({name, current.texts[*index], std::move(wanted)});
    }
    plan.undoes = std::move(undoes);
    return plan;
}

Error noEntry(std::int64_t id)
{
    return Error{
        ErrorKind::NotFound,
        said(QT_TRANSLATE_NOOP("Phrases", "the history has no entry %1: name one that it lists"), id)};
}

bool has(std::span<const HistoryEntry> history, std::int64_t id)
{
    return std::ranges::find(history, id, &HistoryEntry::id) != history.end();
}

} // namespace

std::string_view causeName(ChangeCause cause)
{
    return kCauses[static_cast<std::size_t>(cause)];
}

std::optional<ChangeCause> causeFromName(std::string_view name)
{
    const auto found = std::ranges::find(kCauses, name);
    if (found == kCauses.end())
        return std::nullopt;
    return static_cast<ChangeCause>(found - kCauses.begin());
}

void markUndone(std::span<HistoryEntry> history)
{
    const Ids undone = undoneIds(history);
    for (HistoryEntry &entry : history)
        entry.undone = undone.contains(entry.id);
}

Result<UndoPlan> undoOf(std::span<const HistoryEntry> history, std::int64_t id, const LoadedSettings &current)
{
    if (!has(history, id))
        return noEntry(id);
    if (undoneIds(history).contains(id)) {
        return Error{ErrorKind::Conflict,
                     said(QT_TRANSLATE_NOOP("Phrases", "entry %1 of the history is undone already"), id)};
    }
    return planFor(history, {id}, current);
}

Result<UndoPlan> undoBackTo(std::span<const HistoryEntry> history, std::int64_t id,
                            const LoadedSettings &current)
{
    if (!has(history, id))
        return noEntry(id);
    std::vector<std::int64_t> later;
    for (const HistoryEntry &entry : history) {
        if (entry.id > id)
            later.push_back(entry.id);
    }
    const Ids before = undoneIds(history);
    const Ids after = undoneIds(history, later);
    const bool same = std::ranges::all_of(
        history, [&](const HistoryEntry &entry) { return stands(entry, before) == stands(entry, after); });
    if (same) {
        return Error{ErrorKind::Conflict,
                     said(QT_TRANSLATE_NOOP(
                              "Phrases", "nothing that is left to undo came after entry %1 of the history"),
                          id)};
    }
    return planFor(history, std::move(later), current);
}

std::optional<std::int64_t> lastUndoable(std::span<const HistoryEntry> history)
{
    const Ids undone = undoneIds(history);
    for (auto entry = history.rbegin(); entry != history.rend(); ++entry) {
        if (entry->cause != ChangeCause::Undo && !undone.contains(entry->id))
            return entry->id;
    }
    return std::nullopt;
}

std::vector<SettingChange> guardedChanges(const HistoryEntry &entry)
{
    if (entry.cause == ChangeCause::Undo || entry.cause == ChangeCause::Guard)
        return {};
    if (entry.cause == ChangeCause::Preset) {
        const auto preset = findPreset(entry.note);
        if (preset && (*preset)->kind == PresetKind::Rollback)
            return {};
    }
    std::vector<SettingChange> guarded;
    for (const SettingChange &change : entry.changes) {
        const auto index = findSetting(change.name);
        if (!index)
            continue;
        const SettingSpec &spec = settingsTable()[*index];
        // What follows cannot be the doing of what is not in force yet.
        const bool later =
            spec.takesEffect == TakesEffect::Restart || spec.takesEffect == TakesEffect::NextVacuum;
        const bool exempt = later || spec.type == SettingType::Bool || change.name == "SQLITE_JOURNAL_MODE" ||
                            change.name == "SQLITE_SYNCHRONOUS";
        if (!exempt)
            guarded.push_back(change);
    }
    return guarded;
}

void markUserSources(LoadedSettings &settings, std::span<const HistoryEntry> history)
{
    for (std::size_t i = 0; i < settings.sources.size(); ++i) {
        if (settings.sources[i] != SettingSource::File)
            continue;
        for (auto entry = history.rbegin(); entry != history.rend(); ++entry) {
            const SettingChange *change = changeOf(*entry, settingsTable()[i].name);
            if (!change)
                continue;
            if (entry->cause != ChangeCause::File && change->to == settings.texts[i])
                settings.sources[i] = SettingSource::User;
            break;
        }
    }
}

} // namespace relay::config
