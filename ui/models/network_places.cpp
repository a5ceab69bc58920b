// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/network_places.h"

#include "ui/models/listen_change.h"

#include <QNetworkInterface>
#include <QUrl>

#include <algorithm>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

// Bridges to containers and virtual machines on this computer: hardly ever the way in.
bool leadsInside(const QString &name)
{
    static const QStringList kBridges{u"docker"_s,  u"br-"_s,    u"veth"_s, u"virbr"_s,    u"vmnet"_s,
                                      u"vboxnet"_s, u"podman"_s, u"cni"_s,  u"vEthernet"_s};
    return std::ranges::any_of(kBridges, [&](const QString &bridge) { return name.startsWith(bridge); });
}

} // namespace

std::vector<NetworkPlace> networkPlaces()
{
    std::vector<NetworkPlace> places;
    for (const QNetworkInterface &card : QNetworkInterface::allInterfaces()) {
        const QNetworkInterface::InterfaceFlags flags = card.flags();
        if (!flags.testFlag(QNetworkInterface::IsRunning) || flags.testFlag(QNetworkInterface::IsLoopBack))
            continue;
        for (const QNetworkAddressEntry &entry : card.addressEntries())
            places.push_back({card.humanReadableName(), entry.ip()});
    }
    return places;
}

QStringList networkUrls(const relay::api::StatusSnapshot &status, const std::vector<NetworkPlace> &places)
{
    const QString listens = QString::fromStdString(status.listenAddress).trimmed();
    QUrl url(QString::fromStdString(status.baseUrl));
    if (!isOpenToNetwork(listens) || url.isEmpty())
        return {};
    const bool everySix = listens == "::"_L1;
    if (!everySix && listens != "0.0.0.0"_L1)
        return {url.toString()};
    std::vector<NetworkPlace> ways;
    for (const NetworkPlace &place : places) {
        const bool four = place.address.protocol() == QAbstractSocket::IPv4Protocol;
        if ((four || everySix) && !place.address.isLoopback() && !place.address.isLinkLocal())
            ways.push_back(place);
    }
    std::ranges::stable_sort(ways, {}, [](const NetworkPlace &way) { return leadsInside(way.name); });
    QStringList urls;
    for (const NetworkPlace &way : ways) {
        url.setHost(way.address.toString());
        urls.append(url.toString());
    }
    return urls;
}

} // namespace ui::models
