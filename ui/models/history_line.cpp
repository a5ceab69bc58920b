// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/history_line.h"

#include "ui/base/date_text.h"
#include "ui/models/preset_choice.h"
#include "ui/models/said_text.h"
#include "ui/models/setting_words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;
using relay::api::SettingEdit;
using relay::api::SettingsHistoryRow;

bool putsBack(const SettingsHistoryRow &entry)
{
    return entry.cause == "guard" || entry.cause == "undo";
}

QString presetText(const HistorySource &source, const SettingsHistoryRow &entry)
{
    return QCoreApplication::translate("History", "Preset %1").arg(presetTitle(source.presets, entry.note));
}

bool isOpposite(const SettingsHistoryRow &one, const SettingsHistoryRow &other)
{
    const auto isThere = [&other](const SettingEdit &edit) {
        return std::ranges::any_of(other.changes, [&edit](const SettingEdit &back) {
            return back.name == edit.name && back.from == edit.to && back.to == edit.from;
        });
    };
    return one.changes.size() == other.changes.size() && std::ranges::all_of(one.changes, isThere);
}

// The latest one before it that is undone and changed just what this one put back; null: it undid several at
// once, or a part of one.
const SettingsHistoryRow *undoneBy(const HistorySource &source, const SettingsHistoryRow &entry)
{
    const auto matches = [&entry](const SettingsHistoryRow &older) {
        return older.id < entry.id && older.undone && isOpposite(older, entry);
    };
    const auto found = std::ranges::find_if(source.history, matches);
    return found == source.history.end() || entry.changes.empty() ? nullptr : &*found;
}

QString undoText(const HistorySource &source, const SettingsHistoryRow &entry)
{
    const SettingsHistoryRow *undone = undoneBy(source, entry);
    if (undone && undone->cause == "preset")
        return QCoreApplication::translate("History", "Undid: %1").arg(presetText(source, *undone));
    if (entry.changes.size() != 1)
        return QCoreApplication::translate("History", "Undid: %n setting(s)", nullptr,
                                           int(entry.changes.size()));
    return QCoreApplication::translate("History", "Undid: %1").arg(titleOf(entry.changes.front().name));
}

// The change that was undone, as it had been made.
QString undoDetail(const HistorySource &source, const SettingsHistoryRow &entry)
{
    if (!putsBack(entry) || entry.changes.size() != 1)
        return {};
    const SettingEdit &edit = entry.changes.front();
    return QCoreApplication::translate("History", "%1 → %2")
        .arg(valueText(source.rows, edit.name, edit.to), valueText(source.rows, edit.name, edit.from));
}

QString titleOfEntry(const HistorySource &source, const SettingsHistoryRow &entry)
{
    if (entry.cause == "preset")
        return presetText(source, entry);
    if (putsBack(entry))
        return undoText(source, entry);
    if (entry.changes.size() != 1)
        return QCoreApplication::translate("History", "%n setting(s)", nullptr, int(entry.changes.size()));
    const SettingEdit &edit = entry.changes.front();
    return QCoreApplication::translate("History", "%1: %2")
        .arg(titleOf(edit.name), valueText(source.rows, edit.name, edit.to));
}

double quantityIn(const relay::Phrase &phrase, std::size_t place)
{
    const auto *const quantity =
        place < phrase.values.size() ? std::get_if<relay::Quantity>(&phrase.values[place]) : nullptr;
    return quantity ? quantity->value : 0;
}

// Entries of older versions have no reason but in their note, in English.
QString guardText(const SettingsHistoryRow &entry)
{
    if (!entry.reason && !entry.note.empty())
        return QCoreApplication::translate("History", "guard: %1").arg(QString::fromStdString(entry.note));
    const std::string_view key = entry.reason ? entry.reason->row.key : std::string_view();
    const double before = key == "guard.overhead" ? quantityIn(*entry.reason, 0) : 0;
    if (before > 0)
        return QCoreApplication::translate("History", "guard: p95 of overhead worse by %1 %")
            .arg(QLocale().toString((quantityIn(*entry.reason, 1) - before) / before * 100, 'f', 0));
    if (key == "guard.errors")
        return QCoreApplication::translate("History", "guard: more errors");
    if (key == "guard.crash")
        return QCoreApplication::translate("History", "guard: the program had ended unexpectedly");
    return QCoreApplication::translate("History", "guard");
}

