// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_link.h"

#include "relay/service/library_versions.h"

#include <QCoreApplication>

namespace app {

using namespace Qt::StringLiterals;

DesktopLink::DesktopLink(QString dataDir)
    : m_dataDir(std::move(dataDir))
{
}

QString DesktopLink::programFile() const
{
    return QCoreApplication::applicationFilePath();
}

QList<QPair<QString, QString>> DesktopLink::versions() const
{
    QList<QPair<QString, QString>> all{{u"TrayRelay"_s, QStringLiteral(TRAYRELAY_VERSION)}};
    for (const auto &[name, version] : relay::service::libraryVersions())
        all.emplaceBack(QString::fromStdString(name), QString::fromStdString(version));
    return all;
}

ui::models::AutostartState DesktopLink::autostart() const
{
    return {};
}

relay::Result<void> DesktopLink::setAutostart(bool, bool)
{
    return relay::Error{relay::ErrorKind::Unavailable, u"the system has no place for it"_s};
}

} // namespace app
