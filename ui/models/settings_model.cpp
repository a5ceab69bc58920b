// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/settings_model.h"

#include "ui/models/preset_choice.h"
#include "ui/models/said_text.h"
#include "ui/models/setting_words.h"

#include <algorithm>
#include <chrono>

namespace ui::models {

namespace {

using namespace std::chrono_literals;
using relay::Result;
using relay::api::SettingEdit;
using relay::api::SettingRow;
using relay::api::SettingsFileEdit;
using relay::api::SettingsHistoryRow;
using relay::api::SettingsOutcome;

constexpr int kTicksPerRead = 3; // the database is asked for its pragmas

bool same(const SettingRow &a, const SettingRow &b)
{
    return a.name == b.name && a.value == b.value && a.effective == b.effective && a.source == b.source &&
           a.locked == b.locked && a.inFile == b.inFile;
}

bool sameEntry(const SettingsHistoryRow &a, const SettingsHistoryRow &b)
{
    return a.id == b.id && a.undone == b.undone;
}

bool sameEdit(const SettingEdit &a, const SettingEdit &b)
{
    return a.name == b.name && a.from == b.from && a.to == b.to;
}

bool sameGuard(const relay::api::GuardSnapshot &a, const relay::api::GuardSnapshot &b)
{
    return a.watching == b.watching && a.entry == b.entry && a.secondsLeft == b.secondsLeft &&
           a.seconds == b.seconds && a.requests == b.requests && a.errorPercent == b.errorPercent &&
           a.errorLimitPercent == b.errorLimitPercent && a.overheadP95Us == b.overheadP95Us &&
           a.overheadP95LimitUs == b.overheadP95LimitUs;
}

} // namespace

QString changeSentence(const SettingRow &row, std::string_view value)
{
    const QString title = titleOf(row.name);
    if (row.kind == relay::api::SettingKind::Switch)
        return value == "true" ? SettingsModel::tr("%1 is on").arg(title)
                               : SettingsModel::tr("%1 is off").arg(title);
    return SettingsModel::tr("%1 is now %2").arg(title, valueText(row, value));
}

SettingsModel::SettingsModel(relay::api::RelayService &service)
    : m_service(service)
{
    m_timer.setInterval(1s);
    connect(&m_timer, &QTimer::timeout, this, &SettingsModel::tick);
}

void SettingsModel::setActive(bool active)
{
    if (active == m_timer.isActive())
        return;
    if (!active)
        return m_timer.stop();
    m_ticks = 0;
    m_timer.start();
    refresh();
}

void SettingsModel::tick()
{
    readGuard();
    if (++m_ticks % kTicksPerRead == 0)
        readRows();
}

void SettingsModel::refresh()
{
    readGuard();
    readRows();
}

const SettingRow *SettingsModel::row(std::string_view name) const
{
    const auto found = std::ranges::find(m_rows, name, &SettingRow::name);
    return found == m_rows.end() ? nullptr : &*found;
}

void SettingsModel::readGuard()
{
    const relay::api::GuardSnapshot now = m_service.watchService().guard();
    if (sameGuard(now, m_guard))
        return;
    m_guard = now;
    emit guardChanged();
}

void SettingsModel::readRows()
{
    if (m_changing > 0)
        return; // its end reads
    relay::api::SettingsService &settings = m_service.settingsService();
    const int generation = m_generation;
    settings.settings(this, [this, generation](const Result<std::vector<SettingRow>> &rows) {
        if (generation != m_generation)
            return;
        if (!rows) {
            emit failed(saidText(rows.error()));
            return;
        }
        if (m_known && std::ranges::equal(*rows, m_rows, same))
            return;
        m_known = true;
        m_rows = *rows;
        emit rowsChanged();
    });
    settings.history(this, [this, generation](const Result<std::vector<SettingsHistoryRow>> &history) {
        if (generation != m_generation || !history || std::ranges::equal(*history, m_history, sameEntry))
            return;
        m_history = *history;
        emit historyChanged();
    });
    settings.fileEdit(this, [this, generation](const Result<SettingsFileEdit> &edit) {
        if (generation != m_generation || !edit ||
            (edit->edited == m_fileEdit.edited &&
             std::ranges::equal(edit->changes, m_fileEdit.changes, sameEdit)))
            return;
        m_fileEdit = *edit;
        emit fileEditChanged();
    });
}

// ---- changing

void SettingsModel::change(const std::string &name, const std::string &value)
{
    m_service.settingsService().changeSettings({{name, value}}, this, outcome(Deed::Change, name));
}

void SettingsModel::reset(const std::string &name)
{
    if (const SettingRow *known = row(name))
        change(name, known->defaultValue);
}

void SettingsModel::applyPreset(const std::string &name)
{
    m_service.settingsService().applyPreset(name, this, outcome(Deed::Preset, name));
}

void SettingsModel::undo(std::int64_t entry)
{
    m_service.settingsService().undo(entry, this, outcome(Deed::Undo, {}));
}

void SettingsModel::undoBackTo(std::int64_t entry)
{
    m_service.settingsService().undoBackTo(entry, this, outcome(Deed::Undo, {}));
}

void SettingsModel::takeFile()
{
    m_service.settingsService().takeFile(this, outcome(Deed::File, {}));
}

void SettingsModel::keepChange(std::int64_t entry)
{
    m_service.watchService().keepChange(entry);
    readGuard();
    emit done(tr("The change stays"), 0);
}

relay::api::Reply<SettingsOutcome> SettingsModel::outcome(Deed deed, const std::string &subject)
{
    ++m_changing;
    ++m_generation;
    return [this, deed, subject](const Result<SettingsOutcome> &result) { finish(deed, subject, result); };
}

void SettingsModel::finish(Deed deed, const std::string &subject, const Result<SettingsOutcome> &result)
{
    --m_changing;
    ++m_generation;
    const QString warning =
        result && !result->warnings.empty() ? saidText(result->warnings.front()) : QString();
    if (!result && deed == Deed::Change)
        emit refused(QString::fromStdString(subject), saidText(result.error()));
    else if (!result)
        emit failed(saidText(result.error()));
    else if (!result->entry && !warning.isEmpty())
        emit failed(warning);
    else if (const QString said = sentence(deed, subject, *result); !said.isEmpty())
        emit done(warning.isEmpty() ? said : said + u": " + warning,
                  deed == Deed::Undo || !result->entry ? 0 : result->entry->id);
    refresh();
}

QString SettingsModel::sentence(Deed deed, const std::string &subject, const SettingsOutcome &outcome) const
{
    const std::vector<SettingEdit> none;
    const std::vector<SettingEdit> &edits = outcome.entry ? outcome.entry->changes : none;
    const auto single = [this, &edits] {
        const SettingRow *known = edits.size() == 1 ? row(edits[0].name) : nullptr;
        return known ? changeSentence(*known, edits[0].to) : QString();
    };
    switch (deed) {
    case Deed::Change: {
        const QString changed = single();
        if (!outcome.atVacuum.empty() && !changed.isEmpty())
            return tr("%1 from the next VACUUM on").arg(changed);
        return outcome.atRestart.empty() || changed.isEmpty() ? changed
                                                              : tr("%1 after a restart").arg(changed);
    }
    case Deed::Preset: {
        if (edits.empty())
            return tr("Everything was so already");
        const QString count = tr("%n setting(s)", nullptr, int(edits.size()));
        return outcome.skipped.empty()
                   ? tr("%1 applied: %2")
                         .arg(presetTitle(m_service.settingsService().presets(), subject), count)
                   : tr("%1 applied: %2, locked ones skipped")
                         .arg(presetTitle(m_service.settingsService().presets(), subject), count);
    }
    case Deed::Undo: {
        const QString changed = single();
        if (edits.empty())
            return tr("Undone; later changes stand");
        return changed.isEmpty() ? tr("Undone: %n setting(s) put back", nullptr, int(edits.size())) : changed;
    }
    case Deed::File:
        return tr("The file is taken: %n setting(s)", nullptr, int(edits.size()));
    }
    return {};
}

} // namespace ui::models
