// SPDX-License-Identifier: GPL-3.0-or-later
// What the installer does that its tables cannot say, as a DLL inside the .msi. On an installer's thread.
//
//   CloseRunning   before files are looked at: asks each TrayRelay that runs from the folder to leave
//                  (--quit, with its own arguments) and waits. Sets TrayRelayWasRunning, and
//                  TrayRelayArguments0, 1 ... as each had them.
//   StartAgain     after an upgrade: starts the new version once for each of those.
//   Forget         after a removal that is no upgrade: takes out the start-up entries that name the folder,
//                  and says where the user's data stays.
//
// Uses nothing of the C++ run-time library: it has to load on any Windows.
// clang-format off
#include <windows.h> // first: the others want its words
// clang-format on

#include <msi.h>
#include <msiquery.h>
#include <shlobj.h>
#include <shlwapi.h>
#include <tlhelp32.h>
#include <winternl.h>

namespace {

constexpr DWORD kMaxPath = 32768;         // the system's own bound of a path, and of a command line
constexpr DWORD kPatienceMs = 40'000;     // trayrelay --quit waits 30 s: a drain, a last checkpoint
constexpr DWORD kLastPatienceMs = 10'000; // for what was not asked, or could not be
constexpr DWORD kKillPatienceMs = 5'000;
constexpr int kMaxRunning = 16;
constexpr int kCommandLineInformation = 60; // ProcessCommandLineInformation, since Windows 8.1
constexpr wchar_t kRunKey[] = L"Software\\Microsoft\\Windows\\CurrentVersion\\Run";
constexpr wchar_t kApprovedKey[] =
    L"Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\StartupApproved\\Run";

// Memory of this process's heap, freed at the end of its block.
class Text final
{
public:
    explicit Text(DWORD length = kMaxPath)
        : m_text(static_cast<wchar_t *>(
              ::HeapAlloc(::GetProcessHeap(), HEAP_ZERO_MEMORY, length * sizeof(wchar_t))))
        , m_length(m_text ? length : 0)
    {
    }
    ~Text() { ::HeapFree(::GetProcessHeap(), 0, m_text); }
    Text(const Text &) = delete;
    Text &operator=(const Text &) = delete;

    wchar_t *data() { return m_text; }
    const wchar_t *data() const { return m_text; }
    DWORD length() const { return m_length; }
    explicit operator bool() const { return m_text != nullptr; }

private:
    wchar_t *m_text;
    DWORD m_length;
};

struct Running
{
    DWORD id = 0;
    DWORD parent = 0;
    ULONGLONG created = 0;
    HANDLE process = nullptr;
};

// Joins three pieces to what `to` holds; false where it does not fit.
bool join(Text &to, const wchar_t *first, const wchar_t *second = L"", const wchar_t *third = L"")
{
    const auto need = DWORD(lstrlenW(first) + lstrlenW(second) + lstrlenW(third) + 1);
    if (!to || need > to.length())
        return false;
    lstrcpyW(to.data(), first);
    lstrcatW(to.data(), second);
    lstrcatW(to.data(), third);
    return true;
}

void log(MSIHANDLE install, const wchar_t *first, const wchar_t *second = L"")
{
    Text line;
    if (!join(line, L"TrayRelay: ", first, second))
        return;
    const MSIHANDLE record = MsiCreateRecord(1);
    MsiRecordSetStringW(record, 0, L"[1]");
    MsiRecordSetStringW(record, 1, line.data());
    MsiProcessMessage(install, INSTALLMESSAGE_INFO, record);
    MsiCloseHandle(record);
}

bool property(MSIHANDLE install, const wchar_t *name, Text &value)
{
    DWORD length = value.length();
    return value && MsiGetPropertyW(install, name, value.data(), &length) == ERROR_SUCCESS && length > 0;
}

bool startsWith(const wchar_t *text, const wchar_t *start)
{
    const int length = lstrlenW(start);
    return lstrlenW(text) >= length &&
           ::CompareStringOrdinal(text, length, start, length, TRUE) == CSTR_EQUAL;
}

// ---- who runs from the folder

bool runsFrom(HANDLE process, const wchar_t *folder)
{
    Text path;
    DWORD length = path.length();
    return path && ::QueryFullProcessImageNameW(process, 0, path.data(), &length) &&
           startsWith(path.data(), folder);
}

ULONGLONG created(HANDLE process)
{
    FILETIME begin{};
    FILETIME end{};
    FILETIME kernel{};
    FILETIME user{};
    if (!::GetProcessTimes(process, &begin, &end, &kernel, &user))
        return 0;
    return (ULONGLONG(begin.dwHighDateTime) << 32) | begin.dwLowDateTime;
}

int findRunning(const wchar_t *folder, Running (&found)[kMaxRunning])
{
    const HANDLE list = ::CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    if (list == INVALID_HANDLE_VALUE)
        return 0;
    int count = 0;
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = ::Process32FirstW(list, &entry); more && count < kMaxRunning;
         more = ::Process32NextW(list, &entry)) {
        const DWORD wanted = PROCESS_QUERY_INFORMATION | PROCESS_VM_READ | PROCESS_TERMINATE | SYNCHRONIZE;
        const HANDLE process = ::OpenProcess(wanted, FALSE, entry.th32ProcessID);
        if (process && runsFrom(process, folder))
            found[count++] = {.id = entry.th32ProcessID,
                              .parent = entry.th32ParentProcessID,
                              .created = created(process),
                              .process = process};
        else if (process)
            ::CloseHandle(process);
    }
    ::CloseHandle(list);
    return count;
}

