// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/settings_desk.h"

#include "relay/base/clock.h"
#include "relay/base/log.h"
#include "relay/config/env_store.h"
#include "relay/config/setting_spec.h"
#include "relay/config/setting_value.h"
#include "relay/config/settings_text.h"
#include "relay/service/reply_delivery.h"

#include <algorithm>

namespace relay::service {

namespace {

using config::SettingChange;

std::string shown(std::string_view name, std::string_view value)
{
    const std::optional<std::size_t> index = config::findSetting(name);
    return index ? config::shownValue(config::settingsTable()[*index], value) : std::string(value);
}

api::SettingEdit editOf(const SettingChange &change, bool locked = false)
{
    return {change.name, shown(change.name, change.from), shown(change.name, change.to), locked};
}

api::SettingsHistoryRow rowOf(const config::HistoryEntry &entry)
{
    api::SettingsHistoryRow row{.id = entry.id,
                                .atMs = entry.atMs,
                                .cause = std::string(config::causeName(entry.cause)),
                                .note = entry.note,
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
    , m_historyFile(m_files.history)
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
    m_thread.start();
}

void SettingsDesk::stop()
{
    m_thread.quit();
    m_thread.wait();
}

SettingsDesk::Settings SettingsDesk::current() const
{
    const std::scoped_lock lock(m_mutex);
    return m_current;
}

template <typename T>
void SettingsDesk::post(QObject *context, api::Reply<T> reply, std::function<Result<T>()> work)
{
    QMetaObject::invokeMethod(
        m_post.get(),
        [work = std::move(work), done = onThreadOf(context, m_engine.replyRoot(), std::move(reply))] {
            done(work());
        },
        Qt::QueuedConnection);
}

// ---- reading

void SettingsDesk::settings(QObject *context, api::Reply<std::vector<api::SettingRow>> reply)
{
    post<std::vector<api::SettingRow>>(context, std::move(reply), [this] { return rows(); });
}

std::vector<api::SettingRow> SettingsDesk::rows()
{
    const Settings current = this->current();
    const auto engine = m_engine.readBack();
    std::vector<api::SettingRow> rows;
    const auto table = config::settingsTable();
    for (std::size_t i = 0; i < table.size(); ++i) {
        const config::SettingSpec &spec = table[i];
        api::SettingRow row;
        row.name = spec.name;
        row.value = config::shownValue(spec, current->texts[i]);
        row.defaultValue = spec.defaultText;
        const auto read = std::ranges::find(engine, row.name, &std::pair<std::string, std::string>::first);
        row.effective = read == engine.end() ? row.value : read->second;
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
    if (outcome && (*preset)->checkpointTruncate)
        m_engine.checkpointTruncate();
    return outcome;
}

void SettingsDesk::undo(std::optional<std::int64_t> entry, QObject *context,
                        api::Reply<api::SettingsOutcome> reply)
{
    using Outcome = api::SettingsOutcome;
    post<Outcome>(context, std::move(reply), [this, entry]() -> Result<Outcome> {
        const std::optional<std::int64_t> id = entry ? entry : config::lastUndoable(m_history);
        if (!id)
            return Error{ErrorKind::Conflict, QStringLiteral("there is nothing to undo")};
        const Result<config::UndoPlan> plan = config::undoOf(m_history, *id, *current());
        if (!plan)
            return plan.error();
        return undoPlan(*plan, "entry " + std::to_string(*id));
    });
}

void SettingsDesk::undoBackTo(std::int64_t entry, QObject *context, api::Reply<api::SettingsOutcome> reply)
{
    using Outcome = api::SettingsOutcome;
    post<Outcome>(context, std::move(reply), [this, entry]() -> Result<Outcome> {
        const Result<config::UndoPlan> plan = config::undoBackTo(m_history, entry, *current());
        if (!plan)
            return plan.error();
        return undoPlan(*plan, "back to entry " + std::to_string(entry));
    });
}

Result<api::SettingsOutcome> SettingsDesk::undoPlan(const config::UndoPlan &plan, const std::string &note)
{
    Result<config::ChangedSettings> changed =
        config::changedSettings(*current(), config::assignmentsOf(plan.changes));
    if (!changed)
        return changed.error();
    changed->skipped = plan.skipped;
    Result<api::SettingsOutcome> outcome =
        apply(*changed, {.cause = config::ChangeCause::Undo, .note = note, .undoes = plan.undoes});
    if (outcome)
        outcome->kept = plan.kept;
    return outcome;
}

Result<void> SettingsDesk::writeEnv(const std::vector<SettingChange> &changes)
{
    const Result<config::EnvWrite> written =
        config::writeEnvFile(m_files.env, m_envHash, config::assignmentsOf(changes));
    if (!written)
        return Error{written.error().kind, m_files.env + QStringLiteral(": ") + written.error().message};
    if (written->conflict) {
        return Error{ErrorKind::Conflict,
                     QStringLiteral("%1 was edited by hand since it was read: nothing was changed. Restart "
                                    "trayrelay to take what it says, then try again")
                         .arg(m_files.env)};
    }
    m_envHash = written->now.hash;
    return {};
}

Result<api::SettingsOutcome> SettingsDesk::apply(const config::ChangedSettings &changed,
                                                 config::HistoryEntry entry)
{
    api::SettingsOutcome outcome;
    for (const SettingChange &change : changed.skipped)
        outcome.skipped.push_back(editOf(change, true));
    if (changed.changes.empty() && entry.undoes.empty())
        return outcome;
    const Settings before = current();
    if (const Result<void> taken = m_engine.apply(before->values, changed.settings.values); !taken)
        return taken.error();
    const auto takeBack = [&](const Error &error) {
        if (const Result<void> back = m_engine.apply(changed.settings.values, before->values); !back)
            log::sys().error("a change of settings could be neither kept nor taken back: {}",
                             back.error().message.toStdString());
        return error;
    };
    if (const Result<void> written = writeEnv(changed.changes); !written)
        return takeBack(written.error());
    entry.id = m_history.empty() ? 1 : m_history.back().id + 1;
    entry.atMs = Clock::system().unixMs();
    entry.changes = changed.changes;
    if (const Result<void> kept = m_historyFile.append(entry); !kept)
        log::sys().error("{}",
                         kept.error().message.toStdString()); // in force and in .env; only its undo is lost
    m_history.push_back(entry);
    config::markUndone(m_history);
    {
        const std::scoped_lock lock(m_mutex);
        m_current = std::make_shared<const config::LoadedSettings>(changed.settings);
    }
    for (const SettingChange &change : entry.changes) {
        log::sys().info("setting {}: {} -> {} ({})", change.name, shown(change.name, change.from),
                        shown(change.name, change.to), config::causeName(entry.cause));
        const std::optional<std::size_t> index = config::findSetting(change.name);
        if (index && config::settingsTable()[*index].takesEffect == config::TakesEffect::Restart)
            outcome.atRestart.push_back(change.name);
    }
    outcome.entry = rowOf(entry);
    return outcome;
}

} // namespace relay::service
