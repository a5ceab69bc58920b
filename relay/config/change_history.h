// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"
#include "relay/base/result.h"
#include "relay/config/setting_change.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace relay::config {

enum class ChangeCause { User, Preset, Guard, File, Undo };

std::string_view causeName(ChangeCause cause); // user, preset, guard, file, undo
std::optional<ChangeCause> causeFromName(std::string_view name);

// One applied change of settings. A value. Histories below are in the order of their ids, oldest first; the
// oldest entries may have been dropped.
struct HistoryEntry
{
    std::int64_t id = 0;
    std::int64_t atMs = 0; // Unix
    ChangeCause cause = ChangeCause::User;
    std::string note; // of a preset its name, of the guard its reason in English
    std::vector<SettingChange> changes;
    std::vector<std::int64_t> undoes; // older entries that this one undid as a whole, as UndoPlan gave them
    bool undone = false;              // follows from `undoes` of later entries: see markUndone()
    std::optional<Phrase> reason;     // of the guard: what its note says
};

// To be applied and entered with its `undoes` even if it has no changes: what is undone is undone.
struct UndoPlan
{
    std::vector<SettingChange> changes; // what to set
    std::vector<SettingChange> skipped; // locked by the environment or the command line
    std::vector<std::string> kept;      // a later change stands, or the name is no setting any more
    std::vector<std::int64_t> undoes;   // for the new entry
};

// Sets `undone` of every entry from the links between them; undoing an undo brings back what it undid.
void markUndone(std::span<HistoryEntry> history);

// What must be set so that the settings are as if the entry had never been: where a later change of the same
// name stands, it stays; where an earlier one is undone as well, its value does not come back. A change
// without an entry (a file edited while nothing ran) stands as well. NotFound: no such entry. Conflict:
// already undone. Pure. Reentrant. `undone` is not read, but derived.
Result<UndoPlan> undoOf(std::span<const HistoryEntry> history, std::int64_t id,
                        const LoadedSettings &current);

// The same for all entries after `id`: as it was when that one had been applied. Conflict: none is left to
// undo.
Result<UndoPlan> undoBackTo(std::span<const HistoryEntry> history, std::int64_t id,
                            const LoadedSettings &current);

// What an undo that names no entry is for: the newest that is not undone and is no undo itself.
std::optional<std::int64_t> lastUndoable(std::span<const HistoryEntry> history);

// What the guard may take back: nothing of a rollback, an undo or its own; no on/off switch, journal mode or
// synchronous; nothing that is not in force before a restart or a VACUUM, since what follows the change is
// not its doing, and who restarts then sees what comes of it. Undone in part, the entry itself counts as
// standing: the guard's entry then has no `undoes`.
std::vector<SettingChange> guardedChanges(const HistoryEntry &entry);

// After a start the source of a setting in the file is User if the history's last value of it, not one from
// an edit by hand, is what the file says.
void markUserSources(LoadedSettings &settings, std::span<const HistoryEntry> history);

} // namespace relay::config