// winternl.h has no name for it.
using QueryInformation = LONG(NTAPI *)(HANDLE, int, void *, ULONG, ULONG *);

bool read(HANDLE process, const void *from, void *to, SIZE_T size)
{
    SIZE_T done = 0;
    return ::ReadProcessMemory(process, from, to, size, &done) && done == size;
}

// For a system that does not know that question: Wine 8.
bool commandLineFromMemory(QueryInformation query, HANDLE process, Text &line)
{
    PROCESS_BASIC_INFORMATION basic{};
    PEB environment{};
    RTL_USER_PROCESS_PARAMETERS parameters{};
    if (query(process, ProcessBasicInformation, &basic, sizeof basic, nullptr) < 0 ||
        !read(process, basic.PebBaseAddress, &environment, sizeof environment) ||
        !read(process, environment.ProcessParameters, &parameters, sizeof parameters))
        return false;
    const UNICODE_STRING &given = parameters.CommandLine;
    return given.Length / sizeof(wchar_t) < line.length() &&
           read(process, given.Buffer, line.data(), given.Length); // the rest of it is zero
}

// False: the system does not tell.
bool commandLine(HANDLE process, Text &line)
{
    const auto query = reinterpret_cast<QueryInformation>(reinterpret_cast<void *>(
        ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "NtQueryInformationProcess")));
    Text answer(2 * kMaxPath);
    ULONG length = 0;
    if (!query || !answer)
        return false;
    if (query(process, kCommandLineInformation, answer.data(), ULONG(answer.length() * sizeof(wchar_t)),
              &length) < 0)
        return commandLineFromMemory(query, process, line);
    const auto *given = reinterpret_cast<const UNICODE_STRING *>(answer.data());
    const DWORD letters = given->Length / sizeof(wchar_t);
    if (letters == 0 || letters >= line.length())
        return false;
    ::CopyMemory(line.data(), given->Buffer, given->Length);
    line.data()[letters] = L'\0';
    return true;
}

// ---- asking it to leave

// Starts the program in the folder; nothing where that fails.
HANDLE start(MSIHANDLE install, const wchar_t *why, const wchar_t *folder, const wchar_t *option,
             const wchar_t *arguments)
{
    Text program;
    Text quoted;
    Text line;
    if (!join(program, folder, L"trayrelay.exe") || !join(quoted, L"\"", program.data(), option) ||
        !join(line, quoted.data(), arguments))
        return nullptr;
    log(install, why, line.data());
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    PROCESS_INFORMATION started{};
    if (!::CreateProcessW(program.data(), line.data(), nullptr, nullptr, FALSE, CREATE_NO_WINDOW, nullptr,
                          folder, &startup, &started)) {
        log(install, L"could not be started: ", program.data());
        return nullptr;
    }
    ::CloseHandle(started.hThread);
    return started.hProcess;
}

