// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/settings_desk.h"

#include "relay/base/clock.h"
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/config/setting_spec.h"
#include "relay/config/setting_value.h"
#include "relay/config/settings_text.h"
#include "relay/service/setting_words.h"

#include <algorithm>

namespace relay::service {

namespace {

using config::SettingChange;

api::SettingsHistoryRow rowOf(const config::HistoryEntry &entry)
{
    api::SettingsHistoryRow row{.id = entry.id,
                                .atMs = entry.atMs,
                                .cause = std::string(config::causeName(entry.cause)),
                                .note = entry.note,
                                .reason = entry.reason,
                                .changes = {},
                                .undone = entry.undone};
    for (const SettingChange &change : entry.changes)
        row.changes.push_back(editOf(change));
    return row;
}

std::string_view kindName(config::PresetKind kind)
{
    switch (kind) {
    case config::PresetKind::Tuning:
        return "tuning";
    case config::PresetKind::Rollback:
        return "rollback";
    case config::PresetKind::Remedy:
        return "remedy";
    }
    return "tuning";
}

} // namespace

SettingsDesk::SettingsDesk(config::LoadedSettings loaded, Files files, Engine engine)
    : m_files(std::move(files))
    , m_engine(std::move(engine))
    , m_historyFile(m_files.history, m_files.seal)
    , m_post(std::make_unique<QObject>())
    , m_history(m_historyFile.read())
{
    m_envHash = loaded.envHash;
    config::markUserSources(loaded, m_history);
    m_current = std::make_shared<const config::LoadedSettings>(std::move(loaded));
    m_post->moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("settings"));
}

SettingsDesk::~SettingsDesk()
{
    stop();
}

void SettingsDesk::start()
{
    m_started = true;
    startWithoutEngine();
}

void SettingsDesk::startWithoutEngine()
{
    m_atStart = current()->texts;
    m_thread.start();
    (void)postWork([this] {
        if (const Result<void> sealed = m_historyFile.sealClearText(); !sealed)
            log::sys().error("{}", sealed.error().message.toStdString());
    });
}

void SettingsDesk::stop()
{
    {
        const std::scoped_lock lock(m_stopMutex);
        if (m_stopping.exchange(true))
            return;
    }
    // Behind all that was asked for: each is told that nothing was changed.
    QMetaObject::invokeMethod(
        m_post.get(), [this] { m_thread.quit(); }, Qt::QueuedConnection);
    m_thread.wait();
}

