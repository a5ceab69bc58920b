// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/settings_json.h"

#include "relay/api/journal_mode_risk.h"

namespace relay::api {

namespace {

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

QJsonArray texts(const std::vector<std::string> &all)
{
    QJsonArray array;
    for (const std::string &one : all)
        array.append(text(one));
    return array;
}

QString kindWord(SettingKind kind)
{
    switch (kind) {
    case SettingKind::Switch:
        return QStringLiteral("bool");
    case SettingKind::Choice:
        return QStringLiteral("choice");
    case SettingKind::Integer:
        return QStringLiteral("integer");
    case SettingKind::Decimal:
        return QStringLiteral("decimal");
    case SettingKind::Secret:
        return QStringLiteral("secret");
    case SettingKind::Text:
        break;
    }
    return QStringLiteral("text");
}

} // namespace

QJsonObject settingJson(const SettingRow &row)
{
    QJsonObject object{{QStringLiteral("name"), text(row.name)},
                       {QStringLiteral("value"), text(row.value)},
                       {QStringLiteral("default"), text(row.defaultValue)},
                       {QStringLiteral("effective"),
                        row.effective ? QJsonValue(text(*row.effective)) : QJsonValue(QJsonValue::Null)},
                       {QStringLiteral("source"), text(row.source)},
                       {QStringLiteral("locked"), row.locked},
                       {QStringLiteral("group"), text(row.group)},
                       {QStringLiteral("unit"), text(row.unit)},
                       {QStringLiteral("takes_effect"), text(row.takesEffect)},
                       {QStringLiteral("allowed"), text(row.allowed)},
                       {QStringLiteral("text"), text(row.textEnglish)},
                       {QStringLiteral("text_zh"), text(row.textChinese)}};
    object[QStringLiteral("type")] = kindWord(row.kind);
    if (row.kind == SettingKind::Choice)
        object[QStringLiteral("choices")] = texts(row.choices);
    if (row.kind == SettingKind::Integer || row.kind == SettingKind::Decimal) {
        object[QStringLiteral("min")] = qint64{row.least};
        object[QStringLiteral("max")] = qint64{row.most};
    }
    if (row.inFile)
        object[QStringLiteral("in_file")] = text(*row.inFile);
    return object;
}

QJsonArray editsJson(const std::vector<SettingEdit> &edits)
{
    QJsonArray array;
    for (const SettingEdit &edit : edits) {
        QJsonObject object{{QStringLiteral("name"), text(edit.name)},
                           {QStringLiteral("from"), text(edit.from)},
                           {QStringLiteral("to"), text(edit.to)}};
        if (edit.locked)
            object[QStringLiteral("locked")] = true;
        array.append(object);
    }
    return array;
}

QJsonObject historyJson(const SettingsHistoryRow &row)
{
    return {{QStringLiteral("id"), static_cast<qint64>(row.id)},
            {QStringLiteral("created_at"), static_cast<qint64>(row.atMs)},
            {QStringLiteral("cause"), text(row.cause)},
            {QStringLiteral("note"), text(row.note)},
            {QStringLiteral("changes"), editsJson(row.changes)},
            {QStringLiteral("undone"), row.undone}};
}

QJsonObject fileEditJson(const SettingsFileEdit &edit)
{
    return {{QStringLiteral("edited"), edit.edited},
            {QStringLiteral("path"), text(edit.path)},
            {QStringLiteral("seen_at"),
             edit.edited ? QJsonValue(qint64{edit.seenAtMs}) : QJsonValue(QJsonValue::Null)},
            {QStringLiteral("changes"), editsJson(edit.changes)},
            {QStringLiteral("warnings"), texts(edit.warnings)}};
}

// What the new values put at risk, and what did not come with them, for people.
QJsonArray warningsOf(const SettingsOutcome &outcome)
{
    QJsonArray warnings;
    const auto changes = outcome.entry ? outcome.entry->changes : std::vector<SettingEdit>();
    for (const SettingEdit &change : changes) {
        if (change.name == "SQLITE_JOURNAL_MODE" && breaksWhenKilled(change.to))
            warnings.append(text(change.name + ' ' + change.to + ' ' + std::string(kBreaksWhenKilled)));
    }
    for (const Phrase &warning : outcome.warnings)
        warnings.append(text(warning.english()));
    return warnings;
}

QJsonObject outcomeJson(const SettingsOutcome &outcome)
{
    return {{QStringLiteral("entry"),
             outcome.entry ? QJsonValue(historyJson(*outcome.entry)) : QJsonValue(QJsonValue::Null)},
            {QStringLiteral("skipped"), editsJson(outcome.skipped)},
            {QStringLiteral("kept"), texts(outcome.kept)},
            {QStringLiteral("at_restart"), texts(outcome.atRestart)},
            {QStringLiteral("at_vacuum"), texts(outcome.atVacuum)},
            {QStringLiteral("warnings"), warningsOf(outcome)}};
}

QJsonObject presetJson(const PresetRow &row)
{
    return {{QStringLiteral("name"), text(row.name)},
            {QStringLiteral("name_zh"), text(row.chineseName)},
            {QStringLiteral("kind"), text(row.kind)},
            {QStringLiteral("text"), text(row.textEnglish)},
            {QStringLiteral("text_zh"), text(row.textChinese)}};
}

} // namespace relay::api
