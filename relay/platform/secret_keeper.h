// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/platform/key_file_store.h"
#include "relay/platform/keyring.h"

#include <QString>

#include <memory>
#include <mutex>
#include <string>

namespace relay::platform {

// Finds the master key of a data directory, makes it at a first start, and moves it. The file master.key is
// the key, or says in one line that the keyring has it, and under what name: one file that is replaced in one
// step, so that a process that is killed meanwhile leaves a whole key where that file says. Thread-safe;
// waits for the disk, and for the keyring.
class SecretKeeper final : public SecretStore
{
public:
    enum class Place { File, Keyring };

    // No keyring: what says that its key is there cannot be opened.
    SecretKeeper(const QString &dataDir, std::shared_ptr<Keyring> keyring);

    // Unavailable: the keyring has it, and does not give it; no other is made.
    Result<MasterKey> masterKey() override;

    Place place() const;
    const QString &keyFile() const { return m_path; }
    const std::shared_ptr<Keyring> &keyring() const { return m_keyring; } // may be null
    // It was read back from its new place before it left the old one. After an error it is where it was.
    Result<void> moveTo(Place place);

private:
    std::string itemInKeyring() const; // empty: the key is in the file
    Result<std::string> fromKeyring(const std::string &item);
    Result<void> toKeyring();
    Result<void> toFile(const std::string &item);
    Result<void> replaceFile(const std::string &line) const;
    void wipeFileThatLeft() const;

    const QString m_path;
    const std::shared_ptr<Keyring> m_keyring;
    std::mutex m_moving; // no two moves at once
};

} // namespace relay::platform
