// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/system_colours.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFile>

namespace ui::shell {

namespace {

using namespace Qt::StringLiterals;

const QString kService = u"org.freedesktop.portal.Desktop"_s;
const QString kPath = u"/org/freedesktop/portal/desktop"_s;
const QString kInterface = u"org.freedesktop.portal.Settings"_s;
const QString kSpace = u"org.freedesktop.appearance"_s;
const QString kKey = u"color-scheme"_s;

enum Scheme : uint { NoPreference = 0, PrefersDark = 1, PrefersLight = 2 };

// Asked without one, Qt would start one.
bool hasBus()
{
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           QFile::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") % u"/bus"_s);
}

} // namespace

SystemColours::SystemColours(QObject *parent)
    : QObject(parent)
{
}

void SystemColours::ask()
{
    if (!hasBus())
        return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    // Of any service: to follow the owner of a name Qt asks who it is, and waits for the answer.
    bus.connect({}, kPath, kInterface, u"SettingChanged"_s, this, SLOT(take(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(kService, kPath, kInterface, u"Read"_s);
    question << kSpace << kKey;
    auto *call = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(call, &QDBusPendingCallWatcher::finished, this, &SystemColours::answered);
}

void SystemColours::answered(QDBusPendingCallWatcher *call)
{
    call->deleteLater();
    const QDBusPendingReply<QDBusVariant> reply = *call;
    if (!reply.isError())
        take(kSpace, kKey, reply.value());
}

void SystemColours::take(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space != kSpace || key != kKey)
        return;
    QVariant scheme = value.variant();
    while (scheme.canConvert<QDBusVariant>()) // Read wraps it twice
        scheme = scheme.value<QDBusVariant>().variant();
    switch (scheme.toUInt()) {
    case PrefersDark:
        emit said(true);
        return;
    case PrefersLight:
        emit said(false);
        return;
    default:
        emit said(std::nullopt);
    }
}

} // namespace ui::shell
