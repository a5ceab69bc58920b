// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"
#include "relay/config/change_history.h"
#include "relay/config/presets.h"
#include "relay/config/setting_change.h"
#include "relay/model/phrase.h"
#include "relay/profiling/contended_mutex.h"
#include "relay/service/answered.h"
#include "relay/service/history_file.h"
#include "relay/service/reply_delivery.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace relay::service {

// Where settings change: one change at a time, on a thread of its own, `settings`, which may wait for the
// engine and the disk. A change is checked, taken by the engine, written to .env, and kept in the history;
// where a later step fails the earlier ones are taken back. Thread-safe.
class SettingsDesk final : public api::SettingsService
{
public:
    using Settings = std::shared_ptr<const config::LoadedSettings>;
    using EngineValues = std::vector<std::pair<std::string, std::string>>; // name, value
    // What takes the values, on `settings`. An error: nothing is different.
    struct Engine
    {
        std::function<Result<void>(const config::Settings &before, const config::Settings &after)> apply;
        // For settings that it can tell the real value of. Waits.
        std::function<EngineValues()> readBack;
        // Of presets that ask for it. What kept the log from being emptied; empty: nothing. Waits.
        std::function<std::optional<Phrase>()> checkpointTruncate;
        std::function<QObject *()> replyRoot; // see onThreadOf()
        // Before a change that may be taken back by itself, and where it is not kept or was undone.
        std::function<void(std::int64_t entry, const config::GuardSettings &settings)> guardBegins;
        std::function<void(std::int64_t entry)> guardForgets;
        // .env is not what was read of it: a sentence for people. Once for each edit.
        std::function<void(model::Saying text)> fileEdited;
    };
    struct Files
    {
        QString env; // .env: read at start, written by each change
        QString history;
        HistoryFile::Seal seal = {}; // of secrets in it
    };

    SettingsDesk(config::LoadedSettings loaded, Files files, Engine engine);
    ~SettingsDesk(); // stops
    Q_DISABLE_COPY_MOVE(SettingsDesk)

    void start();              // the engine is there
    void startWithoutEngine(); // settings, history and .env alone: for a database that cannot be opened
    void stop();               // ends the change under way; refuses what waits behind it

    void lookAtFile(); // says so if .env was edited by hand
    // Takes back what the guard may of an entry, whatever was decided since. `done` is told on `settings`, or
    // here where that is stopped.
    void undoForGuard(std::int64_t entry, const Phrase &reason,
                      const std::function<void(Result<api::SettingsOutcome>)> &done);
    // The same before start(), while no engine runs yet: for what a process before this one did not survive.
    Result<api::SettingsOutcome> undoAfterCrash(std::int64_t entry, const Phrase &reason);
    Settings current() const;

    void settings(QObject *context, api::Reply<std::vector<api::SettingRow>> reply) override;
    void changeSettings(std::vector<std::pair<std::string, std::string>> values, QObject *context,
                        api::Reply<api::SettingsOutcome> reply) override;
    void history(QObject *context, api::Reply<std::vector<api::SettingsHistoryRow>> reply) override;
    void undo(std::optional<std::int64_t> entry, QObject *context,
              api::Reply<api::SettingsOutcome> reply) override;
    void undoBackTo(std::int64_t entry, QObject *context, api::Reply<api::SettingsOutcome> reply) override;
    void fileEdit(QObject *context, api::Reply<api::SettingsFileEdit> reply) override;
    void takeFile(QObject *context, api::Reply<api::SettingsOutcome> reply) override;
    std::vector<api::PresetRow> presets() const override;
    void presetDifference(std::string name, QObject *context,
                          api::Reply<std::vector<api::SettingEdit>> reply) override;
    void applyPreset(std::string name, QObject *context, api::Reply<api::SettingsOutcome> reply) override;

private:
    struct EditedFile
    {
        config::LoadedSettings loaded;
        std::vector<config::SettingChange> changes; // to what is in force
    };

    template <typename T>
    void post(QObject *context, api::Reply<T> reply, std::function<Result<T>()> work)
    {
        const api::Reply<T> done = onThreadOf(context, m_engine.replyRoot(), std::move(reply));
        const bool posted = postWork([this, work = std::move(work), done] {
            done(m_stopping.load() ? Result<T>(closed()) : answered(work));
        });
        if (!posted)
            done(closed());
    }
    static Error closed();
    bool postWork(std::function<void()> work); // false: it is stopped
    std::optional<EditedFile> editedFile();
    config::LoadedSettings loadFile() const;
    std::vector<api::SettingRow> rows();
    std::optional<std::string> inForce(std::size_t index, const config::LoadedSettings &current,
                                       const EngineValues &engine) const;
    Result<api::SettingsOutcome> apply(const config::ChangedSettings &changed, config::HistoryEntry entry);
    Result<void> fileAsKnown(); // Conflict: it was edited by hand
    Error editedMeanwhile() const;
    Result<void> writeEnv(const std::vector<config::SettingChange> &changes);
    Result<api::SettingsOutcome> undoPlan(const config::UndoPlan &plan, config::ChangeCause cause,
                                          const std::string &note, std::optional<Phrase> reason = {});
    Result<api::SettingsOutcome> takeBack(std::int64_t entry, const Phrase &reason);
    Result<void> giveToEngine(const config::Settings &before, const config::Settings &after);
    void keep(const config::HistoryEntry &entry);
    Result<api::SettingsOutcome> usePreset(const std::string &name);

    const Files m_files;
    const Engine m_engine;
    const HistoryFile m_historyFile;
    QThread m_thread;
    bool m_started = false;          // the engine is there
    config::SettingTexts m_atStart;  // what the settings of the next start have until then
    std::unique_ptr<QObject> m_post; // lives on m_thread
    std::mutex m_stopMutex;          // held while something is posted
    std::atomic<bool> m_stopping{false};

    std::string m_envHash;                       // on m_thread: the .env that is known
    std::string m_offeredHash;                   // likewise: the edited one that was told of
    std::int64_t m_offeredAtMs = 0;              // likewise
    std::vector<config::HistoryEntry> m_history; // likewise
    mutable profiling::ContendedMutex m_mutex;   // guards m_current
    Settings m_current;
};

} // namespace relay::service
