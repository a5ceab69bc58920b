// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/control_socket.h"

#include <windows.h>

#include <QByteArray>
#include <QCryptographicHash>

#include <memory>

namespace app::platform {

namespace {

using namespace Qt::StringLiterals;

struct HandleCloser
{
    void operator()(HANDLE handle) const { ::CloseHandle(handle); }
};
using Handle = std::unique_ptr<void, HandleCloser>;

// A TOKEN_USER; empty: the system does not tell.
QByteArray userOf(HANDLE process)
{
    HANDLE opened = nullptr;
    if (!::OpenProcessToken(process, TOKEN_QUERY, &opened))
        return {};
    const Handle token(opened);
    DWORD size = 0;
    ::GetTokenInformation(token.get(), TokenUser, nullptr, 0, &size);
    QByteArray user(qsizetype(size), '\0');
    if (size == 0 || !::GetTokenInformation(token.get(), TokenUser, user.data(), size, &size))
        return {};
    return user;
}

} // namespace

ControlSocket::ControlSocket(const QString &dataDir)
    : m_name(u"trayrelay-"_s % QString::fromLatin1(QCryptographicHash::hash(dataDir.toLower().toUtf8(),
                                                                            QCryptographicHash::Sha256)
                                                       .toHex()
                                                       .left(16)))
{
}

ControlSocket::~ControlSocket() = default;

bool serverIsOurs(qintptr socketDescriptor)
{
    ULONG processId = 0;
    if (!::GetNamedPipeServerProcessId(reinterpret_cast<HANDLE>(socketDescriptor), &processId))
        return false;
    const Handle process(::OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, processId));
    if (!process)
        return false;
    const QByteArray theirs = userOf(process.get());
    const QByteArray ours = userOf(::GetCurrentProcess());
    if (theirs.isEmpty() || ours.isEmpty())
        return false;
    if (!::EqualSid(reinterpret_cast<const TOKEN_USER *>(theirs.constData())->User.Sid,
                    reinterpret_cast<const TOKEN_USER *>(ours.constData())->User.Sid))
        return false;
    ::AllowSetForegroundWindow(processId); // else its window could not come before ours when asked to
    return true;
}

} // namespace app::platform
