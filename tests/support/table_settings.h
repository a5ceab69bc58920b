// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"
#include "relay/config/setting_spec.h"
#include "relay/config/setting_value.h"
#include "relay/config/settings_text.h"

#include <QMetaObject>

#include <algorithm>
#include <map>
#include <utility>

namespace tests {

// The real table of settings with values in memory: checked as the real ones are, without a file and an
// engine. Replies come in a later turn. Lives on its thread.
class TableSettings final : public relay::api::SettingsService
{
    using Row = relay::api::SettingRow;
    using Outcome = relay::api::SettingsOutcome;

public:
    std::map<std::string, std::string> engine;           // what it says where that is not what is set
    std::vector<relay::api::SettingEdit> difference;     // of every preset
    std::vector<relay::api::SettingsHistoryRow> entries; // the oldest first

    TableSettings()
    {
        for (const relay::config::SettingSpec &spec : relay::config::settingsTable())
            m_rows.push_back({.name = std::string(spec.name),
                              .value = std::string(spec.defaultText),
                              .defaultValue = std::string(spec.defaultText),
                              .source = "default",
                              .group = std::string(
                                  relay::config::groupTitle(spec.group, relay::config::Language::English)),
                              .unit = std::string(spec.unit),
                              .takesEffect = std::string(relay::config::takesEffectText(
                                  spec.takesEffect, relay::config::Language::English)),
                              .allowed = relay::config::allowedText(spec),
                              .textEnglish = std::string(spec.english),
                              .textChinese = std::string(spec.chinese)});
    }

    std::string value(std::string_view name) const
    {
        return std::ranges::find(m_rows, name, &Row::name)->value;
    }
    void set(std::string_view name, std::string_view value) { row(name).value = value; }
    void lock(std::string_view name, std::string_view value)
    {
        set(name, value);
        row(name).locked = true;
        row(name).source = "environment";
    }

    void settings(QObject *context, relay::api::Reply<std::vector<relay::api::SettingRow>> reply) override
    {
        std::vector<Row> told = m_rows;
        for (Row &each : told) {
            const auto says = engine.find(each.name);
            each.effective = says == engine.end() ? each.value : says->second;
        }
        later<std::vector<Row>>(context, std::move(reply), std::move(told));
    }
    void changeSettings(std::vector<std::pair<std::string, std::string>> values, QObject *context,
                        relay::api::Reply<Outcome> reply) override
    {
        later<Outcome>(context, std::move(reply), changed(values, "user"));
    }
    void undo(std::optional<std::int64_t> entry, QObject *context, relay::api::Reply<Outcome> reply) override
    {
        std::vector<std::pair<std::string, std::string>> before;
        for (const relay::api::SettingsHistoryRow &each : entries)
            if (each.id == entry.value_or(entries.back().id))
                for (const relay::api::SettingEdit &edit : each.changes)
                    before.emplace_back(edit.name, edit.from);
        later<Outcome>(context, std::move(reply), changed(before, "undo"));
    }
    void undoBackTo(std::int64_t, QObject *context, relay::api::Reply<Outcome> reply) override
    {
        later<Outcome>(context, std::move(reply), Outcome());
    }
    void history(QObject *context,
                 relay::api::Reply<std::vector<relay::api::SettingsHistoryRow>> reply) override
    {
        later<std::vector<relay::api::SettingsHistoryRow>>(context, std::move(reply), entries);
    }
    void fileEdit(QObject *context, relay::api::Reply<relay::api::SettingsFileEdit> reply) override
    {
        later<relay::api::SettingsFileEdit>(context, std::move(reply), relay::api::SettingsFileEdit());
    }
    void takeFile(QObject *context, relay::api::Reply<Outcome> reply) override
    {
        later<Outcome>(context, std::move(reply), Outcome());
    }
    std::vector<relay::api::PresetRow> presets() const override { return {}; }
    void presetDifference(std::string, QObject *context,
                          relay::api::Reply<std::vector<relay::api::SettingEdit>> reply) override
    {
        later<std::vector<relay::api::SettingEdit>>(context, std::move(reply), difference);
    }
    void applyPreset(std::string, QObject *context, relay::api::Reply<Outcome> reply) override
    {
        later<Outcome>(context, std::move(reply), Outcome());
    }

private:
    Row &row(std::string_view name) { return *std::ranges::find(m_rows, name, &Row::name); }

    relay::Result<Outcome> changed(const std::vector<std::pair<std::string, std::string>> &values,
                                   const char *cause)
    {
        relay::api::SettingsHistoryRow entry{.id = std::int64_t(entries.size()) + 1, .cause = cause};
        for (const auto &[name, wanted] : values) {
            const auto &spec = relay::config::settingsTable()[*relay::config::findSetting(name)];
            const relay::Result<std::string> checked = relay::config::checkedValue(spec, wanted);
            if (!checked)
                return checked.error();
            if (*checked != row(name).value)
                entry.changes.push_back({.name = name, .from = row(name).value, .to = *checked});
        }
        if (entry.changes.empty())
            return Outcome();
        for (const relay::api::SettingEdit &edit : entry.changes)
            set(edit.name, edit.to);
        entries.push_back(entry);
        return Outcome{.entry = entry};
    }

    template <typename T>
    static void later(QObject *context, relay::api::Reply<T> reply, relay::Result<T> result)
    {
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), result = std::move(result)] { reply(result); },
            Qt::QueuedConnection);
    }

    std::vector<Row> m_rows;
};

} // namespace tests
