// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/surroundings.h"

// clang-format off
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#include <shellapi.h> // needs it
// clang-format on

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <array>
#include <cstdio>

namespace app::platform {

using namespace Qt::StringLiterals;

// main()'s own words have lost what the ANSI code page lacks.
QStringList commandLineWords(int, char **)
{
    int count = 0;
    wchar_t **const all = ::CommandLineToArgvW(::GetCommandLineW(), &count);
    QStringList words;
    for (int i = 1; all && i < count; ++i)
        words.append(QString::fromWCharArray(all[i]));
    ::LocalFree(all);
    return words;
}

void prepareStandardStreams()
{
    ::SetConsoleOutputCP(CP_UTF8);
    ::SetConsoleCP(CP_UTF8);
    for (std::FILE *stream : {stdin, stdout, stderr}) {
        if (const int descriptor = ::_fileno(stream); descriptor >= 0) // a program with a window has none
            ::_setmode(descriptor, _O_BINARY);
    }
}

bool hasStandardOutput()
{
    return ::_fileno(stdout) >= 0;
}

QString defaultDataDir()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) % u"/TrayRelay"_s;
}

QString programDirectory()
{
    std::array<wchar_t, 32768> path{}; // the system's own bound
    const DWORD length = ::GetModuleFileNameW(nullptr, path.data(), DWORD(path.size()));
    return QFileInfo(QString::fromWCharArray(path.data(), int(length))).absolutePath();
}

bool makePrivateDirectory(const QString &path)
{
    return QDir().mkpath(path); // the profile's own rights keep others out
}

// The task bar's colours are chosen apart from those of the windows.
std::optional<bool> panelIsDark()
{
    DWORD light = 0;
    DWORD size = sizeof(light);
    const LSTATUS read = ::RegGetValueW(HKEY_CURRENT_USER,
                                        L"Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize",
                                        L"SystemUsesLightTheme", RRF_RT_REG_DWORD, nullptr, &light, &size);
    if (read != ERROR_SUCCESS)
        return std::nullopt;
    return light == 0;
}

bool displayAvailable()
{
    return true;
}

bool shellIsPowerShell()
{
    return true;
}

bool standardErrorIsJournal()
{
    return false;
}

} // namespace app::platform
