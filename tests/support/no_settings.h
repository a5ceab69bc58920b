// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"

namespace tests {

// Settings of a service that has none: every call is refused at once.
class NoSettings final : public relay::api::SettingsService
{
public:
    void settings(QObject *, relay::api::Reply<std::vector<relay::api::SettingRow>> reply) override
    {
        reply(none());
    }
    void changeSettings(std::vector<std::pair<std::string, std::string>>, QObject *,
                        relay::api::Reply<relay::api::SettingsOutcome> reply) override
    {
        reply(none());
    }
    void history(QObject *, relay::api::Reply<std::vector<relay::api::SettingsHistoryRow>> reply) override
    {
        reply(none());
    }
    void undo(std::optional<std::int64_t>, QObject *,
              relay::api::Reply<relay::api::SettingsOutcome> reply) override
    {
        reply(none());
    }
    void undoBackTo(std::int64_t, QObject *, relay::api::Reply<relay::api::SettingsOutcome> reply) override
    {
        reply(none());
    }
    void fileEdit(QObject *, relay::api::Reply<relay::api::SettingsFileEdit> reply) override
    {
        reply(none());
    }
    void takeFile(QObject *, relay::api::Reply<relay::api::SettingsOutcome> reply) override { reply(none()); }
    std::vector<relay::api::PresetRow> presets() const override { return {}; }
    void presetDifference(std::string, QObject *,
                          relay::api::Reply<std::vector<relay::api::SettingEdit>> reply) override
    {
        reply(none());
    }
    void applyPreset(std::string, QObject *, relay::api::Reply<relay::api::SettingsOutcome> reply) override
    {
        reply(none());
    }

private:
    static relay::Error none() { return {relay::ErrorKind::Unavailable, QStringLiteral("no settings here")}; }
};

} // namespace tests
