// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"

#include <QObject>
#include <QString>

#include <map>
#include <string>
#include <vector>

namespace ui::models {

QString presetTitle(const relay::api::PresetRow &preset); // in the language of the window
QString presetTitle(const std::vector<relay::api::PresetRow> &presets, std::string_view name);
QString presetText(const relay::api::PresetRow &preset);

// Which preset the settings are nearest to, and how far from it. Lives on gui.
class PresetChoice final : public QObject
{
    Q_OBJECT

public:
    using Edits = std::vector<relay::api::SettingEdit>;

    explicit PresetChoice(relay::api::SettingsService &settings);

    void refresh(); // the settings have changed

    const std::vector<relay::api::PresetRow> &presets() const { return m_presets; }
    std::vector<relay::api::PresetRow> ofKind(std::string_view kind) const; // tuning, rollback, remedy
    const std::string &nearest() const { return m_nearest; }                // empty: not known yet
    const Edits &difference() const { return m_difference; }                // of the nearest

signals:
    void changed();

private:
    void take(const std::string &name, const Edits &edits);

    relay::api::SettingsService &m_settings;
    const std::vector<relay::api::PresetRow> m_presets;
    int m_generation = 0;
    std::size_t m_asked = 0;
    std::map<std::string, Edits> m_told;
    std::string m_nearest;
    Edits m_difference;
};

} // namespace ui::models