Error SettingsDesk::closed()
{
    return {ErrorKind::Unavailable,
            said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down: nothing was changed"))};
}

bool SettingsDesk::postWork(std::function<void()> work)
{
    const std::scoped_lock lock(m_stopMutex);
    if (m_stopping.load())
        return false;
    QMetaObject::invokeMethod(m_post.get(), std::move(work), Qt::QueuedConnection);
    return true;
}

SettingsDesk::Settings SettingsDesk::current() const
{
    const std::scoped_lock lock(m_mutex);
    return m_current;
}

// ---- reading

void SettingsDesk::settings(QObject *context, api::Reply<std::vector<api::SettingRow>> reply)
{
    post<std::vector<api::SettingRow>>(context, std::move(reply), [this] { return rows(); });
}

std::vector<api::SettingRow> SettingsDesk::rows()
{
    const Settings current = this->current();
    const EngineValues engine = m_started ? m_engine.readBack() : EngineValues();
    const std::optional<EditedFile> edited = editedFile();
    std::vector<api::SettingRow> rows;
    const auto table = config::settingsTable();
    for (std::size_t i = 0; i < table.size(); ++i) {
        const config::SettingSpec &spec = table[i];
        api::SettingRow row;
        row.name = spec.name;
        row.kind = kindOf(spec);
        row.choices = choicesOf(spec);
        row.least = spec.min;
        row.most = spec.max;
        row.value = config::shownValue(spec, current->texts[i]);
        row.defaultValue = spec.defaultText;
        row.effective = inForce(i, *current, engine);
        if (edited && edited->loaded.texts[i] != current->texts[i])
            row.inFile = config::shownValue(spec, edited->loaded.texts[i]);
        row.source = config::sourceName(current->sources[i]);
        row.locked = current->locked(i);
        row.group = config::groupTitle(spec.group, config::Language::English);
        row.unit = spec.unit;
        row.takesEffect = config::takesEffectText(spec.takesEffect, config::Language::English);
        row.allowed = config::allowedText(spec);
        row.textEnglish = spec.english;
        row.textChinese = spec.chinese;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::optional<std::string> SettingsDesk::inForce(std::size_t index, const config::LoadedSettings &current,
                                                 const EngineValues &engine) const
{
    const config::SettingSpec &spec = config::settingsTable()[index];
    const auto read = std::ranges::find(engine, spec.name, &EngineValues::value_type::first);
    if (read != engine.end())
        return read->second;
    if (spec.isPragma)
        return std::nullopt;
    if (spec.takesEffect == config::TakesEffect::Restart)
        return config::shownValue(spec, m_atStart[index]);
    if (spec.name == config::kProxySetting && current.proxyRefusedIn && current.texts[index].empty())
        return current.values.upstream.proxy; // says that it is none
    return config::shownValue(spec, current.texts[index]);
}

void SettingsDesk::history(QObject *context, api::Reply<std::vector<api::SettingsHistoryRow>> reply)
{
    using Rows = std::vector<api::SettingsHistoryRow>;
    post<Rows>(context, std::move(reply), [this]() -> Result<Rows> {
        Rows rows;
        std::transform(m_history.rbegin(), m_history.rend(), std::back_inserter(rows), rowOf);
        return rows;
    });
}

std::vector<api::PresetRow> SettingsDesk::presets() const
{
    std::vector<api::PresetRow> rows;
    for (const config::Preset &preset : config::presets())
        rows.push_back({.name = std::string(preset.name),
                        .chineseName = std::string(preset.chineseName),
                        .kind = std::string(kindName(preset.kind)),
                        .textEnglish = std::string(preset.english),
                        .textChinese = std::string(preset.chinese)});
    return rows;
}

void SettingsDesk::presetDifference(std::string name, QObject *context,
                                    api::Reply<std::vector<api::SettingEdit>> reply)
{
    using Edits = std::vector<api::SettingEdit>;
    post<Edits>(context, std::move(reply), [this, name = std::move(name)]() -> Result<Edits> {
        const Result<const config::Preset *> preset = config::findPreset(name);
        if (!preset)
            return preset.error();
        Edits edits;
        for (const config::PresetDifference &difference : config::differenceOf(**preset, *current()))
            edits.push_back(editOf({difference.name, difference.from, difference.to}, difference.locked));
        return edits;
    });
}

// ---- changing

void SettingsDesk::changeSettings(std::vector<std::pair<std::string, std::string>> values, QObject *context,
                                  api::Reply<api::SettingsOutcome> reply)
{
    using Outcome = api::SettingsOutcome;
    post<Outcome>(context, std::move(reply), [this, values = std::move(values)]() -> Result<Outcome> {
        const Result<config::ChangedSettings> changed = config::changedSettings(*current(), values);
        if (!changed)
            return changed.error();
        return apply(*changed, {.cause = config::ChangeCause::User});
    });
}

void SettingsDesk::applyPreset(std::string name, QObject *context, api::Reply<api::SettingsOutcome> reply)
{
    post<api::SettingsOutcome>(context, std::move(reply),
                               [this, name = std::move(name)] { return usePreset(name); });
}

Result<api::SettingsOutcome> SettingsDesk::usePreset(const std::string &name)
{
    const Result<const config::Preset *> preset = config::findPreset(name);
    if (!preset)
        return preset.error();
    const Result<config::ChangedSettings> changed =
        config::changedSettings(*current(), config::assignmentsOf(**preset), config::LockedSettings::Skip);
    if (!changed)
        return changed.error();
    Result<api::SettingsOutcome> outcome =
        apply(*changed, {.cause = config::ChangeCause::Preset, .note = std::string((*preset)->name)});
    if (outcome && m_started && (*preset)->checkpointTruncate) {
        if (const std::optional<Phrase> trouble = m_engine.checkpointTruncate())
            outcome->warnings.push_back(*trouble);
    }
    return outcome;
}

void SettingsDesk::undo(std::optional<std::int64_t> entry, QObject *context,
                        api::Reply<api::SettingsOutcome> reply)
{
    using Outcome = api::SettingsOutcome;
    post<Outcome>(context, std::move(reply), [this, entry]() -> Result<Outcome> {
        const std::optional<std::int64_t> id = entry ? entry : config::lastUndoable(m_history);
        if (!id)
            return Error{
                ErrorKind::Conflict,
                said(QT_TRANSLATE_NOOP(
                    "Phrases", "there is nothing to undo: the history has no change that is in force"))};
        const Result<config::UndoPlan> plan = config::undoOf(m_history, *id, *current());
        if (!plan)
            return plan.error();
        return undoPlan(*plan, config::ChangeCause::Undo, "entry " + std::to_string(*id));
    });
}

void SettingsDesk::undoBackTo(std::int64_t entry, QObject *context, api::Reply<api::SettingsOutcome> reply)
{
    using Outcome = api::SettingsOutcome;
    post<Outcome>(context, std::move(reply), [this, entry]() -> Result<Outcome> {
        const Result<config::UndoPlan> plan = config::undoBackTo(m_history, entry, *current());
        if (!plan)
            return plan.error();
        return undoPlan(*plan, config::ChangeCause::Undo, "back to entry " + std::to_string(entry));
    });
}

Result<api::SettingsOutcome> SettingsDesk::undoPlan(const config::UndoPlan &plan, config::ChangeCause cause,
                                                    const std::string &note, std::optional<Phrase> reason)
{
    Result<config::ChangedSettings> changed =
        config::changedSettings(*current(), config::assignmentsOf(plan.changes));
    if (!changed)
        return changed.error();
    changed->skipped = plan.skipped;
    Result<api::SettingsOutcome> outcome =
        apply(*changed, {.cause = cause, .note = note, .undoes = plan.undoes, .reason = std::move(reason)});
    if (outcome)
        outcome->kept = plan.kept;
    return outcome;
}

Result<void> SettingsDesk::giveToEngine(const config::Settings &before, const config::Settings &after)
{
    return m_started ? m_engine.apply(before, after) : Result<void>();
}

Result<api::SettingsOutcome> SettingsDesk::apply(const config::ChangedSettings &changed,
                                                 config::HistoryEntry entry)
{
    api::SettingsOutcome outcome;
    for (const SettingChange &change : changed.skipped)
        outcome.skipped.push_back(editOf(change, true));
    if (changed.changes.empty() && entry.undoes.empty())
        return outcome;
    const bool fromFile = entry.cause == config::ChangeCause::File;
    // Before the engine has converted a file or closed a server for nothing.
    if (const Result<void> known = fromFile ? Result<void>() : fileAsKnown(); !known)
        return known.error();
    const Settings before = current();
    entry.id = m_history.empty() ? 1 : m_history.back().id + 1;
    entry.atMs = Clock::system().unixMs();
    entry.changes = changed.changes;
    const config::GuardSettings &guard = changed.settings.values.guard;
    const bool guarded = m_started && guard.enabled && !config::guardedChanges(entry).empty();
    if (guarded)
        m_engine.guardBegins(entry.id, guard);
    const auto refused = [&](const Error &error) {
        if (guarded)
            m_engine.guardForgets(entry.id);
        return error;
    };
    if (const Result<void> taken = giveToEngine(before->values, changed.settings.values); !taken)
        return refused(taken.error());
    if (const Result<void> written = fromFile ? Result<void>() : writeEnv(changed.changes); !written) {
        if (const Result<void> back = giveToEngine(changed.settings.values, before->values); !back)
            log::sys().error("a change of settings could be neither kept nor taken back: {}",
                             back.error().message.toStdString());
        return refused(written.error());
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_current = std::make_shared<const config::LoadedSettings>(changed.settings);
    }
    if (fromFile)
        m_envHash = changed.settings.envHash;
    keep(entry);
    for (const SettingChange &change : entry.changes) {
        const std::optional<std::size_t> index = config::findSetting(change.name);
        if (!index)
            continue;
        const config::TakesEffect takesEffect = config::settingsTable()[*index].takesEffect;
        if (takesEffect == config::TakesEffect::Restart)
            outcome.atRestart.push_back(change.name);
        else if (takesEffect == config::TakesEffect::NextVacuum)
            outcome.atVacuum.push_back(change.name);
    }
    outcome.entry = rowOf(entry);
    return outcome;
}

// In force and in .env already: should the history fail, its undo alone is lost.
void SettingsDesk::keep(const config::HistoryEntry &entry)
{
    if (const Result<void> kept = m_historyFile.append(entry); !kept)
        log::sys().error("{}", kept.error().message.toStdString());
    m_history.push_back(entry);
    if (m_history.size() > HistoryFile::kMostEntries)
        m_history.erase(m_history.begin());
    config::markUndone(m_history);
    for (const std::int64_t undone : entry.undoes)
        m_engine.guardForgets(undone);
    for (const SettingChange &change : entry.changes)
        log::sys().info("setting {}: {} -> {} ({})", change.name, shownValue(change.name, change.from),
                        shownValue(change.name, change.to), config::causeName(entry.cause));
}

} // namespace relay::service
