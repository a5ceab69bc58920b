// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings_commands.h"

#include "relay/api/settings_json.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::api::SettingRow;
using relay::api::SettingsOutcome;
using relay::api::SettingsService;
using Answer = ControlCommands::Answer;

template <typename T, typename Shape>
relay::api::Reply<T> told(const Answer &answer, Shape shape)
{
    return [answer, shape](Result<T> result) {
        answer(result ? QJsonObject{{u"data"_s, shape(*result)}} : ControlCommands::failure(result.error()));
    };
}

template <typename Row, typename Shape>
relay::api::Reply<std::vector<Row>> toldAll(const Answer &answer, Shape shape)
{
    return told<std::vector<Row>>(answer, [shape](const std::vector<Row> &rows) {
        QJsonArray array;
        for (const Row &row : rows)
            array.append(shape(row));
        return array;
    });
}

void getOne(SettingsService &settings, QObject *context, const std::string &name, const Answer &answer)
{
    settings.settings(context, [answer, name](Result<std::vector<SettingRow>> rows) {
        if (!rows)
            return answer(ControlCommands::failure(rows.error()));
        const auto found = std::ranges::find(*rows, name, &SettingRow::name);
        if (found == rows->end()) {
            return answer(ControlCommands::failure(
                {relay::ErrorKind::NotFound, u"there is no setting "_s % QString::fromStdString(name) %
                                                 u"; trayrelay config list shows them"_s}));
        }
        answer({{u"data"_s, relay::api::settingJson(*found)}});
    });
}

// All of them in one change: one entry of the history.
void setAll(SettingsService &settings, QObject *context, const QJsonArray &assignments, const Answer &answer)
{
    std::vector<std::pair<std::string, std::string>> values;
    for (const QJsonValue &assignment : assignments) {
        const QString text = assignment.toString();
        const qsizetype equals = text.indexOf(u'=');
        if (equals < 1) {
            return answer(ControlCommands::failure(
                {relay::ErrorKind::BadRequest, u"config set needs NAME=VALUE, not \""_s % text % u"\""_s}));
        }
        values.emplace_back(text.left(equals).toStdString(), text.mid(equals + 1).toStdString());
    }
    settings.changeSettings(std::move(values), context,
                            told<SettingsOutcome>(answer, relay::api::outcomeJson));
}

// The last entry, one that is named, or all that came after one.
void undo(SettingsService &settings, QObject *context, const QJsonObject &request, const Answer &answer)
{
    const auto outcome = told<SettingsOutcome>(answer, relay::api::outcomeJson);
    const bool one = request.contains(u"entry"_s);
    const bool backTo = request.contains(u"to"_s);
    const qint64 entry = request[one ? u"entry"_s : u"to"_s].toInteger();
    if (one && backTo)
        return answer(ControlCommands::failure(
            {relay::ErrorKind::BadRequest, u"--entry takes one back, --to all that came later: give one"_s}));
    if ((one || backTo) && entry < 1)
        return answer(
            ControlCommands::failure({relay::ErrorKind::BadRequest,
                                      u"an entry's number is 1 or more; trayrelay config history tells"_s}));
    if (backTo)
        settings.undoBackTo(entry, context, outcome);
    else
        settings.undo(one ? std::optional<std::int64_t>(entry) : std::nullopt, context, outcome);
}

QString editLine(const QJsonValue &edit)
{
    return u"  "_s % edit[u"name"_s].toString() % u": "_s % edit[u"from"_s].toString() % u" -> "_s %
           edit[u"to"_s].toString() % (edit[u"locked"_s].toBool() ? u" (locked, left alone)"_s : QString()) %
           u'\n';
}

QString outcomeText(const QJsonObject &outcome)
{
    const QJsonValue entry = outcome[u"entry"_s];
    const bool done = outcome[u"warnings"_s].toArray().isEmpty();
    QString text = entry.isNull() ? (done ? u"nothing to change: it is so already\n"_s
                                          : u"no setting differs, but not all is done:\n"_s)
                                  : u"entry "_s % QString::number(entry[u"id"_s].toInteger()) %
                                        u" of the history:\n"_s % editLines(entry[u"changes"_s]);
    text += editLines(outcome[u"skipped"_s]);
    for (const QJsonValue &name : outcome[u"kept"_s].toArray())
        text += u"  "_s % name.toString() % u": left alone, it was changed later\n"_s;
    for (const QJsonValue &name : outcome[u"at_restart"_s].toArray())
        text += u"  "_s % name.toString() % u" takes effect at the next start\n"_s;
    for (const QJsonValue &name : outcome[u"at_vacuum"_s].toArray())
        text +=
            u"  "_s % name.toString() % u" takes effect at the next VACUUM (trayrelay database vacuum)\n"_s;
    for (const QJsonValue &warning : outcome[u"warnings"_s].toArray())
        text += u"  warning: "_s % warning.toString() % u'\n';
    return text;
}

