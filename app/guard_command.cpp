// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/guard_command.h"

#include "app/settings_commands.h"
#include "relay/api/settings_json.h"
#include "relay/api/watch_json.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::api::EventKind;
using relay::api::GuardSnapshot;
using relay::api::SettingsHistoryRow;
using Answer = ControlCommands::Answer;

// What it undid, or could not, at last.
QJsonValue lastVerdict(const relay::api::WatchService &watch)
{
    const std::vector<relay::api::Event> events = watch.events(0);
    const auto last = std::find_if(events.rbegin(), events.rend(), [](const relay::api::Event &event) {
        return event.kind == EventKind::GuardUndid || event.kind == EventKind::GuardFailed;
    });
    return last == events.rend() ? QJsonValue::Null : QJsonValue(relay::api::eventJson(*last));
}

// The API's object; beside it the history's entry that is watched and the last verdict.
void show(relay::api::RelayService &service, QObject *context, std::int64_t kept, const Answer &answer)
{
    const GuardSnapshot guard = service.watchService().guard();
    QJsonObject data = relay::api::guardJson(guard);
    data[u"last_verdict"_s] = lastVerdict(service.watchService());
    if (kept != 0)
        data[u"kept"_s] = qint64{kept};
    service.settingsService().history(
        context, [data, guard, answer](const Result<std::vector<SettingsHistoryRow>> &rows) {
            if (!rows)
                return answer(ControlCommands::failure(rows.error()));
            QJsonObject told = data;
            const auto watched = std::ranges::find(*rows, guard.entry, &SettingsHistoryRow::id);
            told[u"change"_s] = guard.watching && watched != rows->end()
                                    ? QJsonValue(relay::api::historyJson(*watched))
                                    : QJsonValue::Null;
            answer({{u"data"_s, told}});
        });
}

QString figure(const QJsonValue &value, double per, const QString &unit)
{
    return value.isNull() ? u"not known yet"_s : QString::number(value.toDouble() / per, 'f', 2) % unit;
}

QString limit(const QJsonValue &value, double per, const QString &unit)
{
    return value.isNull() ? QString() : u", undone past "_s % figure(value, per, unit);
}

QString watchedText(const QJsonObject &guard)
{
    const QJsonValue change = guard[u"change"_s];
    const auto count = [&guard](const QString &name) { return QString::number(guard[name].toInteger()); };
    QString text = u"watches entry "_s % count(u"entry"_s) % u" of the history"_s;
    if (change.isObject())
        text += u", since "_s %
                QDateTime::fromMSecsSinceEpoch(change[u"created_at"_s].toInteger()).toString(Qt::ISODate) %
                u":\n"_s % editLines(change[u"changes"_s]);
    else
        text += u'\n';
    text += u"for "_s % count(u"seconds_left"_s) % u" of "_s % count(u"seconds"_s) % u" s more; "_s %
            count(u"requests"_s) % u" requests since, it judges from "_s % count(u"requests_needed"_s) %
            u" on\n"_s % u"errors of the relay's own making: "_s %
            figure(guard[u"error_percent"_s], 1, u" %"_s) %
            limit(guard[u"error_limit_percent"_s], 1, u" %"_s) % u"\np95 of overhead: "_s %
            figure(guard[u"overhead_p95_us"_s], 1000, u" ms"_s) %
            limit(guard[u"overhead_p95_limit_us"_s], 1000, u" ms"_s) % u'\n';
    if (guard[u"error_limit_percent"_s].isNull() && guard[u"overhead_p95_limit_us"_s].isNull())
        text += u"there were too few requests before the change: only a crash undoes it\n"_s;
    return text;
}

} // namespace

bool runGuardCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                     const Answer &answer)
{
    const QString command = request[u"command"_s].toString();
    const bool keeps = command == "guard.keep"_L1;
    if (command != "guard"_L1 && !keeps)
        return false;
    relay::api::WatchService &watch = service.watchService();
    const GuardSnapshot guard = watch.guard();
    if (service.status().port == 0) { // only the files are open
        answer(ControlCommands::failure(
            {relay::ErrorKind::Unavailable, u"only a running relay has a guard; start trayrelay first"_s}));
    } else if (keeps && !guard.watching) {
        answer(ControlCommands::failure(
            {relay::ErrorKind::Conflict,
             u"the guard watches no change now: trayrelay config history tells which stand"_s}));
    } else {
        if (keeps)
            watch.keepChange(guard.entry);
        show(service, context, keeps ? guard.entry : 0, answer);
    }
    return true;
}

QString guardReport(const QString &command, const QJsonValue &data)
{
    const QJsonObject guard = data.toObject();
    QString text;
    if (command == "guard.keep"_L1)
        text = u"entry "_s % QString::number(guard[u"kept"_s].toInteger()) % u" stays, whatever follows\n"_s;
    if (guard[u"watching"_s].toBool())
        text += watchedText(guard);
    else if (text.isEmpty())
        text = u"no change is watched now\n"_s;
    if (const QJsonValue last = guard[u"last_verdict"_s]; last.isObject())
        text += u"last verdict, "_s %
                QDateTime::fromMSecsSinceEpoch(last[u"created_at"_s].toInteger()).toString(Qt::ISODate) %
                u": "_s % last[u"text"_s].toString() % u'\n';
    return text;
}

} // namespace app
