// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <cstdint>

namespace app {

// What a unit is made of. Paths are absolute.
struct ServicePlan
{
    QString program;
    bool isImage = false; // an AppImage: cannot be mounted from inside of the walls, and is unpacked instead
    QString name;         // of the unit, without ".service"
    QString dataDir;
    QString envFile;          // empty: the one in the data directory
    QStringList writable;     // further folders that the settings name
    QString listenAddress;    // with port: where clients come to
    std::uint16_t port = 0;   // 0: any; then there is no socket to keep
    bool portIsGiven = false; // on the command line, not by the settings
};

// The texts of systemd's user units (systemd.service(5), systemd.socket(5), systemd.exec(5)). Reentrant.
QString serviceUnit(const ServicePlan &plan);
// Empty: the relay opens its port itself. The socket outlives the service, so that clients which come while
// it restarts wait instead of being refused.
QString socketUnit(const ServicePlan &plan);

// Of a unit of ours, line by line: the program that it starts; empty: none that can be told.
QString programOf(const QStringList &unit);
// True: its program is an AppImage.
bool startsImage(const QStringList &unit);
QStringList namingProgram(QStringList unit, const QString &program);

} // namespace app