// With the arguments of the one that runs: it may be about another data directory.
void askToLeave(MSIHANDLE install, const wchar_t *folder, const wchar_t *arguments)
{
    const HANDLE asking =
        start(install, L"asks the running one to leave: ", folder, L"\" --quit ", arguments);
    if (!asking)
        return;
    ::WaitForSingleObject(asking, kPatienceMs);
    ::CloseHandle(asking);
}

// What is left after that is stopped: nothing that was answered is lost by it, as the journal has it already.
void waitOrStop(MSIHANDLE install, const Running &running)
{
    if (::WaitForSingleObject(running.process, kLastPatienceMs) == WAIT_OBJECT_0) {
        log(install, L"the running one has left");
        return;
    }
    log(install, L"the running one did not leave in time and is stopped");
    ::TerminateProcess(running.process, 1);
    ::WaitForSingleObject(running.process, kKillPatienceMs);
}

// Nobody is waiting for a window to come up during an upgrade.
bool minimized(Text &arguments, const wchar_t *given)
{
    if (::StrStrW(given, L"--minimized") || ::StrStrW(given, L"--headless"))
        return join(arguments, given);
    return join(arguments, given, *given ? L" " : L"", L"--minimized");
}

bool hasOption(const wchar_t *arguments, const wchar_t *option)
{
    for (const wchar_t *at = ::StrStrW(arguments, option); at; at = ::StrStrW(at + 1, option)) {
        const wchar_t behind = at[lstrlenW(option)];
        if ((at == arguments || at[-1] == L' ') && (behind == L'\0' || behind == L' '))
            return true;
    }
    return false;
}

// A relay has options alone; a sub-command or a question is over soon, and nobody wants it twice.
bool isRelay(const wchar_t *arguments)
{
    constexpr const wchar_t *kQuestions[] = {L"--quit", L"--version", L"--help"};
    for (const wchar_t *question : kQuestions) {
        if (hasOption(arguments, question))
            return false;
    }
    return *arguments == L'\0' || *arguments == L'-';
}

// One that a measurement started: it ends with the one that started it. Another one may have the id of who
// started it and is gone: that one is younger.
bool isChild(const Running &one, const Running *all, int count)
{
    for (int i = 0; i < count; ++i) {
        if (all[i].id == one.parent && all[i].created <= one.created)
            return true;
    }
    return false;
}

// Where CloseRunning leaves for StartAgain what one of them was started with.
void argumentsProperty(int number, wchar_t (&name)[32])
{
    ::wsprintfW(name, L"TrayRelayArguments%d", number);
}

void keepArguments(MSIHANDLE install, int number, const wchar_t *arguments)
{
    wchar_t name[32];
    argumentsProperty(number, name);
    MsiSetPropertyW(install, L"TrayRelayWasRunning", L"1");
    MsiSetPropertyW(install, name, arguments);
}

// False: it is no relay. Where the system does not tell, it is taken for one without arguments.
bool argumentsOf(const Running &running, Text &arguments)
{
    Text line;
    if (!line || !commandLine(running.process, line))
        return bool(arguments);
    const wchar_t *given = ::PathGetArgsW(line.data());
    while (*given == L' ')
        ++given;
    return isRelay(given) && join(arguments, given);
}

// True: it is the `number`th which the new version shall continue.
bool closeRelay(MSIHANDLE install, const wchar_t *folder, const Running &running, int number)
{
    Text arguments;
    Text again;
    if (!argumentsOf(running, arguments))
        return false;
    if (minimized(again, arguments.data()))
        keepArguments(install, number, again.data());
    askToLeave(install, folder, arguments.data());
    return true;
}

// ---- after a removal