QString fileEditText(const QJsonObject &edit)
{
    if (!edit[u"edited"_s].toBool())
        return edit[u"path"_s].toString() % u" says what is in force\n"_s;
    QString text = edit[u"path"_s].toString() %
                   u" was edited by hand; trayrelay config reload would change\n"_s %
                   editLines(edit[u"changes"_s]);
    for (const QJsonValue &warning : edit[u"warnings"_s].toArray())
        text += warning.toString() % u'\n';
    return text;
}

QString historyText(const QJsonArray &history)
{
    QString text;
    for (const QJsonValue &entry : history) {
        text += QString::number(entry[u"id"_s].toInteger()) % u"  "_s %
                QDateTime::fromMSecsSinceEpoch(entry[u"created_at"_s].toInteger()).toString(Qt::ISODate) %
                u"  "_s % entry[u"cause"_s].toString() % u"  "_s % entry[u"note"_s].toString() %
                (entry[u"undone"_s].toBool() ? u" (undone)"_s : QString()) % u'\n' %
                editLines(entry[u"changes"_s]);
    }
    return text.isEmpty() ? u"nothing was changed yet\n"_s : text;
}

} // namespace

QString editLines(const QJsonValue &edits)
{
    QString lines;
    for (const QJsonValue &edit : edits.toArray())
        lines += editLine(edit);
    return lines;
}

bool runSettingsCommand(SettingsService &settings, QObject *context, const QJsonObject &request,
                        const Answer &answer)
{
    const QString command = request[u"command"_s].toString();
    const std::string name = request[u"name"_s].toString().toStdString();
    const auto outcome = told<SettingsOutcome>(answer, relay::api::outcomeJson);
    if (command == "config.list"_L1)
        settings.settings(context, toldAll<SettingRow>(answer, relay::api::settingJson));
    else if (command == "config.get"_L1)
        getOne(settings, context, name, answer);
    else if (command == "config.set"_L1)
        setAll(settings, context, request[u"values"_s].toArray(), answer);
    else if (command == "config.history"_L1)
        settings.history(context, toldAll<relay::api::SettingsHistoryRow>(answer, relay::api::historyJson));
    else if (command == "config.file"_L1)
        settings.fileEdit(context, told<relay::api::SettingsFileEdit>(answer, relay::api::fileEditJson));
    else if (command == "config.reload"_L1)
        settings.takeFile(context, outcome);
    else if (command == "config.undo"_L1)
        undo(settings, context, request, answer);
    else if (command == "preset.list"_L1)
        toldAll<relay::api::PresetRow>(answer, relay::api::presetJson)(settings.presets());
    else if (command == "preset.show"_L1)
        settings.presetDifference(name, context,
                                  told<std::vector<relay::api::SettingEdit>>(answer, relay::api::editsJson));
    else if (command == "preset.apply"_L1)
        settings.applyPreset(name, context, outcome);
    else
        return false;
    return true;
}

QString settingsReport(const QString &command, const QJsonValue &data)
{
    QString text;
    if (command == "config.list"_L1) {
        for (const QJsonValue &row : data.toArray())
            text += row[u"name"_s].toString() % u'=' % row[u"value"_s].toString() %
                    (row[u"source"_s].toString() == "default"_L1
                         ? QString()
                         : u"  # "_s % row[u"source"_s].toString() %
                               (row[u"locked"_s].toBool() ? u", locked"_s : QString())) %
                    u'\n';
        return text;
    }
    if (command == "config.get"_L1)
        return (data[u"effective"_s].isNull() ? u"not known: the database does not answer"_s
                                              : data[u"effective"_s].toString()) %
               u'\n'; // alone on its line, for $(...)
    if (command == "config.file"_L1)
        return fileEditText(data.toObject());
    if (command == "config.history"_L1)
        return historyText(data.toArray());
    if (command == "preset.list"_L1) {
        for (const QJsonValue &row : data.toArray())
            text += row[u"name"_s].toString().leftJustified(34) % row[u"text"_s].toString() % u'\n';
        return text;
    }
    if (command == "preset.show"_L1) {
        text = editLines(data);
        return text.isEmpty() ? u"it would change nothing\n"_s : u"it would change\n"_s % text;
    }
    return outcomeText(data.toObject());
}

} // namespace app
