// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"

#include <QHostAddress>
#include <QStringList>

#include <vector>

// Where other computers can call the relay. Reentrant.
namespace ui::models {

struct NetworkPlace
{
    QString name; // of the interface: eth0
    QHostAddress address;
};

std::vector<NetworkPlace> networkPlaces(); // that this computer has now; waits for nothing

// The base URLs for others, the likeliest first; empty: it is not open to them, or there is no network.
QStringList networkUrls(const relay::api::StatusSnapshot &status, const std::vector<NetworkPlace> &places);

} // namespace ui::models
