// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secret_commands.h"

#include "relay/api/secret_json.h"

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::api::SecretKeeping;

} // namespace

bool runSecretCommand(relay::api::SecretService &secrets, QObject *context, const QJsonObject &request,
                      const ControlCommands::Answer &answer)
{
    const QString command = request[u"command"_s].toString();
    if (!command.startsWith("secrets."_L1))
        return false;
    const auto told = [answer](const Result<SecretKeeping> &keeping) {
        answer(keeping ? QJsonObject{{u"data"_s, relay::api::keepingJson(*keeping)}}
                       : ControlCommands::failure(keeping.error()));
    };
    if (command == "secrets.show"_L1) {
        secrets.secretKeeping(context, told);
        return true;
    }
    const auto place = relay::api::secretPlace(request[u"place"_s].toString());
    if (place)
        secrets.moveSecrets(*place, context, told);
    else
        answer(ControlCommands::failure(
            {relay::ErrorKind::BadRequest, u"secrets move needs a place: keyring or file"_s}));
    return true;
}

QString secretReport(const QJsonValue &data)
{
    const QString keyring = data[u"keyring_name"_s].toString();
    const QString trouble = data[u"trouble"_s].toString();
    const bool inKeyring = data[u"place"_s].toString() == "keyring"_L1;
    QString text =
        u"the master key is in "_s % (inKeyring ? keyring : data[u"key_file"_s].toString()) % u'\n';
    if (!inKeyring && trouble.isEmpty())
        text += keyring % u" could have it: trayrelay secrets move keyring\n"_s;
    else if (!inKeyring)
        text += u"the keyring cannot be used: "_s % trouble % u'\n';
    else if (!trouble.isEmpty())
        text += trouble % u'\n';
    return text;
}

} // namespace app
