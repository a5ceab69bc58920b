// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/secret_desk.h"

namespace relay::service {

using namespace Qt::StringLiterals;

void SecretDesk::secretKeeping(QObject *context, api::Reply<api::SecretKeeping> reply)
{
    QMetaObject::invokeMethod(
        context, [reply = std::move(reply)] { reply(api::SecretKeeping{}); }, Qt::QueuedConnection);
}

void SecretDesk::moveSecrets(api::SecretPlace, QObject *context, api::Reply<api::SecretKeeping> reply)
{
    QMetaObject::invokeMethod(
        context,
        [reply = std::move(reply)] {
            reply(Error{ErrorKind::Unavailable, u"not there yet"_s});
        },
        Qt::QueuedConnection);
}

} // namespace relay::service
