// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <QCoreApplication>
#include <QMetaObject>
#include <QObject>
#include <QPointer>
#include <QThread>

#include <utility>

namespace relay::service {

// Wraps a reply so that any thread may call it: it is told on the context's thread, and not at all once the
// context is gone. Posting goes through an object of that thread that outlives all contexts: the relay's
// root, or the application object. To be made on the context's thread.
template <typename T>
api::Reply<T> onThreadOf(QObject *context, QObject *relayRoot, api::Reply<T> reply)
{
    QObject *const post = relayRoot && context->thread() == relayRoot->thread() ? relayRoot : qApp;
    return [guard = QPointer<QObject>(context), post, reply = std::move(reply)](Result<T> result) {
        QMetaObject::invokeMethod(
            post,
            [guard, reply, result = std::move(result)] {
                if (guard)
                    reply(result);
            },
            Qt::QueuedConnection);
    };
}

} // namespace relay::service
