// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/config/setting_spec.h"
#include "relay/service/settings_desk.h"

#include <algorithm>

// What the guard has taken back.
namespace relay::service {

namespace {

// Only what the guard may touch; what somebody has changed again since stays.
config::UndoPlan partOf(const std::vector<config::SettingChange> &guarded,
                        const config::LoadedSettings &current)
{
    config::UndoPlan plan;
    for (const config::SettingChange &change : guarded) {
        const std::optional<std::size_t> index = config::findSetting(change.name);
        if (!index || current.texts[*index] != change.to)
            plan.kept.push_back(change.name);
        else
            (current.locked(*index) ? plan.skipped : plan.changes)
                .push_back({change.name, change.to, change.from});
    }
    return plan;
}

} // namespace

void SettingsDesk::undoForGuard(std::int64_t entry, const Phrase &reason,
                                const std::function<void(Result<api::SettingsOutcome>)> &done)
{
    const bool posted = postWork([this, entry, reason, done] {
        done(m_stopping.load() ? Result<api::SettingsOutcome>(closed())
                               : answered([&] { return takeBack(entry, reason); }));
    });
    if (!posted)
        done(closed());
}

Result<api::SettingsOutcome> SettingsDesk::undoAfterCrash(std::int64_t entry, const Phrase &reason)
{
    Q_ASSERT(!m_started);
    return takeBack(entry, reason);
}

Result<api::SettingsOutcome> SettingsDesk::takeBack(std::int64_t id, const Phrase &reason)
{
    const auto entry = std::ranges::find(m_history, id, &config::HistoryEntry::id);
    if (entry == m_history.end())
        return Error{
            ErrorKind::NotFound,
            said(QT_TRANSLATE_NOOP("Phrases", "the history has no entry %1: name one that it lists"), id)};
    const std::vector<config::SettingChange> guarded = config::guardedChanges(*entry);
    const bool whole = guarded.size() == entry->changes.size() && !guarded.empty();
    const Result<config::UndoPlan> plan =
        whole ? config::undoOf(m_history, id, *current()) : partOf(guarded, *current());
    if (!plan)
        return plan.error();
    return undoPlan(*plan, config::ChangeCause::Guard,
                    "entry " + std::to_string(id) + ": " + reason.english(), reason);
}

} // namespace relay::service
