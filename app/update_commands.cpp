// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/update_commands.h"

#include "relay/api/update_json.h"

#include <QDateTime>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::api::UpdateStatus;

QString knownText(const QJsonValue &data)
{
    const QString verdict = data["verdict"_L1].toString();
    const QString running = data["running"_L1].toString();
    const QString version = data["version"_L1].toString();
    if (verdict == "unknown"_L1)
        return u"nothing is known of versions newer than "_s % running % u'\n';
    if (verdict == "current"_L1)
        return running % u" is the newest version ("_s % version % u" was announced)\n"_s;
    QString text = u"TrayRelay "_s % version % u" is there; this is "_s % running % u'\n' %
                   data["page"_L1].toString() % u'\n';
    if (const QString notes = data["notes"_L1].toString(); !notes.isEmpty())
        text += notes % u'\n';
    const QJsonObject sums = data["sha256"_L1].toObject();
    for (auto sum = sums.begin(); sum != sums.end(); ++sum)
        text += sum.value().toString() % u"  "_s % sum.key() % u'\n';
    return text;
}

} // namespace

bool runUpdateCommand(relay::api::UpdateService &updates, QObject *context, const QJsonObject &request,
                      const ControlCommands::Answer &answer)
{
    const QString command = request[u"command"_s].toString();
    if (command == "update.show"_L1) {
        answer({{u"data"_s, relay::api::updateJson(updates.updateStatus())}});
        return true;
    }
    if (command != "update.check"_L1)
        return false;
    updates.checkForUpdate(context, [answer](const Result<UpdateStatus> &status) {
        answer(status ? QJsonObject{{u"data"_s, relay::api::updateJson(*status)}}
                      : ControlCommands::failure(status.error()));
    });
    return true;
}

QString updateReport(const QJsonValue &data)
{
    QString text = knownText(data);
    const qint64 askedAt = data["asked_at"_L1].toInteger();
    if (askedAt > 0)
        text += u"asked "_s % QDateTime::fromMSecsSinceEpoch(askedAt).toString(Qt::ISODate) % u'\n';
    if (const QString trouble = data["trouble"_L1].toString(); !trouble.isEmpty())
        text += trouble % u'\n';
    if (!data["enabled"_L1].toBool())
        text += u"it does not ask by itself: UPDATE_CHECK_ENABLED is off\n"_s;
    return text;
}

} // namespace app
