// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/control_socket.h"

#include <QFile>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace app::platform {

namespace {

using namespace Qt::StringLiterals;

// sun_path holds 108 bytes, and Qt puts a temporary directory of 9 in front of the name while binding.
constexpr qsizetype kMaxSocketPathBytes = 96;

} // namespace

// Always inside the directory: found from any session, whatever its environment says, and where only its
// owner can put a file. A path that is too long for a socket's address is shortened by way of a descriptor.
ControlSocket::ControlSocket(const QString &dataDir)
    : m_name(dataDir % u"/control.sock"_s)
{
    if (QFile::encodeName(m_name).size() <= kMaxSocketPathBytes)
        return;
    m_directory = ::open(QFile::encodeName(dataDir).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (m_directory >= 0)
        m_name = u"/proc/self/fd/"_s % QString::number(m_directory) % u"/control.sock"_s;
}

ControlSocket::~ControlSocket()
{
    if (m_directory >= 0)
        ::close(m_directory);
}

bool serverIsOurs(qintptr socketDescriptor)
{
    ucred peer = {};
    socklen_t size = sizeof peer;
    if (::getsockopt(int(socketDescriptor), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return false;
    return peer.uid == ::geteuid() || peer.uid == 0;
}

} // namespace app::platform
