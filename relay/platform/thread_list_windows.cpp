// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/thread_list.h"

// clang-format off
#include <windows.h>
#include <tlhelp32.h> // needs it
// clang-format on

#include <QString>

#include <algorithm>
#include <memory>

namespace relay::platform {

namespace {

struct HandleCloser
{
    void operator()(HANDLE handle) const { CloseHandle(handle); }
};
using Handle = std::unique_ptr<void, HandleCloser>;

Handle openThread(std::int64_t id)
{
    return Handle(OpenThread(THREAD_QUERY_LIMITED_INFORMATION, FALSE, static_cast<DWORD>(id)));
}

// Not in every import library, though in every Windows 10.
using ThreadDescription = HRESULT(WINAPI *)(HANDLE, PWSTR *);

ThreadDescription threadDescription()
{
    static const auto function = reinterpret_cast<ThreadDescription>(
        reinterpret_cast<void *>(GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "GetThreadDescription")));
    return function;
}

std::uint64_t microseconds(const FILETIME &time) // of 100 ns
{
    return ((static_cast<std::uint64_t>(time.dwHighDateTime) << 32) | time.dwLowDateTime) / 10;
}

} // namespace

std::vector<std::int64_t> threadIds()
{
    std::vector<std::int64_t> ids;
    const HANDLE opened = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    if (opened == INVALID_HANDLE_VALUE)
        return ids;
    const Handle all(opened);
    THREADENTRY32 entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = Thread32First(opened, &entry); more; more = Thread32Next(opened, &entry)) {
        if (entry.th32OwnerProcessID == GetCurrentProcessId())
            ids.push_back(entry.th32ThreadID);
    }
    std::ranges::sort(ids);
    return ids;
}

std::string threadName(std::int64_t id)
{
    const Handle thread = openThread(id);
    wchar_t *name = nullptr;
    if (!thread || !threadDescription() || FAILED(threadDescription()(thread.get(), &name)))
        return {};
    std::string text = QString::fromWCharArray(name).toStdString();
    LocalFree(name);
    return text;
}

std::vector<ThreadFigures> threadList()
{
    std::vector<ThreadFigures> threads;
    for (const std::int64_t id : threadIds()) {
        const Handle thread = openThread(id);
        FILETIME created{}, ended{}, kernel{}, user{};
        if (!thread || !GetThreadTimes(thread.get(), &created, &ended, &kernel, &user))
            continue; // ended meanwhile
        const bool isUs = id == currentThreadId();
        threads.push_back({.id = id,
                           .name = threadName(id),
                           .state = isUs ? "running" : "unknown",
                           .cpuUs = microseconds(kernel) + microseconds(user)});
    }
    return threads;
}

std::int64_t currentThreadId()
{
    return GetCurrentThreadId();
}

} // namespace relay::platform
