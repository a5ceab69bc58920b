// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/lock_holders.h"

// clang-format off
#include <windows.h>
#include <restartmanager.h> // needs it
// clang-format on

#include <array>

namespace relay::platform {

// The system does not say who has locked which bytes, but the Restart Manager knows who has the file open:
// nobody else can hold a lock. It is asked for the file's name and opens nothing.
std::vector<LockHolder> lockHolders(const QString &path, std::int64_t, std::int64_t)
{
    DWORD session = 0;
    std::array<wchar_t, CCH_RM_SESSION_KEY + 1> key{};
    if (RmStartSession(&session, 0, key.data()) != ERROR_SUCCESS)
        return {};
    std::vector<LockHolder> holders;
    const std::wstring name = QDir::toNativeSeparators(path).toStdWString();
    const wchar_t *names[] = {name.c_str()};
    if (RmRegisterResources(session, 1, names, 0, nullptr, 0, nullptr) == ERROR_SUCCESS) {
        UINT needed = 0;
        std::array<RM_PROCESS_INFO, 16> processes;
        UINT count = static_cast<UINT>(processes.size());
        DWORD why = 0;
        if (RmGetList(session, &needed, &count, processes.data(), &why) != ERROR_SUCCESS)
            count = 0;
        for (UINT i = 0; i < count; ++i) {
            const RM_PROCESS_INFO &process = processes[i];
            if (process.Process.dwProcessId != GetCurrentProcessId())
                holders.push_back({.processId = process.Process.dwProcessId,
                                   .name = QString::fromWCharArray(process.strAppName).toStdString(),
                                   .exclusive = true});
        }
    }
    RmEndSession(session);
    return holders;
}

} // namespace relay::platform
