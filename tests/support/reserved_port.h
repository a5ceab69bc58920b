// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QString>
#include <QTcpServer>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

namespace tests {

// A port of this machine on which nobody listens, and which no other test program gets while it lives: it is
// none of those that the system hands out by itself, and a lock file in the temporary folder keeps other
// holders of this class away. Reentrant.
class ReservedPort final
{
public:
    ReservedPort()
    {
        const auto [first, count] = range();
        const int start = int(QCoreApplication::applicationPid() % count);
        for (int i = 0; i < count && m_number == 0; ++i)
            take(static_cast<std::uint16_t>(first + (start + i) % count));
        if (m_number == 0)
            qFatal("no port is free");
    }
    Q_DISABLE_COPY_MOVE(ReservedPort)

    std::uint16_t number() const { return m_number; }

private:
    // Below those that the system hands out, or above them where they begin early.
    static std::pair<int, int> range()
    {
        constexpr int kFirst = 20'000;
        constexpr int kMost = 8'000;
        int lowest = 49'152; // RFC 6335, and Windows
        int highest = 65'535;
        QFile told(QStringLiteral("/proc/sys/net/ipv4/ip_local_port_range"));
        if (told.open(QFile::ReadOnly)) {
            const QByteArrayList bounds = told.readAll().simplified().split(' ');
            lowest = bounds.value(0).toInt();
            highest = bounds.value(1).toInt();
        }
        if (lowest > kFirst || highest >= 65'535)
            return {kFirst, std::clamp(lowest - kFirst, 100, kMost)};
        return {highest + 1, std::min(65'535 - highest, kMost)};
    }

    void take(std::uint16_t port)
    {
        auto lock = std::make_unique<QLockFile>(QDir::tempPath() +
                                                QStringLiteral("/trayrelay-test-port-%1.lock").arg(port));
        lock->setStaleLockTime(0); // but one of a process that is gone is taken over
        QTcpServer server;
        if (!lock->tryLock() || !server.listen(QHostAddress::AnyIPv4, port))
            return;
        m_lock = std::move(lock);
        m_number = port;
    }

    std::uint16_t m_number = 0;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace tests
