// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/port_holder.h"

#include <iphlpapi.h>
#include <winsock2.h>

#include <QByteArray>
#include <QFileInfo>

#include <array>

namespace app::platform {

namespace {

QString programOf(DWORD processId)
{
    const HANDLE process = ::OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, processId);
    if (!process)
        return {};
    std::array<wchar_t, 32768> path{}; // the system's own bound
    DWORD length = DWORD(path.size());
    const bool known = ::QueryFullProcessImageNameW(process, 0, path.data(), &length) != 0;
    ::CloseHandle(process);
    return known ? QFileInfo(QString::fromWCharArray(path.data(), int(length))).completeBaseName()
                 : QString();
}

template <typename Table>
std::optional<PortHolder> holderIn(quint16 port, ULONG family)
{
    DWORD size = 0;
    ::GetExtendedTcpTable(nullptr, &size, FALSE, family, TCP_TABLE_OWNER_PID_LISTENER, 0);
    QByteArray bytes(qsizetype(size), '\0');
    if (size == 0 || ::GetExtendedTcpTable(bytes.data(), &size, FALSE, family, TCP_TABLE_OWNER_PID_LISTENER,
                                           0) != NO_ERROR)
        return std::nullopt;
    const auto *const table = reinterpret_cast<const Table *>(bytes.constData());
    for (DWORD i = 0; i < table->dwNumEntries; ++i) {
        const auto &row = table->table[i];
        if (::ntohs(u_short(row.dwLocalPort)) == port)
            return PortHolder{qint64(row.dwOwningPid), programOf(row.dwOwningPid), {}};
    }
    return std::nullopt;
}

} // namespace

std::optional<PortHolder> portHolder(quint16 port)
{
    if (const std::optional<PortHolder> holder = holderIn<MIB_TCPTABLE_OWNER_PID>(port, AF_INET))
        return holder;
    return holderIn<MIB_TCP6TABLE_OWNER_PID>(port, AF_INET6);
}

} // namespace app::platform
