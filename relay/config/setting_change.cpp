// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/setting_change.h"

#include "relay/base/phrase.h"
#include "relay/config/setting_spec.h"
#include "relay/config/setting_value.h"

#include <set>

namespace relay::config {

namespace {

constexpr qsizetype kLongestShown = 60; // of an unknown name

QString toQString(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

Error unknown(std::string_view name)
{
    QString shown = toQString(name);
    if (shown.size() > kLongestShown)
        shown = shown.left(kLongestShown) % QStringLiteral("...");
    if (const std::string_view nearest = nearestSetting(name); !nearest.empty())
        return Error{
            ErrorKind::NotFound,
            said(QT_TRANSLATE_NOOP("Phrases", "%1 is not a setting; did you mean %2?"), shown, nearest)};
    return Error{ErrorKind::NotFound, said(QT_TRANSLATE_NOOP("Phrases", "%1 is not a setting"), shown)};
}

Error lockedBy(std::string_view name, SettingSource source)
{
    const Phrase who = source == SettingSource::Environment
                           ? said(QT_TRANSLATE_NOOP("Phrases", "the environment"))
                           : said(QT_TRANSLATE_NOOP("Phrases", "the command line"));
    return Error{ErrorKind::Conflict,
                 said(QT_TRANSLATE_NOOP("Phrases", "%1 is locked: %2 sets it. Change it there, or take it "
                                                   "out there, and start the relay again."),
                      toQString(name), who)};
}

// The mask of shownValue() would otherwise become the password.
bool holdsMask(const SettingSpec &spec, std::string_view value)
{
    return (spec.type == SettingType::Secret && value == "***") ||
           (spec.type == SettingType::Url &&
            (value.find("://***@") != value.npos || value.find("***", value.find('?')) != value.npos));
}

Result<std::string> wantedText(const SettingSpec &spec, const std::string &present, std::string_view value)
{
    if (present != value && holdsMask(spec, value)) {
        if (shownValue(spec, present) == value)
            return present;
        return Error{
            ErrorKind::BadRequest,
            said(QT_TRANSLATE_NOOP("Phrases", "%1: *** stands for what is not shown; give it in full"),
                 toQString(spec.name))};
    }
    return checkedValue(spec, value);
}

// A wrong value that stands in the way although the present text is another: none.
bool isRefused(const LoadedSettings &settings, const SettingSpec &spec)
{
    return settings.proxyRefusedIn && spec.name == kProxySetting;
}

// What stands above the file asks for a proxy: no edit of the file takes that away.
bool refusedAbove(const LoadedSettings &settings, const SettingSpec &spec)
{
    return isRefused(settings, spec) && settings.proxyRefusedIn != SettingSource::File;
}

} // namespace

Result<ChangedSettings> changedSettings(const LoadedSettings &before,
                                        std::span<const SettingAssignment> assignments, LockedSettings locked)
{
    ChangedSettings changed{before, {}, {}};
    std::set<std::size_t> seen;
    for (const auto &[name, value] : assignments) {
        const auto index = findSetting(name);
        if (!index)
            return unknown(name);
        if (!seen.insert(*index).second)
            return Error{ErrorKind::BadRequest,
                         said(QT_TRANSLATE_NOOP("Phrases", "%1 is named twice"), toQString(name))};
        const bool isLocked = before.locked(*index);
        if (isLocked && locked == LockedSettings::Refuse)
            return lockedBy(name, before.sources[*index]);
        const SettingSpec &spec = settingsTable()[*index];
        const std::string &present = before.texts[*index];
        const auto text = wantedText(spec, present, value);
        if (!text)
            return text.error();
        if (refusedAbove(before, spec) && text->empty() && locked == LockedSettings::Refuse)
            return lockedBy(name, *before.proxyRefusedIn);
        const bool mended = !isLocked && isRefused(before, spec) && !refusedAbove(before, spec);
        if (mended)
            changed.settings.proxyRefusedIn.reset();
        if (*text == present && !mended)
            continue;
        (isLocked ? changed.skipped : changed.changes).push_back({name, present, *text});
        if (!isLocked) {
            changed.settings.texts[*index] = *text;
            changed.settings.sources[*index] = SettingSource::User;
        }
    }
    computeValues(changed.settings);
    return changed;
}

std::vector<SettingChange> changesBetween(const LoadedSettings &before, const LoadedSettings &after)
{
    std::vector<SettingChange> changes;
    for (std::size_t i = 0; i < settingsTable().size(); ++i) {
        if (before.texts[i] != after.texts[i])
            changes.push_back({std::string(settingsTable()[i].name), before.texts[i], after.texts[i]});
    }
    return changes;
}

std::vector<SettingAssignment> assignmentsOf(std::span<const SettingChange> changes)
{
    std::vector<SettingAssignment> assignments;
    assignments.reserve(changes.size());
    for (const SettingChange &change : changes)
        assignments.emplace_back(change.name, change.to);
    return assignments;
}

} // namespace relay::config