// The entries of all data directories: those whose program lies in the folder.
void forgetAutostart(MSIHANDLE install, const wchar_t *folder)
{
    HKEY run = nullptr;
    Text start;
    Text name;
    Text value;
    if (!join(start, L"\"", folder) || !name || !value ||
        ::RegOpenKeyExW(HKEY_CURRENT_USER, kRunKey, 0, KEY_READ | KEY_WRITE, &run) != ERROR_SUCCESS)
        return;
    for (DWORD index = 0;;) {
        DWORD nameLength = name.length();
        DWORD valueBytes = (value.length() - 1) * DWORD(sizeof(wchar_t));
        DWORD type = 0;
        ::ZeroMemory(value.data(), value.length() * sizeof(wchar_t));
        const LONG found = ::RegEnumValueW(run, index, name.data(), &nameLength, nullptr, &type,
                                           reinterpret_cast<BYTE *>(value.data()), &valueBytes);
        if (found == ERROR_MORE_DATA) {
            ++index;
            continue;
        }
        if (found != ERROR_SUCCESS)
            break;
        const bool ours = (type == REG_SZ || type == REG_EXPAND_SZ) && startsWith(value.data(), start.data());
        if (!ours || ::RegDeleteValueW(run, name.data()) != ERROR_SUCCESS) {
            ++index;
            continue;
        }
        log(install, L"does not start at log-in any more: ", name.data());
        ::RegDeleteKeyValueW(HKEY_CURRENT_USER, kApprovedKey, name.data());
    }
    ::RegCloseKey(run);
}

// A box where the user sees the installation, a line in its log in any case.
void sayWhereDataIs(MSIHANDLE install)
{
    Text profile(MAX_PATH + 1);
    Text folder;
    if (!profile || FAILED(::SHGetFolderPathW(nullptr, CSIDL_LOCAL_APPDATA, nullptr, 0, profile.data())) ||
        !join(folder, profile.data(), L"\\TrayRelay") || !::PathIsDirectoryW(folder.data()))
        return;
    const bool chinese = PRIMARYLANGID(::GetUserDefaultUILanguage()) == LANG_CHINESE;
    const wchar_t *before = chinese ? L"TrayRelay 已卸载。您的设置、密钥和用量记录仍保留在："
                                    : L"TrayRelay is removed. Your settings, keys and usage records stay in:";
    const wchar_t *after =
        chinese ? L"不再需要时，可以删除该文件夹。" : L"Delete that folder if you do not need them any more.";
    Text middle;
    Text text;
    if (!join(middle, L"\n\n", folder.data(), L"\n\n") || !join(text, before, middle.data(), after))
        return;
    log(install, L"the user's data stays in ", folder.data());
    const MSIHANDLE record = MsiCreateRecord(1);
    MsiRecordSetStringW(record, 0, L"[1]");
    MsiRecordSetStringW(record, 1, text.data());
    MsiProcessMessage(install, INSTALLMESSAGE(INSTALLMESSAGE_USER | MB_OK | MB_ICONINFORMATION), record);
    MsiCloseHandle(record);
}

} // namespace

extern "C" __declspec(dllexport) UINT __stdcall CloseRunning(MSIHANDLE install)
{
    Text folder;
    if (!property(install, L"INSTALLFOLDER", folder))
        return ERROR_SUCCESS;
    Running running[kMaxRunning];
    const int count = findRunning(folder.data(), running);
    int relays = 0;
    for (int i = 0; i < count; ++i) {
        if (!isChild(running[i], running, count) && closeRelay(install, folder.data(), running[i], relays))
            ++relays;
    }
    for (int i = 0; i < count; ++i) {
        waitOrStop(install, running[i]);
        ::CloseHandle(running[i].process);
    }
    return ERROR_SUCCESS;
}

extern "C" __declspec(dllexport) UINT __stdcall StartAgain(MSIHANDLE install)
{
    Text folder;
    if (!property(install, L"INSTALLFOLDER", folder))
        return ERROR_SUCCESS;
    for (int i = 0; i < kMaxRunning; ++i) {
        Text arguments;
        wchar_t name[32];
        argumentsProperty(i, name);
        if (!property(install, name, arguments))
            continue;
        if (const HANDLE again = start(install, L"starts again: ", folder.data(), L"\" ", arguments.data()))
            ::CloseHandle(again);
    }
    return ERROR_SUCCESS;
}

extern "C" __declspec(dllexport) UINT __stdcall Forget(MSIHANDLE install)
{
    Text folder;
    if (property(install, L"INSTALLFOLDER", folder))
        forgetAutostart(install, folder.data());
    sayWhereDataIs(install);
    return ERROR_SUCCESS;
}
