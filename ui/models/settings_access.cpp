// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/settings_access.h"

#include "ui/models/said_text.h"

#include <algorithm>

namespace ui::models {

namespace {

using relay::api::SettingRow;
using relay::api::SettingsOutcome;

} // namespace

SettingsAccess::SettingsAccess(relay::api::SettingsService &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{
}

void SettingsAccess::read()
{
    m_service.settings(this, [this](const relay::Result<std::vector<SettingRow>> &rows) {
        if (!rows) {
            emit unreadable(saidText(rows.error()));
            return;
        }
        m_rows = *rows;
        emit rowsRead();
    });
}

const SettingRow *SettingsAccess::row(std::string_view name) const
{
    const auto found = std::ranges::find(m_rows, name, &SettingRow::name);
    return found == m_rows.end() ? nullptr : &*found;
}

std::string SettingsAccess::valueOf(std::string_view name) const
{
    const SettingRow *found = row(name);
    return found ? found->value : std::string();
}

void SettingsAccess::change(SettingValues values, const std::function<void(bool)> &done)
{
    if (!m_question)
        return give(std::move(values), done);
    m_question(
        values, [this, values, done] { give(values, done); },
        [this, done] {
            if (done)
                done(false);
            read(); // who showed the new value shows the old one again
        });
}

void SettingsAccess::give(SettingValues values, const std::function<void(bool)> &done)
{
    QStringList names;
    for (const auto &[name, value] : values)
        names.append(QString::fromStdString(name));
    m_service.changeSettings(std::move(values), this,
                             [this, names, done](const relay::Result<SettingsOutcome> &outcome) {
                                 if (done)
                                     done(outcome.has_value());
                                 if (outcome)
                                     emit applied(*outcome);
                                 else
                                     emit refused(names, saidText(outcome.error()));
                                 read();
                             });
}

void SettingsAccess::undo(std::int64_t entry)
{
    m_service.undo(entry, this, [this](const relay::Result<SettingsOutcome> &outcome) {
        if (outcome)
            emit undone();
        else
            emit refused({}, saidText(outcome.error()));
        read();
    });
}

QStringList SettingsAccess::waitingForRestart() const
{
    QStringList names;
    for (const SettingRow &row : m_rows) {
        if (takesEffectAtRestart(row) && row.effective && *row.effective != row.value)
            names.append(QString::fromStdString(row.name));
    }
    return names;
}

bool takesEffectAtRestart(const SettingRow &row)
{
    return row.takesEffect == "at restart";
}

} // namespace ui::models
