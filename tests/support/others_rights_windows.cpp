// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/others_rights.h"

#include <QDir>

// clang-format off
#include <windows.h>
#include <aclapi.h> // needs it
// clang-format on

#include <algorithm>
#include <array>
#include <string>

namespace tests {

namespace {

std::wstring native(const QString &path)
{
    return QDir::toNativeSeparators(path).toStdWString();
}

bool isOfOthers(ACL &list, DWORD index)
{
    void *entry = nullptr;
    if (!GetAce(&list, index, &entry))
        return true;
    auto *allowed = static_cast<ACCESS_ALLOWED_ACE *>(entry);
    if (allowed->Header.AceType != ACCESS_ALLOWED_ACE_TYPE || allowed->Mask == 0)
        return false;
    constexpr std::array kGroups = {WinWorldSid, WinAuthenticatedUserSid, WinBuiltinUsersSid};
    return std::any_of(kGroups.begin(), kGroups.end(), [allowed](WELL_KNOWN_SID_TYPE group) {
        return IsWellKnownSid(&allowed->SidStart, group) != FALSE;
    });
}

} // namespace

bool othersMayUse(const QString &path)
{
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    if (GetNamedSecurityInfoW(native(path).c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                              nullptr, &list, nullptr, &descriptor) != ERROR_SUCCESS)
        return true;
    bool found = list == nullptr; // no list: everybody may everything
    for (DWORD i = 0; list && i < list->AceCount; ++i)
        found = found || isOfOthers(*list, i);
    LocalFree(descriptor);
    return found;
}

bool letOthersUse(const QString &path)
{
    std::wstring name = native(path);
    return SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr,
                                 nullptr, nullptr) == ERROR_SUCCESS;
}

} // namespace tests
