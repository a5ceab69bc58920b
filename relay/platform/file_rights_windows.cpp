// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/long_path.h"
#include "relay/base/phrase.h"
#include "relay/platform/file_rights.h"

// clang-format off
#include <windows.h>
#include <aclapi.h> // needs it
// clang-format on

#include <memory>
#include <vector>

namespace relay::platform {

namespace {

struct HandleCloser
{
    void operator()(HANDLE handle) const { CloseHandle(handle); }
};

// A TOKEN_USER; empty: the system does not tell.
std::vector<std::byte> ourUser()
{
    HANDLE opened = nullptr;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened))
        return {};
    const std::unique_ptr<void, HandleCloser> token(opened);
    DWORD size = 0;
    GetTokenInformation(token.get(), TokenUser, nullptr, 0, &size);
    std::vector<std::byte> user(size);
    if (size == 0 || !GetTokenInformation(token.get(), TokenUser, user.data(), size, &size))
        return {};
    return user;
}

} // namespace

// One entry for this user, none inherited. Administrators and the system can take ownership as they can of
// everything.
Result<void> makePrivate(const QString &path)
{
    std::wstring name = longPath(path).toStdWString();
    const DWORD attributes = GetFileAttributesW(name.c_str());
    std::vector<std::byte> user = ourUser();
    DWORD reason = user.empty() || attributes == INVALID_FILE_ATTRIBUTES ? GetLastError() : ERROR_SUCCESS;
    if (reason == ERROR_SUCCESS) {
        EXPLICIT_ACCESSW access{};
        access.grfAccessPermissions = GENERIC_ALL;
        access.grfAccessMode = SET_ACCESS;
        access.grfInheritance = (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0
                                    ? static_cast<DWORD>(SUB_CONTAINERS_AND_OBJECTS_INHERIT)
                                    : static_cast<DWORD>(NO_INHERITANCE);
        access.Trustee.TrusteeForm = TRUSTEE_IS_SID;
        access.Trustee.TrusteeType = TRUSTEE_IS_USER;
        access.Trustee.ptstrName = static_cast<LPWSTR>(reinterpret_cast<TOKEN_USER *>(user.data())->User.Sid);
        PACL list = nullptr;
        reason = SetEntriesInAclW(1, &access, nullptr, &list);
        if (reason == ERROR_SUCCESS) {
            reason = SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT,
                                           DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                                           nullptr, nullptr, list, nullptr);
            LocalFree(list);
        }
    }
    if (reason == ERROR_SUCCESS)
        return {};
    return Error{ErrorKind::Storage,
                 said(QT_TRANSLATE_NOOP("Phrases", "cannot take others' rights from %1: %2"), path,
                      qt_error_string(static_cast<int>(reason)))};
}

} // namespace relay::platform
