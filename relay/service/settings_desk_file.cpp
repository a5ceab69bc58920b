// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/clock.h"
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/config/env_store.h"
#include "relay/model/phrase.h"
#include "relay/service/setting_words.h"
#include "relay/service/settings_desk.h"

#include <QDir>

// The settings file when somebody edits it by hand: it is never overwritten, and taken only when asked for.
namespace relay::service {

void SettingsDesk::lookAtFile()
{
    (void)postWork([this] {
        if (!m_stopping.load())
            (void)answered([this] {
                (void)editedFile();
                return Result<void>();
            });
    });
}

// A file that cannot be read says nothing: it must not turn everything into defaults.
std::optional<SettingsDesk::EditedFile> SettingsDesk::editedFile()
{
    const Result<config::EnvContent> content = config::readEnvFile(m_files.env);
    if (!content || content->hash == m_envHash)
        return std::nullopt;
    EditedFile edited{loadFile(), {}};
    if (edited.loaded.envHash != content->hash)
        return std::nullopt; // edited again at this very moment
    edited.changes = config::changesBetween(*current(), edited.loaded);
    if (edited.changes.empty() && edited.loaded.proxyRefusedIn != current()->proxyRefusedIn)
        edited.changes.push_back({"RELAY_PROXY", {}, {}}); // both are none, but one keeps upstreams uncalled
    if (edited.changes.empty()) {
        m_envHash = edited.loaded.envHash; // comments, order, names that are no settings
        return std::nullopt;
    }
    if (m_offeredHash != edited.loaded.envHash) {
        m_offeredHash = edited.loaded.envHash;
        m_offeredAtMs = Clock::system().unixMs();
        std::string names;
        for (const config::SettingChange &change : edited.changes)
            names.append(names.empty() ? "" : ", ").append(change.name);
        if (m_engine.fileEdited) {
            model::Saying text = model::phrase("settings.edited", m_files.env.toStdString(), names);
            text += model::phrase("settings.edited.remedy");
            m_engine.fileEdited(std::move(text));
        }
    }
    return edited;
}

// Environment and command line stand above the file, as at the start.
config::LoadedSettings SettingsDesk::loadFile() const
{
    const Settings current = this->current();
    config::SettingsRequest request{.envFile = m_files.env};
    for (std::size_t i = 0; i < current->texts.size(); ++i)
        if (current->locked(i))
            request.commandLine.emplace_back(config::settingsTable()[i].name, current->texts[i]);
    config::LoadedSettings loaded = config::loadSettings(request);
    for (std::size_t i = 0; i < current->texts.size(); ++i)
        if (current->locked(i))
            loaded.sources[i] = current->sources[i];
    if (current->proxyRefusedIn == config::SettingSource::Environment && !loaded.proxyRefusedIn)
        loaded.proxyRefusedIn = current->proxyRefusedIn;
    config::computeValues(loaded);
    config::markUserSources(loaded, m_history);
    return loaded;
}

void SettingsDesk::fileEdit(QObject *context, api::Reply<api::SettingsFileEdit> reply)
{
    using Edit = api::SettingsFileEdit;
    post<Edit>(context, std::move(reply), [this]() -> Result<Edit> {
        Edit edit{.path = QDir::toNativeSeparators(m_files.env).toStdString()};
        if (const std::optional<EditedFile> edited = editedFile()) {
            edit.edited = true;
            edit.seenAtMs = m_offeredAtMs;
            edit.warnings = edited->loaded.warnings;
            for (const config::SettingChange &change : edited->changes)
                edit.changes.push_back(editOf(change));
        }
        return edit;
    });
}

void SettingsDesk::takeFile(QObject *context, api::Reply<api::SettingsOutcome> reply)
{
    using Outcome = api::SettingsOutcome;
    post<Outcome>(context, std::move(reply), [this]() -> Result<Outcome> {
        const std::optional<EditedFile> edited = editedFile();
        if (!edited)
            return Outcome{};
        for (const std::string &warning : edited->loaded.warnings)
            log::sys().warn("{}", warning);
        return apply({.settings = edited->loaded, .changes = edited->changes, .skipped = {}},
                     {.cause = config::ChangeCause::File, .note = "edited by hand"});
    });
}

Error SettingsDesk::editedMeanwhile() const
{
    return {
        ErrorKind::Conflict,
        said(QT_TRANSLATE_NOOP(
                 "Phrases", "%1 was edited by hand since it was read: nothing was changed. Take what it says "
                            "with `trayrelay config reload` or POST /api/option/file, then try again"),
             m_files.env)};
}

Result<void> SettingsDesk::fileAsKnown()
{
    const Result<config::EnvContent> content = config::readEnvFile(m_files.env);
    if (!content)
        return Error{content.error().kind,
                     said(QT_TRANSLATE_NOOP("Phrases", "%1: %2"), m_files.env, content.error())};
    return editedFile() ? Result<void>(editedMeanwhile()) : Result<void>();
}

Result<void> SettingsDesk::writeEnv(const std::vector<config::SettingChange> &changes)
{
    const Result<config::EnvWrite> written =
        config::writeEnvFile(m_files.env, m_envHash, config::assignmentsOf(changes));
    if (!written)
        return Error{written.error().kind,
                     said(QT_TRANSLATE_NOOP("Phrases", "%1: %2"), m_files.env, written.error())};
    if (written->conflict) {
        (void)editedFile(); // said at once
        return editedMeanwhile();
    }
    m_envHash = written->now.hash;
    return {};
}

} // namespace relay::service
