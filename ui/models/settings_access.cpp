// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/settings_access.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;
using relay::api::SettingRow;
using relay::api::SettingsOutcome;

// The first sentence and the rest, parted as the table of settings parts them.
std::pair<QString, QString> parts(const SettingRow &row)
{
    const bool chinese = QLocale().language() == QLocale::Chinese;
    const QString text = QString::fromStdString(chinese ? row.textChinese : row.textEnglish);
    const QChar separator = chinese ? QChar(u'；') : QChar(u';');
    const qsizetype end = text.indexOf(separator);
    QString first = end < 0 ? text : text.left(end);
    if (!first.isEmpty())
        first[0] = first[0].toUpper();
    return {first, end < 0 ? QString() : text.mid(end + 1).trimmed()};
}

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
            emit unreadable(rows.error().message);
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

void SettingsAccess::change(SettingValues values, std::function<void(bool)> done)
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
                                     emit refused(names, outcome.error().message);
                                 read();
                             });
}

void SettingsAccess::undo(std::int64_t entry)
{
    m_service.undo(entry, this, [this](const relay::Result<SettingsOutcome> &outcome) {
        if (outcome)
            emit undone();
        else
            emit refused({}, outcome.error().message);
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

QString settingTitle(const SettingRow &row)
{
    return parts(row).first;
}

QString settingRemark(const SettingRow &row)
{
    return parts(row).second;
}

QString effectTimeText(const std::string &takesEffect)
{
    if (takesEffect == "at once")
        return QCoreApplication::translate("SettingText", "at once");
    if (takesEffect == "at the next connection")
        return QCoreApplication::translate("SettingText", "at the next connection");
    if (takesEffect == "at the next VACUUM")
        return QCoreApplication::translate("SettingText", "at the next VACUUM");
    if (takesEffect == "at restart")
        return QCoreApplication::translate("SettingText", "at restart");
    return QString::fromStdString(takesEffect);
}

QString lockedByText(const SettingRow &row)
{
    if (!row.locked)
        return {};
    if (row.source == "commandline")
        return QCoreApplication::translate("SettingText", "Set on the command line");
    return QCoreApplication::translate("SettingText", "Set by the environment (%1)")
        .arg(QString::fromStdString(row.name));
}

bool takesEffectAtRestart(const SettingRow &row)
{
    return row.takesEffect == "at restart";
}

} // namespace ui::models