QString byWhom(const SettingsHistoryRow &entry)
{
    if (entry.cause == "guard")
        return guardText(entry);
    if (entry.cause == "preset")
        return QCoreApplication::translate("History", "%n setting(s)", nullptr, int(entry.changes.size()));
    if (entry.cause == "file")
        return QCoreApplication::translate("History", "edited by hand");
    return entry.cause == "undo" ? QCoreApplication::translate("History", "undone by you")
                                 : QCoreApplication::translate("History", "you");
}

QString wholeText(const HistorySource &source, const SettingsHistoryRow &entry)
{
    QStringList lines;
    if (const SettingsHistoryRow *undone = putsBack(entry) ? undoneBy(source, entry) : nullptr)
        lines.append(QCoreApplication::translate("History", "Undone: the change of %1")
                         .arg(historyTime(undone->atMs, source.nowMs)));
    for (const SettingEdit &edit : entry.changes)
        lines.append(QCoreApplication::translate("History", "%1: %2 → %3")
                         .arg(titleOf(edit.name), valueText(source.rows, edit.name, edit.from),
                              valueText(source.rows, edit.name, edit.to)));
    if (entry.cause == "guard")
        lines.append(entry.reason ? saidText(*entry.reason) : QString::fromStdString(entry.note));
    return lines.join(u'\n');
}

} // namespace

QString historyTime(std::int64_t atMs, std::int64_t nowMs)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(atMs);
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs);
    return at.date() == now.date() ? base::timeText(at.time()) : base::dayText(at.date(), now.date());
}

std::vector<HistoryLine> historyLines(const HistorySource &source)
{
    std::vector<HistoryLine> lines;
    for (const SettingsHistoryRow &entry : source.history) {
        HistoryLine line{.id = entry.id};
        line.kind = entry.undone             ? HistoryLine::Kind::Undone
                    : entry.cause == "guard" ? HistoryLine::Kind::Guard
                                             : HistoryLine::Kind::Stands;
        line.title = titleOfEntry(source, entry);
        line.detail = undoDetail(source, entry);
        line.fact = QCoreApplication::translate("History", "%1 · %2")
                        .arg(historyTime(entry.atMs, source.nowMs), byWhom(entry));
        if (entry.undone)
            line.fact = QCoreApplication::translate("History", "%1 · undone").arg(line.fact);
        line.whole = wholeText(source, entry);
        line.canUndo = !entry.undone && !putsBack(entry);
        lines.push_back(std::move(line));
    }
    if (!source.history.empty() && source.history.back().id == 1)
        lines.push_back({.id = 0,
                         .kind = HistoryLine::Kind::Undone,
                         .title = QCoreApplication::translate("History", "First start"),
                         .fact = QCoreApplication::translate("History", "before the first change")});
    return lines;
}

std::optional<StoodLong> stoodLong(const std::vector<SettingsHistoryRow> &history, std::int64_t seconds,
                                   std::int64_t nowMs)
{
    std::optional<std::int64_t> nextMs;
    bool undoneByGuard = false;
    for (const SettingsHistoryRow &entry : history) {
        if (entry.atMs + seconds * 1000 <= nextMs.value_or(nowMs) && !undoneByGuard)
            return StoodLong{.entry = entry.id, .sinceMs = entry.atMs, .untilMs = nextMs};
        nextMs = entry.atMs;
        undoneByGuard = entry.cause == "guard";
    }
    return std::nullopt;
}

} // namespace ui::models
