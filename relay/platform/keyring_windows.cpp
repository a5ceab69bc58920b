// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/keyring.h"

// clang-format off
#include <windows.h>
#include <wincred.h> // needs it
// clang-format on

namespace relay::platform {

namespace {

using namespace Qt::StringLiterals;

// Of the user alone, on this machine; unlocked with the log-in. Answers at once. Thread-safe.
class CredentialManager final : public Keyring
{
public:
    std::string name() const override
    {
        return QT_TRANSLATE_NOOP("Phrases", "the Windows Credential Manager");
    }
    Result<void> look() override { return {}; }

    Result<std::string> secret(const std::string &item) override
    {
        CREDENTIALW *found = nullptr;
        if (!CredReadW(target(item).c_str(), CRED_TYPE_GENERIC, 0, &found))
            return failed(GetLastError());
        std::string text(reinterpret_cast<const char *>(found->CredentialBlob), found->CredentialBlobSize);
        SecureZeroMemory(found->CredentialBlob, found->CredentialBlobSize);
        CredFree(found);
        return text;
    }

    Result<void> keep(const std::string &item, const std::string &secret) override
    {
        std::wstring name = target(item);
        std::wstring user = L"TrayRelay master key";
        std::string blob = secret;
        CREDENTIALW credential = {};
        credential.Type = CRED_TYPE_GENERIC;
        credential.TargetName = name.data();
        credential.UserName = user.data();
        credential.CredentialBlob = reinterpret_cast<LPBYTE>(blob.data());
        credential.CredentialBlobSize = static_cast<DWORD>(blob.size());
        credential.Persist = CRED_PERSIST_LOCAL_MACHINE; // else it ends with the session
        const DWORD reason = CredWriteW(&credential, 0) ? ERROR_SUCCESS : GetLastError();
        SecureZeroMemory(blob.data(), blob.size());
        return reason == ERROR_SUCCESS ? Result<void>() : failed(reason);
    }

    Result<void> forget(const std::string &item) override
    {
        if (CredDeleteW(target(item).c_str(), CRED_TYPE_GENERIC, 0) || GetLastError() == ERROR_NOT_FOUND)
            return {};
        return failed(GetLastError());
    }

private:
    static std::wstring target(const std::string &item)
    {
        return L"TrayRelay/" + std::wstring(item.begin(), item.end());
    }

    static Error failed(DWORD reason)
    {
        if (reason == ERROR_NOT_FOUND)
            return {ErrorKind::NotFound,
                    said(QT_TRANSLATE_NOOP("Phrases", "the Windows Credential Manager has no such entry"))};
        return {ErrorKind::Unavailable,
                said(QT_TRANSLATE_NOOP("Phrases", "the Windows Credential Manager failed: %1"),
                     qt_error_string(int(reason)))};
    }
};

} // namespace

std::unique_ptr<Keyring> systemKeyring(const QString &)
{
    return std::make_unique<CredentialManager>();
}

} // namespace relay::platform
